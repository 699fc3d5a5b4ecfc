"""Runs clang-tidy over the product's sources: tidy.py ROOT BUILD JOBS.

A source that passed is remembered in BUILD/tidy by a hash over everything it reads from the project, so
that the next run reads changed sources only.
"""
import concurrent.futures
import hashlib
import json
import pathlib
import subprocess
import sys

FOLDERS = ("hub", "sdk", "plugins")


def dependencies(build):
    """object file -> files that its compilation read, as ninja recorded them."""
    listing = subprocess.run(["ninja", "-C", str(build), "-t", "deps"],
                             capture_output=True, text=True, check=True).stdout
    found, current = {}, None
    for line in listing.splitlines():
        if line.startswith("    "):
            found[current].append(line.strip())
        elif ": #deps" in line:
            current = line.split(": #deps")[0]
            found[current] = []
    return found


def output_of(entry):
    """The object file of a compilation; older CMake names it in the command alone."""
    words = entry["command"].split()
    return entry.get("output") or words[words.index("-o") + 1]


def fingerprint(root, build, read):
    digest = hashlib.sha256((root / ".clang-tidy").read_bytes())
    for name in sorted(read):
        path = (build / name).resolve()
        if root in path.parents and path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def lint(build, source):
    command = ["clang-tidy-14", "-p", str(build / "tidy"), "--quiet",
               "--extra-arg=-Wno-unknown-warning-option", str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + (done.stderr if done.returncode else "")


def main():
    root, build, jobs = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), int(sys.argv[3])
    known = build / "tidy"
    known.mkdir(exist_ok=True)
    # clang knows no -fno-gnu-unique, which plugins are built with.
    commands = (build / "compile_commands.json").read_text(encoding="utf-8").replace(" -fno-gnu-unique", "")
    (known / "compile_commands.json").write_text(commands, encoding="utf-8")
    read = dependencies(build)
    work = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        source = pathlib.Path(entry["file"])
        if source.suffix != ".cpp" or source.relative_to(root).parts[0] not in FOLDERS:
            continue
        mark = known / fingerprint(root, build, read.get(output_of(entry), []) + [str(source)])
        if not mark.exists():
            work[source] = mark
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for (source, mark), (clean, text) in zip(work.items(), pool.map(lambda s: lint(build, s), work)):
            if clean:
                mark.touch()
            else:
                failed += 1
                print(text)
    print(f"{len(work)} sources read, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
