"""Runs clang-tidy over the product's sources: tidy.py ROOT BUILD JOBS [COMMIT].

With a commit, only sources that have changed since, and for each header that has the shortest source which reads it. A source that passed
is remembered in BUILD/tidy by a hash over everything it reads from the project, so that the next run reads changed sources only.
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


def changed_since(root, commit, reads):
    """The sources to read for what has changed since a commit; reads: source -> what it reads."""
    listing = subprocess.run(["git", "-C", str(root), "diff", "--name-only", commit, "--", *FOLDERS],
                             capture_output=True, text=True, check=True).stdout
    changed = {root / name for name in listing.split()}
    chosen = changed & reads.keys()
    seen = set().union(*(reads[source] for source in chosen))
    for header in sorted(changed - seen):
        readers = [source for source, read in reads.items() if header in read]
        if readers:
            chosen.add(min(readers, key=lambda source: (len(reads[source]), source)))
    return chosen


def fingerprint(root, read):
    digest = hashlib.sha256((root / ".clang-tidy").read_bytes())
    for path in sorted(read):
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
    reads = {}
    found = dependencies(build)
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        source = pathlib.Path(entry["file"])
        if source.suffix != ".cpp" or source.relative_to(root).parts[0] not in FOLDERS:
            continue
        paths = {(build / name).resolve() for name in found.get(output_of(entry), [])} | {source}
        reads[source] = {path for path in paths if root in path.parents and path.exists()}
    wanted = changed_since(root, sys.argv[4], reads) if len(sys.argv) > 4 else reads.keys()
    marks = {source: known / fingerprint(root, reads[source]) for source in sorted(wanted)}
    work = {source: mark for source, mark in marks.items() if not mark.exists()}
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
