"""SAP's own metadata of two S/4HANA services on SAP's OData server (npm), in memory and on the loopback: versions 2 and 4 of each."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "peers"))
import npm
from hubtest import wait_until
from private_postgres import free_port
from prism import contract

PACKAGES = ("@sap/cds@9", "@sap/cds-dk@9", "@cap-js/sqlite@2", "express@4", "@cap-js-community/odata-v2-adapter@1")
PAGE = 100
# The metadata names links without the fields that join them, which a server of one's own has to know: link of an entity, and its field.
LINKS = {
    "API_BUSINESS_PARTNER": {("A_BusinessPartner", "to_BusinessPartnerAddress"): "BusinessPartner",
                             ("A_BusinessPartner", "to_BusinessPartnerTax"): "BusinessPartner",
                             ("A_BusinessPartnerAddress", "to_EmailAddress"): "AddressID",
                             ("A_BusinessPartnerAddress", "to_MobilePhoneNumber"): "AddressID",
                             ("A_BusinessPartnerAddress", "to_PhoneNumber"): "AddressID"},
    "API_SALES_ORDER_SRV": {("A_SalesOrder", "to_Item"): "SalesOrder"},
}
# The server listens everywhere unless its listen is told otherwise.
SERVER = """const cds = require('@sap/cds')
cds.on('bootstrap', app => {
    const listen = app.listen
    app.listen = function (port, ...rest) { return listen.call(this, port, '127.0.0.1', ...rest) }
})
module.exports = cds.server
"""


def install():
    return npm.packages(*PACKAGES, build=("better-sqlite3",))


class Sap:
    """rows: {"API_BUSINESS_PARTNER-A_BusinessPartner": "Header;...\\nvalue;..."}; sap.url while it runs."""

    def __init__(self, rows):
        installed = install()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cxhub-sap-"))
        self.environment = os.environ | {"HOME": str(self.folder), "CDS_TYPESCRIPT": "false"}
        (self.folder / "node_modules").symlink_to(installed / "node_modules")
        (self.folder / "server.js").write_text(SERVER)
        (self.folder / "package.json").write_text(json.dumps({
            "name": "s4", "private": True, "dependencies": {name.rsplit("@", 1)[0]: "*" for name in PACKAGES},
            "cds": {"requires": {"db": {"kind": "sqlite", "credentials": {"url": ":memory:"}}},
                    "cov2ap": {"plugin": True}, "query": {"limit": {"default": PAGE, "max": PAGE}}}}))
        for service in LINKS:
            edmx = contract(f"sap/{service}.edmx")
            shutil.copy(edmx, self.folder)
            subprocess.run(["node_modules/.bin/cds", "import", edmx.name, "--as", "csn"], cwd=self.folder, check=True, capture_output=True,
                           timeout=120, env=self.environment)
            self.link(service)
        data = self.folder / "srv/external/data"
        data.mkdir()
        for name, text in rows.items():
            (data / f"{name}.csv").write_text(text, encoding="utf-8")

    def link(self, service):
        path = self.folder / f"srv/external/{service}.csn"
        model = json.loads(path.read_text(encoding="utf-8"))
        for (entity, name), field in LINKS[service].items():
            element = model["definitions"][f"{service}.{entity}"]["elements"][name]
            element.pop("keys", None)
            element["on"] = [{"ref": [name, field]}, "=", {"ref": [field]}]
        path.write_text(json.dumps(model), encoding="utf-8")

    def __enter__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(["node_modules/.bin/cds-serve", "all", "--with-mocks", "--in-memory"], cwd=self.folder,
                                        stdout=self.log, stderr=self.log, env=self.environment | {"PORT": str(self.port)})
        wait_until(self.serves, "SAP's server serves", 60)
        return self

    def serves(self):
        if self.process.poll() is not None:
            raise AssertionError("SAP's server ends\n" + (self.folder / "log").read_text()[-3000:])
        try:
            urllib.request.urlopen(f"{self.url}/odata/v4/api-business-partner/A_BusinessPartner?$top=1", timeout=5)
        except urllib.error.HTTPError:
            return False
        except OSError:
            return False
        return True

    def change(self, path, **values):
        """Changes one entity through version 4: change("api-business-partner/A_BusinessPartner('1')", LastName="Lee")."""
        request = urllib.request.Request(f"{self.url}/odata/v4/{path}", json.dumps(values).encode(), {"Content-Type": "application/json"}, method="PATCH")
        urllib.request.urlopen(request, timeout=10).read()

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
