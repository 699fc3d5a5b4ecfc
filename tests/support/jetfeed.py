"""A program that speaks WebSocket as Bluesky's Jetstream does: sends its lines from a cursor on, then what is added. Not a Jetstream."""
import base64
import hashlib
import json
import random
import socket
import struct
import threading
import time
import urllib.parse


def frame(text):
    body = text.encode()
    length = bytes([len(body)]) if len(body) < 126 else b"\x7e" + struct.pack(">H", len(body)) if len(body) < 65536 else b"\x7f" + struct.pack(">Q", len(body))
    return b"\x81" + length + body


class Feed:
    """`with Feed(lines) as feed`: feed.url, feed.add(line). Sends bytes in pieces that end anywhere; `breaks` of a hundred pieces end the connection."""

    def __init__(self, lines=(), breaks=0, seed=1):
        self.lines = list(lines)
        self.breaks, self.chance = breaks, random.Random(seed)
        self.asked, self.answered_pings = [], 0
        self.stopping = threading.Event()

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.1)
        self.url = f"ws://127.0.0.1:{self.listener.getsockname()[1]}"
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        self.listener.close()

    def add(self, *lines):
        self.lines.extend(lines)

    def accept(self):
        while not self.stopping.is_set():
            try:
                guest, _ = self.listener.accept()
            except TimeoutError:
                continue
            self.threads.append(threading.Thread(target=self.host, args=(guest,)))
            self.threads[-1].start()

    def host(self, guest):
        with guest:
            try:
                self.greet(guest)
                self.serve(guest)
            except OSError:
                pass

    def greet(self, guest):
        head = b""
        while b"\r\n\r\n" not in head:
            head += guest.recv(4096)
        lines = head.decode().split("\r\n")
        address = urllib.parse.urlsplit(lines[0].split()[1])
        self.asked.append(urllib.parse.parse_qs(address.query))
        key = next(line.split(": ")[1] for line in lines if line.lower().startswith("sec-websocket-key"))
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        guest.sendall(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())

    def serve(self, guest):
        asked = self.asked[-1]
        wanted = asked.get("wantedCollections")
        start = int(asked.get("cursor", ["0"])[0])
        guest.sendall(b"\x89\x05hello")
        guest.setblocking(False)
        at = 0
        while not self.stopping.is_set():
            pile = b""
            while at < len(self.lines) and len(pile) < 50_000:
                line = json.loads(self.lines[at])
                collection = line.get("commit", {}).get("collection")
                if line["time_us"] >= start and (not wanted or not collection or collection in wanted):
                    pile += frame(self.lines[at])
                at += 1
            while pile:
                size = self.chance.randint(1, 20_000)
                guest.setblocking(True)
                guest.sendall(pile[:size])
                pile = pile[size:]
                if self.chance.random() * 100 < self.breaks:
                    return
            guest.setblocking(False)
            try:
                said = guest.recv(4096)
                if not said:
                    return
                self.answered_pings += said[0] == 0x8A
            except BlockingIOError:
                time.sleep(0.01)
