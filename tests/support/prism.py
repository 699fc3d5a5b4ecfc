"""Published contracts, served and enforced by Prism. CX_SPECS names the folder that holds them."""
import os
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "peers"))
import npm
from hubtest import wait_until
from private_postgres import free_port

SPECS = pathlib.Path(os.environ.get("CX_SPECS", str(npm.ROOT.parent / "shared" / "specs")))


def contract(path):
    """The contract's file; where it is not there the test ends as skipped, for it is another's text."""
    if not (SPECS / path).exists():
        print(f"the contract {path} is not there; CX_SPECS names the folder of contracts")
        sys.exit(77)
    return SPECS / path


def install():
    return npm.packages("@stoplight/prism-cli@5.14.2")


class Prism:
    """`with Prism(contract) as prism`: prism.url while it runs, prism.log afterwards. With errors=False answers may break the contract,
    as the contract's own examples do in some; requests may not."""

    def __init__(self, spec, probe="/", errors=True):
        self.program = install() / "node_modules/.bin/prism"
        self.spec, self.probe, self.more = spec, probe, ["--errors"] if errors else []
        self.log = ""

    def __enter__(self):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [str(self.program), "mock", "-h", "127.0.0.1", "-p", str(port), *self.more, str(self.spec)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        wait_until(self.serves, "Prism serves", 60)
        return self

    def serves(self):
        try:
            urllib.request.urlopen(self.url + self.probe, timeout=2)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def __exit__(self, *_):
        self.process.terminate()
        self.log = self.process.communicate(timeout=20)[0]
