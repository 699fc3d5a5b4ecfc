"""A Mosquitto of its own: a temporary folder, a port of the loopback, sessions that are kept."""
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile

from hubtest import wait_until
from private_postgres import free_port


class Mosquitto:
    PASSWORD = "s3cret of a test"

    def __init__(self, more=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cxhub-mq-"))
        self.port = free_port()
        self.more = more
        self.process = None
        if os.geteuid() == 0:  # It gives root away to this user.
            user = pwd.getpwnam("mosquitto")
            os.chown(self.folder, user.pw_uid, user.pw_gid)

    def start(self):
        text = (f"listener {self.port} 127.0.0.1\npersistence true\npersistence_location {self.folder}/\nmax_queued_messages 0\n"
                f"max_inflight_messages 200\n{self.more or 'allow_anonymous true'}\n")
        (self.folder / "conf").write_text(text)
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(["mosquitto", "-c", str(self.folder / "conf")], stdout=log, stderr=log,
                                            env=os.environ | {"PATH": os.environ["PATH"] + ":/usr/sbin"})
        wait_until(self.listens, "the broker serves")

    def listens(self):
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self, how=signal.SIGTERM):
        """SIGTERM: it keeps its sessions; Mosquitto writes them when it ends."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(timeout=20)
        self.process = None

    def try_publish(self, topic, lines, more=(), retain=False):
        """Messages, a line each, QoS 1; whether the broker has taken them all."""
        line = ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t", topic, "-l", *(["-r"] if retain else []), *more]
        return subprocess.run(line, input=lines, text=True, capture_output=True, check=False, timeout=60).returncode == 0

    def publish_bytes(self, topic, payload):
        subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t", topic, "-s"], input=payload, check=True, timeout=20)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")
