"""A PostgreSQL cluster of its own: a temporary folder, a free port of the loopback, an unprivileged user, durable."""
import contextlib
import glob
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def binaries():
    """The newest server that is installed, or nothing."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return pathlib.Path(found[-1]).parent if found else None


class Postgres:
    PASSWORD = "s3cret of a test"

    def __init__(self):
        self.bin = binaries()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cxhub-pg-"))
        self.port = free_port()
        # The server refuses to run as root.
        self.user = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.folder.chmod(0o711)
        self.process = None
        self.make()

    def as_user(self, *line, **more):
        rights = {} if os.geteuid() != 0 else {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return subprocess.Popen([str(part) for part in line], cwd=self.folder, start_new_session=True, **rights, **more)

    def make(self):
        password = self.folder / "password"
        password.write_text(self.PASSWORD)
        os.chown(password, self.user.pw_uid, self.user.pw_gid)
        made = self.as_user(self.bin / "initdb", "-D", self.folder / "data", "-U", "hub", "-A", "scram-sha-256", "--pwfile", password,
                            "-E", "UTF8", "--locale=C.UTF-8", stdout=subprocess.DEVNULL)
        if made.wait(timeout=120) != 0:
            raise AssertionError("initdb failed")

    def certify(self):
        """A certificate for 127.0.0.1, and its authority in ca.pem."""
        data = self.folder / "data"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", data / "server.key", "-out", data / "server.crt"],
                       check=True, capture_output=True)
        shutil.copy(data / "server.crt", self.folder / "ca.pem")
        (self.folder / "ca.pem").chmod(0o644)
        for name in ("server.key", "server.crt"):
            os.chown(data / name, self.user.pw_uid, self.user.pw_gid)
            (data / name).chmod(0o600)
        return self.folder / "ca.pem"

    def start(self, tls=False):
        options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}", "-c", f"unix_socket_directories={self.folder}",
                   "-c", f"ssl={'on' if tls else 'off'}", "-c", "max_connections=20", "-c", "shared_buffers=16MB"]
        with open(self.folder / "log", "ab") as log:
            self.process = self.as_user(self.bin / "postgres", "-D", self.folder / "data", *options, stdout=log, stderr=log)
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                if self.try_query("SELECT 1"):
                    return
            time.sleep(0.1)
        raise AssertionError("PostgreSQL does not start: " + (self.folder / "log").read_text()[-2000:])

    def stop(self, how=signal.SIGINT):
        """SIGINT: fast; SIGQUIT: as in a crash."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
        self.process = None

    def freeze(self):
        """Every process of the server stands still: it takes connections and says nothing."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)

    def thaw(self):
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def pids(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def try_query(self, sql):
        line = [self.bin / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", "hub",
                "-d", "postgres", "-c", sql]
        done = subprocess.run([str(part) for part in line], capture_output=True, text=True, timeout=60, check=False,
                              env=os.environ | {"PGPASSWORD": self.PASSWORD})
        return done.stdout.rstrip("\n") if done.returncode == 0 else None

    def query(self, sql):
        """The rows as text, a line each, cells apart by '|'."""
        answer = self.try_query(sql)
        if answer is None:
            raise AssertionError(f"refused: {sql}")
        return answer.splitlines()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.thaw()
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)
