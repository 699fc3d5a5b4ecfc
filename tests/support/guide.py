"""A guide as a test: its `sh` blocks are run in their order by one shell, and each line of a `text` block must be in what the `sh` blocks
right before it print."""
import os
import pathlib
import re
import shlex
import socket
import subprocess
import tempfile

from hubtest import CXHUB

MARK = "-- block {} --"


def blocks(text):
    """[(language, text)] of the fenced blocks"""
    return re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def with_ports(text, ports):
    """The guide with other ports: {"8080": 40123}"""
    for port, free in ports.items():
        text = re.sub(rf'(127\.0\.0\.1(?::|", )|port:? ){port}\b', rf"\g<1>{free}", text)
    return text


def script(found, more_path):
    """The commands as one shell script that says before each block which one it is."""
    path = ":".join([str(pathlib.Path(CXHUB).resolve().parent), *map(str, more_path)])
    lines = ["set -eu", f"export PATH={shlex.quote(path)}:$PATH", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for number, (language, text) in enumerate(found):
        if language == "sh":
            lines += [f"echo; echo '{MARK.format(number)}'", text]
    return "\n".join(lines)


def printed(found, out):
    """{number of a text block: what the sh blocks right before it printed}"""
    parts = re.split(r"^-- block (\d+) --$", out, flags=re.M)
    by_block = dict(zip(map(int, parts[1::2]), parts[2::2]))
    told, before = {}, ""
    for number, (language, _) in enumerate(found):
        if language == "sh":
            after_text = number > 0 and found[number - 1][0] == "text"
            before = ("" if after_text else before) + by_block.get(number, "")
        elif language == "text":
            told[number] = before
    return told


def plain(text):
    return " ".join(text.split())


def follow(text, *, env=None, more_path=(), timeout=300):
    """Runs the guide in an empty folder; answers how many blocks were run. Raises AssertionError where it does not do what it says."""
    found = blocks(text)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["bash", "-c", script(found, more_path)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, text=True, timeout=timeout, check=False,
                              env=os.environ | {"LC_ALL": "C.UTF-8"} | (env or {}))
    if done.returncode != 0:
        raise AssertionError(f"the guide's commands end with {done.returncode}\n{done.stdout[-3000:]}")
    told = printed(found, done.stdout)
    for number, out in told.items():
        for line in found[number][1].splitlines():
            if plain(line) not in plain(out):
                raise AssertionError(f"the guide shows {line!r}, but its commands print\n{out[-3000:]}")
    return len([1 for language, _ in found if language == "sh"])
