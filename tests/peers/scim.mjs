// A SCIM 2.0 service that other people wrote (scimmy), with users in memory. Prints its port.
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const express = require("express");
const SCIMMY = require("scimmy").default ?? require("scimmy");
const SCIMMYRouters = require("scimmy-routers").default ?? require("scimmy-routers");

const users = new Map();
const count = Number(process.argv[3]);
for (let i = 1; i <= count; ++i) {
    const changed = new Date(Date.UTC(2025, 0, 1) + i * 60000).toISOString();
    users.set(`u${i}`, {
        id: `u${i}`, userName: `user${i}@shop.example`, active: i % 10 !== 0,
        name: { familyName: "구", givenName: `민${i}` },
        emails: [{ value: `user${i}@shop.example`, type: "work", primary: true }],
        meta: { created: changed, lastModified: changed },
    });
}

SCIMMY.Resources.declare(SCIMMY.Resources.User)
    .egress((resource) => {
        if (resource.id) {
            if (!users.has(resource.id)) throw new SCIMMY.Types.Error(404, null, "no such user");
            return users.get(resource.id);
        }
        return resource.filter ? resource.filter.match([...users.values()]) : [...users.values()];
    })
    .ingress((resource, data) => {
        const id = resource.id ?? `u${users.size + 1}`;
        const now = new Date().toISOString();
        const user = { ...JSON.parse(JSON.stringify(data)), id, meta: { created: users.get(id)?.meta.created ?? now, lastModified: now } };
        users.set(id, user);
        return user;
    })
    .degress((resource) => { users.delete(resource.id); });

const app = express();
app.use("/scim/v2", new SCIMMYRouters({
    type: "bearer",
    handler: (request) => {
        if (request.headers.authorization !== "Bearer s3cret") throw new Error("Authorization not detected!");
        return "hub";
    },
}));
const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
