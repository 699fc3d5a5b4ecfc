"""What the integration tests share: a configuration in a folder of its own, its commands, and its daemon.

CXHUB names the program, else build/release/bin/cxhub. Ports are chosen by the system and read from the log, so that
several runs live beside each other.
"""
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
CXHUB = os.environ.get("CXHUB", str(ROOT / "build/release/bin/cxhub"))
EVERYTHING = "pii.direct,pii.indirect,identity.key,pseudonymous,sensitive.*,contract.*,internal,confidential,restricted"

HUB = """store: {{ path: data/hub.db }}
api: {{ listen: "127.0.0.1:0" }}
monitoring: {{ listen: "127.0.0.1:0" }}
{more}"""


class Site:
    """A configuration in a temporary folder, and what a user does with it."""

    def __init__(self, files=None, hub=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cxhub-test-"))
        self.write("hub.yaml", HUB.format(more=hub))
        for name, text in (files or {}).items():
            self.write(name, text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return self.folder / name

    def write(self, name, text):
        """Replaces a file at once, so that nobody reads half of it."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode() if isinstance(text, str) else text
        path.with_name(path.name + ".new").write_bytes(data)
        path.with_name(path.name + ".new").replace(path)

    def text(self, name):
        return self.path(name).read_text(encoding="utf-8")

    def run(self, command, *arguments, env=None, timeout=120, stdin=None):
        """`cxhub COMMAND DIR ARGUMENTS...`; a command of two words has its folder behind both."""
        line = [CXHUB, *command.split(), str(self.folder), *[str(argument) for argument in arguments]]
        return subprocess.run(line, capture_output=True, text=True, timeout=timeout, check=False, input=stdin,
                              env=os.environ | (env or {}))

    def ok(self, command, *arguments, **more):
        """As run, but must succeed; answers what it wrote."""
        done = self.run(command, *arguments, **more)
        if done.returncode != 0:
            raise AssertionError(f"cxhub {command} ended with {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout

    def members(self):
        """(source, key) -> profile id"""
        rows = [line.split(",") for line in self.ok("export", "members").splitlines()[1:]]
        return {(source, key): profile for source, key, profile in rows}

    def canonical(self):
        return self.ok("export", "canonical", "--accepts", EVERYTHING)

    def token(self, scopes, accepts="", more=()):
        chosen = ["--accepts", accepts] if accepts else []
        return self.ok("token create", "--name", "test", "--scope", scopes, *chosen, *more).strip()

    @contextlib.contextmanager
    def daemon(self, env=None):
        running = Daemon(self, env)
        try:
            yield running
        finally:
            running.stop()


class Daemon:
    """`cxhub run`, from when it serves until it is told to stop."""

    def __init__(self, site, env=None):
        self.log_path = site.path("daemon.log")
        self.start = self.log_path.stat().st_size if self.log_path.exists() else 0
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([CXHUB, "run", str(site.folder)], stdout=log, stderr=log, env=os.environ | (env or {}))
        told = wait_until(lambda: re.search(r"api on port (\d+), monitoring on port (\d+)", self.log())
                          or self.process.poll() is not None, "the daemon serves")
        if not isinstance(told, re.Match):
            raise AssertionError(f"the daemon ended with {self.process.returncode}\n{self.log()[-3000:]}")
        self.api, self.monitoring = told.groups()

    def log(self):
        with open(self.log_path, "rb") as file:
            file.seek(self.start)
            return file.read().decode()

    def stop(self, how=signal.SIGTERM):
        """Answers the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=15)

    def call(self, method, path, token="", body=None, headers=None):
        """(status, text)"""
        request = urllib.request.Request(f"http://127.0.0.1:{self.api}{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode())
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def get(self, path, token):
        """The JSON of a path that must be there."""
        status, text = self.call("GET", path, token)
        if status != 200:
            raise AssertionError(f"{path}: {status} {text}")
        return json.loads(text)

    def post(self, path, token, body):
        status, text = self.call("POST", path, token, body)
        if status != 200:
            raise AssertionError(f"{path}: {status} {text}")
        return json.loads(text)

    def scrape(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.monitoring}/metrics", timeout=20) as answer:
            return answer.read().decode()

    def metric(self, name, **labels):
        """Sum over the series of a metric that have these labels."""
        total = 0.0
        for found in re.finditer(rf"^{name}(?:{{(.*)}})? (\S+)$", self.scrape(), re.M):
            have = dict(re.findall(r'(\w+)="([^"]*)"', found.group(1) or ""))
            if labels.items() <= have.items():
                total += float(found.group(2))
        return total


def wait_until(what, why, seconds=20, every=0.02):
    """Waits until `what()` is true, asking every so many seconds, and answers that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"not within {seconds} s: {why}")


def summary(line):
    """The account in a line of `cxhub import`: {read, accepted, unchanged, filtered, rejected, rejects, issues}."""
    found = re.search(r"(\d+) read = (\d+) accepted \((\d+) unchanged, (\d+) filtered\) \+ (\d+) rejected; rejects: (.*); issues: (.*)$", line)
    if not found:
        raise AssertionError(f"no account: {line!r}")
    numbers = dict(zip(("read", "accepted", "unchanged", "filtered", "rejected"), map(int, found.groups()[:5])))
    for name, text in zip(("rejects", "issues"), found.groups()[5:]):
        pairs = [] if text == "none" else [pair.rsplit(" ", 1) for pair in text.split(", ")]
        numbers[name] = {code: int(count) for code, count in pairs}
    return numbers


def accounts(text):
    """What `cxhub import` printed: {"pipeline/stream" or "total": account}."""
    return {line.split(": ")[0]: summary(line) for line in text.splitlines() if " read = " in line}


def main():
    """Runs the tests of the script and ends it with the account that tests/run reads."""
    outcome = unittest.main(exit=False, verbosity=2).result
    bad = len(outcome.failures) + len(outcome.errors)
    sys.stderr.flush()
    for case, why in outcome.skipped:
        print(f"skipped: {case.id().removeprefix('__main__.')}: {why}")
    left_out = len(outcome.skipped)
    print(f"{outcome.testsRun - bad - left_out} passed, {bad} failed, {left_out} skipped", flush=True)
    sys.exit(1 if bad else 0)
