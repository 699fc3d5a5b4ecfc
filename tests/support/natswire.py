"""The NATS protocol as far as tests need it: requests to JetStream, and a cluster of three servers of its own."""
import base64
import contextlib
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from private_postgres import free_port


class Wire:
    def __init__(self, port, timeout=5):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.file = self.socket.makefile("rb")
        self.file.readline()  # INFO
        self.socket.sendall(b'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true}\r\nSUB _INBOX.test 1\r\n')

    def close(self):
        self.socket.close()

    def request(self, subject, body=b""):
        self.socket.sendall(b"PUB %s _INBOX.test %d\r\n%s\r\n" % (subject.encode(), len(body), body))
        while True:
            words = self.file.readline().split()
            if not words:
                raise OSError("closed")
            if words[0] == b"PING":
                self.socket.sendall(b"PONG\r\n")
            elif words[0] == b"-ERR":
                raise OSError(b" ".join(words).decode())
            elif words[0] == b"HMSG":
                data = self.file.read(int(words[-1]) + 2)[:-2]
                raise OSError(data.decode())
            elif words[0] == b"MSG":
                return json.loads(self.file.read(int(words[-1]) + 2)[:-2])


class Cluster:
    """Three servers with JetStream on disk."""

    def __init__(self, more=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cxhub-nats-"))
        self.clients = [free_port() for _ in range(3)]
        routes = [free_port() for _ in range(3)]
        self.processes = [None] * 3
        for index in range(3):
            self.path(index).write_text(
                f"""server_name: n{index}
listen: 127.0.0.1:{self.clients[index]}
jetstream {{ store_dir: "{self.folder}/data{index}", max_memory_store: 64MB, max_file_store: 1GB }}
cluster {{ name: test, listen: 127.0.0.1:{routes[index]}, routes: [{", ".join(f"nats://127.0.0.1:{port}" for port in routes)}] }}
{more}
""")

    def path(self, index):
        return self.folder / f"n{index}.conf"

    @property
    def servers(self):
        return [f"nats://127.0.0.1:{port}" for port in self.clients]

    def start(self, indexes=range(3)):
        for index in indexes:
            with open(self.folder / f"log{index}", "ab") as log:
                self.processes[index] = subprocess.Popen(["nats-server", "-c", str(self.path(index))], stdout=log, stderr=log)

    def ready(self, seconds=60):
        """Waits until the servers have chosen who leads."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError, ValueError):
                if "error" not in self.ask("$JS.API.INFO"):
                    return
            time.sleep(0.1)
        raise AssertionError("the cluster does not come up")

    def kill(self, index, how=signal.SIGKILL):
        self.processes[index].send_signal(how)
        self.processes[index].wait(timeout=30)
        self.processes[index] = None

    def freeze(self, how=signal.SIGSTOP):
        for process in self.processes:
            if process:
                process.send_signal(how)

    def ask(self, subject, body=b""):
        """Of the first server that answers."""
        last = OSError("no server")
        for index, process in enumerate(self.processes):
            if process is None:
                continue
            try:
                wire = Wire(self.clients[index])
                try:
                    return wire.request(subject, body)
                finally:
                    wire.close()
            except OSError as error:
                last = error
        raise last

    def stream(self, name):
        return self.ask(f"$JS.API.STREAM.INFO.{name}")

    def leader(self, name):
        """Index of the server that leads the stream; nothing while there is none."""
        with contextlib.suppress(OSError, ValueError):
            leader = self.stream(name).get("cluster", {}).get("leader")
            if leader:
                return int(leader[1:])
        return None

    def messages(self, name):
        """[(subject, id, change)] in their order."""
        state = self.stream(name)["state"]
        found = []
        for index, process in enumerate(self.processes):
            if process is None:
                continue
            wire = Wire(self.clients[index], 20)
            for sequence in range(state["first_seq"], state["last_seq"] + 1) if state["messages"] else ():
                message = wire.request(f"$JS.API.STREAM.MSG.GET.{name}", json.dumps({"seq": sequence}).encode())["message"]
                headers = base64.b64decode(message.get("hdrs", "")).decode()
                names = dict(line.split(": ", 1) for line in headers.split("\r\n") if ": " in line)
                found.append((message["subject"], names.get("Nats-Msg-Id"), json.loads(base64.b64decode(message["data"]))))
            wire.close()
            return found
        raise AssertionError("no server runs")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.freeze(signal.SIGCONT)
        for index, process in enumerate(self.processes):
            if process:
                self.kill(index)
        shutil.rmtree(self.folder, ignore_errors=True)
