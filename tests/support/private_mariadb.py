"""A MariaDB server of its own: a temporary folder, a free port of the loopback, an unprivileged user, durable."""
import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

from private_postgres import free_port


class MariaDB:
    PASSWORD = "s3cret of a test"

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cxhub-my-"))
        self.port = free_port()
        self.user = pwd.getpwnam("mysql" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.folder.chmod(0o711)
        self.process = None
        self.make()

    def as_user(self, *line, **more):
        rights = {} if os.geteuid() != 0 else {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return subprocess.Popen([str(part) for part in line], cwd=self.folder, start_new_session=True, **rights, **more)

    def make(self):
        with open(self.folder / "log", "ab") as log:
            made = self.as_user("/usr/bin/mariadb-install-db", "--no-defaults", f"--datadir={self.folder}/data", "--auth-root-authentication-method=normal",
                                "--skip-test-db", stdout=log, stderr=log)
            if made.wait(timeout=120) != 0:
                raise AssertionError("mariadb-install-db failed: " + (self.folder / "log").read_text()[-2000:])

    def certify(self):
        """A certificate for 127.0.0.1, and its authority in ca.pem."""
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.folder / "server.key", "-out", self.folder / "ca.pem"],
                       check=True, capture_output=True)
        os.chown(self.folder / "server.key", self.user.pw_uid, self.user.pw_gid)
        (self.folder / "ca.pem").chmod(0o644)
        return self.folder / "ca.pem"

    def start(self, tls=False):
        options = ["--no-defaults", f"--datadir={self.folder}/data", f"--socket={self.folder}/socket", f"--port={self.port}",
                   "--bind-address=127.0.0.1", f"--pid-file={self.folder}/pid", "--innodb-buffer-pool-size=32M", "--skip-name-resolve",
                   "--character-set-server=utf8mb4"]
        if tls:
            options += [f"--ssl-cert={self.folder}/ca.pem", f"--ssl-key={self.folder}/server.key"]
        with open(self.folder / "log", "ab") as log:
            self.process = self.as_user("/usr/sbin/mariadbd", *options, stdout=log, stderr=log)
        for _ in range(600):
            if self.try_query("SELECT 1") is not None:
                return
            time.sleep(0.1)
        raise AssertionError("MariaDB does not start: " + (self.folder / "log").read_text()[-2000:])

    def stop(self, how=signal.SIGTERM):
        """SIGTERM: in order; SIGKILL: as in a crash."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
        self.process = None

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def try_query(self, sql, database=""):
        """As root over the socket; None where it is refused."""
        line = ["/usr/bin/mariadb", "--no-defaults", f"--socket={self.folder}/socket", "-uroot", "-N", "-B", "--default-character-set=utf8mb4",
                "-e", sql] + ([database] if database else [])
        done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
        self.refused = done.stderr
        return done.stdout.rstrip("\n") if done.returncode == 0 else None

    def query(self, sql, database="crm"):
        """The rows as text, a line each, cells apart by tabs."""
        answer = self.try_query(sql, database)
        if answer is None:
            raise AssertionError(f"refused: {sql[:200]}: {self.refused}")
        return answer.splitlines()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.thaw()
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)
