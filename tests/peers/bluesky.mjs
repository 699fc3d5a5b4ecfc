// The personal data server of the AT protocol, with two accounts and their posts. Prints its address, then the account's DID.
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const { TestNetworkNoAppView } = require("@atproto/dev-env");

const count = Number(process.argv[3]);
const network = await TestNetworkNoAppView.create({ plc: {}, pds: { inviteRequired: false } });

async function call(method, body, token) {
    const answer = await fetch(`${network.pds.url}/xrpc/${method}`, {
        method: "POST", body: JSON.stringify(body),
        headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    });
    if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
    return answer.json();
}

async function account(handle) {
    return call("com.atproto.server.createAccount", { handle, email: `${handle}@shop.example`, password: "hunter22" });
}

function post(who, text, minute) {
    const createdAt = new Date(Date.UTC(2025, 9, 1) + minute * 60000).toISOString();
    return call("com.atproto.repo.createRecord", {
        repo: who.did, collection: "app.bsky.feed.post",
        record: { $type: "app.bsky.feed.post", text, langs: ["ko"], createdAt },
    }, who.accessJwt);
}

const shop = await account("sandeul.test");
for (let i = 0; i < count; ++i) await post(shop, `가을 원두 ${i}`, i);
console.log(`${network.pds.url} ${shop.did}`);
process.stdin.on("data", async () => {
    await post(shop, "새 원두", count + 60 * 48);
    console.log("posted");
});
