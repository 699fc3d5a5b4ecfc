"""An OpenLDAP server of its own: a temporary folder, free ports of the loopback, an account that may read by pages."""
import pathlib
import shutil
import subprocess
import tempfile
import time

import certificates
from private_postgres import free_port

BASE = "dc=sandeul,dc=example"
PEOPLE = f"ou=people,{BASE}"
READER = f"cn=reader,{BASE}"
LIMITED = f"cn=limited,{BASE}"
PASSWORD = "s3cret of a test"

CONFIGURATION = """include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
database mdb
suffix "{base}"
rootdn "cn=admin,{base}"
rootpw "{password}"
directory {folder}/data
index objectClass,entryUUID,modifyTimestamp eq
limits dn.exact="{limited}" size.prtotal=10
limits users size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""


def word(number):
    """A family name, another one for each number."""
    return "Hale" + "".join("abcdefghij"[int(digit)] for digit in str(number))


def installed():
    """The server, which lies where the path of a user does not look."""
    return shutil.which("slapd", path="/usr/sbin:/usr/bin:/sbin") if shutil.which("ldapadd") else None


class Slapd:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cxhub-ldap-"))
        (self.folder / "data").mkdir()
        self.authority, certificate, key = certificates.make(self.folder / "tls")
        self.port, self.secure_port = free_port(), free_port()
        (self.folder / "slapd.conf").write_text(CONFIGURATION.format(
            folder=self.folder, certificate=certificate, key=key, base=BASE, password=PASSWORD, limited=LIMITED))
        self.process = None

    def __enter__(self):
        self.start()
        self.change(f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Sandeul\n\n"
                    f"dn: {PEOPLE}\nobjectClass: organizationalUnit\nou: people\n\n"
                    + "\n".join(f"dn: {who}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\n"
                                f"userPassword: {PASSWORD}\n" for who in (READER, LIMITED)), add=True)
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        listen = f"ldap://127.0.0.1:{self.port}/ ldaps://127.0.0.1:{self.secure_port}/ ldaps://127.0.0.2:{self.secure_port}/"
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([installed(), "-d", "stats", "-f", str(self.folder / "slapd.conf"), "-h", listen],
                                            stdout=log, stderr=log)
        end = time.monotonic() + 20
        while self.client("ldapwhoami").returncode != 0:
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError("slapd did not start\n" + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def client(self, program, *arguments, stdin=""):
        return subprocess.run([program, "-x", "-H", f"ldap://127.0.0.1:{self.port}", "-D", f"cn=admin,{BASE}", "-w", PASSWORD,
                               *arguments], input=stdin, capture_output=True, text=True, timeout=60, check=False)

    def change(self, ldif, add=False):
        done = self.client("ldapadd" if add else "ldapmodify", stdin=ldif)
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def add_people(self, numbers):
        self.change("\n".join(f"dn: uid=p{n},{PEOPLE}\nobjectClass: inetOrgPerson\nuid: p{n}\ncn: Ada {word(n)}\nsn: {word(n)}\n"
                              f"givenName: Ada\nmail: p{n}@sandeul.example\n" for n in numbers), add=True)

    def modify(self, number, attribute, value):
        self.change(f"dn: uid=p{number},{PEOPLE}\nchangetype: modify\nreplace: {attribute}\n{attribute}: {value}\n")

    def delete(self, number):
        self.change(f"dn: uid=p{number},{PEOPLE}\nchangetype: delete\n")

    def searches(self):
        """How many searches the server has answered below the people."""
        return (self.folder / "log").read_text(errors="replace").count(f'SRCH base="{PEOPLE}"')
