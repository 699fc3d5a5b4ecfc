"""What always holds for the sources of the project. Each rule yields sentences: where, what is wrong.

The arrows and doors are those that docs/ARCHITECTURE.md draws.
"""
import pathlib
import re

from repository import CODE

TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md",
             "hub", "sdk", "plugins", "configs", "examples", "tests", "docs"}

# Module -> the modules it may link directly; whatever those may use it may use as well.
ARROWS = {
    "base": ["sdk"],
    "model": ["base"],
    "mapping": ["model"],
    "unify": ["model"],
    "telemetry": ["base"],
    "store": ["model", "telemetry"],
    "plugin": ["model", "telemetry"],
    "config": ["mapping", "unify", "plugin"],
    "console": ["base"],
    "api": ["console", "model", "store", "telemetry"],
    "pipeline": ["api", "mapping", "unify", "store", "plugin"],
    "app": ["config", "pipeline"],
}
PURE = ("model", "mapping", "unify")

# Outside package (prefix of its headers) -> the folders that may include it.
DOORS = {
    "boost/": ["hub/plugin"],
    "yaml-cpp/": ["hub/config"],
    "SQLiteCpp/": ["hub/store/sqlite"],
    "sqlite3.h": ["hub/store/sqlite"],
    "Poco/Net/HTTPServer": ["hub/api"],
    "Poco/Net/HTTPClient": ["sdk/src", "hub/api"],    # api: commands ask the daemon over its own socket.
    "Poco/Net/HTTPSClient": ["sdk/src"],
    "Poco/": ["hub/api", "sdk/src"],
    "prometheus/": ["hub/telemetry"],
    "spdlog/": ["hub/telemetry"],
    "phonenumbers/": ["hub/model"],
    "unicode/": ["hub/model"],
    "re2/": ["hub/mapping"],
    "simdjson": ["sdk/src"],
    "CLI/": ["hub/app"],
    "xxhash": ["hub/base"],
    "openssl/": ["hub/base", "hub/api"],
    "zstd": ["hub/store/sqlite"],
}
THREADS = ("hub/app", "hub/api", "hub/plugin")
LINES_MAX, LINES_WARN = 450, 300


def reach(module):
    """Everything that a module may use: its arrows and what those reach."""
    found = set()
    for target in ARROWS.get(module, []):
        found |= {target} | reach(target)
    return found


def module_of(path):
    """The folder of hub/ that a file belongs to, or None."""
    parts = pathlib.PurePath(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "hub" else None


def top_level(repository):
    """Only the folders of the design and what tools insist on stand at the top."""
    for name in sorted({path.parts[0] for path in repository.files}):
        if name not in TOP_LEVEL and not name.startswith("."):
            yield f"{name}: does not belong at the top level"


def linked_arrows(repository):
    """target_link_libraries, in its short form cx_add_module(... LINKS ...), follows the arrows."""
    for path in repository.under("hub", "plugins"):
        if path.name != "CMakeLists.txt":
            continue
        module, text = module_of(path), re.sub(r"#.*", "", repository.text(path))
        for used in sorted(set(re.findall(r"\bcx(?:::|_)(\w+)", text))):
            if used not in ARROWS and used != "sdk":
                continue
            if path.parts[0] == "plugins" and used != "sdk":
                yield f"{path}: a plugin links cx::{used}; plugins know the sdk only"
            elif module and module in ARROWS and used != module and used not in reach(module):
                yield f"{path}: {module} links cx::{used}, against the arrows"


def included_arrows(repository):
    """Includes follow the arrows."""
    for path in repository.under("hub", "sdk", "plugins", suffixes=CODE):
        own = module_of(path) or path.parts[0]
        for number, name in repository.includes(path):
            used = name[1:-1].split("/")[0]
            if used not in ARROWS or (name.startswith('"') and "/" not in name):
                continue
            if own in ("sdk", "plugins"):
                if (path.parent / name[1:-1]) in repository.files:
                    continue       # A folder of its own that happens to have the same name.
                yield f"{path}:{number}: {own} includes {name}; it may know the sdk only"
            elif own in ARROWS and used != own and used not in reach(own):
                yield f"{path}:{number}: {own} includes {name}, against the arrows"


def one_door(repository):
    """Each outside package has one door, and does not show through a header that others include."""
    shared = {name[1:-1] for path in repository.under("hub", "tests", suffixes=CODE)
              for _, name in repository.includes(path) if name[1:].split("/")[0] != module_of(path)}
    for path in repository.under("hub", "sdk", suffixes=CODE):
        for number, name in repository.includes(path):
            prefix = next((prefix for prefix in DOORS if name[1:].startswith(prefix)), None)
            if prefix is None:
                continue
            if not any(path.is_relative_to(door) for door in DOORS[prefix]):
                yield f"{path}:{number}: {name} belongs behind {' or '.join(DOORS[prefix])}"
            elif path.suffix in (".hpp", ".h") and str(path).partition("/")[2] in shared:
                yield f"{path}:{number}: {name} in a header makes everybody compile it"


def pure_modules(repository):
    """model, mapping and unify know no file, clock, thread or socket."""
    unwanted = re.compile(r"<(fstream|filesystem|thread|future|sys/socket\.h|unistd\.h|ctime)>"
                          r"|\b(system_clock|steady_clock)::now|\bstd::(thread|jthread|async|ofstream|ifstream)\b")
    for path in repository.under(*(f"hub/{module}" for module in PURE), suffixes=CODE):
        for number, line in repository.lines(path):
            found = unwanted.search(line.split("//")[0])
            if found:
                yield f"{path}:{number}: {found.group(0)} in a pure module"


def threads(repository):
    """Only app, the HTTP server and the plugins' workers start threads."""
    for path in repository.under("hub", suffixes=CODE):
        if any(path.is_relative_to(folder) for folder in THREADS):
            continue
        for number, line in repository.lines(path):
            if re.search(r"\bstd::(jthread|async)\b|\bstd::thread\b(?!::)", line.split("//")[0]):
                yield f"{path}:{number}: starts a thread outside {', '.join(THREADS)}"


def leading_comments(repository):
    """A header is the manual: it opens with a comment."""
    for path in repository.under("hub", "sdk", "plugins", suffixes=(".hpp", ".h")):
        if not repository.text(path).lstrip().startswith(("//", "/*")):
            yield f"{path}: does not open with a comment"


def file_lengths(repository):
    """A file holds one idea."""
    for path in repository.under("hub", "sdk", "plugins", "tests", suffixes=CODE + (".py", ".sh")):
        length = len(repository.lines(path))
        if length > LINES_MAX:
            yield f"{path}: {length} lines, more than {LINES_MAX}"


def long_files(repository):
    """Files that are worth a look though they are no mistake."""
    for path in repository.under("hub", "sdk", "plugins", suffixes=CODE):
        length = len(repository.lines(path))
        if LINES_WARN < length <= LINES_MAX:
            yield f"{path} has {length} lines"


def forbidden_words(repository):
    """Nothing of one machine, no unfinished business, no secret."""
    machine = re.compile(r"(^|[^A-Za-z0-9_.$}])/(home|root|Users|work|farm)/|/tmp/(build|bash)[-_]")
    unfinished = re.compile(r"\b(TODO|FIXME)\b")
    elsewhere = re.compile(r"\bissue #?\d|\bhttps?://[\w.]*(registry|mirror)\b")
    secret = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b")
    rules = ((machine, "a path of one machine"), (unfinished, "unfinished business"), (secret, "a secret"),
             (elsewhere, "something that only people of one place can follow"))
    for path in repository.files:
        if path.name in ("LICENSE", "rules.py", "rules_test.py"):
            continue
        for number, line in repository.lines(path):
            for pattern, what in rules:
                if pattern.search(line):
                    yield f"{path}:{number}: {what}: {line.strip()[:80]}"


def no_constant_verified(repository):
    """No mapping declares a value verified that its source did not verify."""
    for path in repository.under("plugins", "examples", "configs", "tests/er", suffixes=(".yaml", ".yml")):
        for number, line in repository.lines(path):
            if re.search(r"\bverified(_at)?\s*:\s*\{[^}]*\bconst\b", line):
                yield f"{path}:{number}: declares a value verified by a constant"


def mappings_have_samples(repository):
    """A shipped mapping is proven by samples: plugins/SYSTEM/samples/MAPPING/ holds what goes in and what comes out."""
    files = {str(path) for path in repository.files}
    for path in repository.under("plugins", suffixes=(".yaml",)):
        if path.parent.name != "mappings":
            continue
        samples = path.parent.parent / "samples" / path.stem
        for name in ("input.jsonl", "expected.jsonl"):
            if str(samples / name) not in files:
                yield f"{path}: no {samples}/{name}"


def scripts_are_strict(repository):
    """Shell scripts stop at the first mistake and can be started."""
    for path in repository.under(".ci", "tests", "examples"):
        first = repository.text(path)[:2]
        if first != "#!":
            continue
        text = repository.text(path)
        if "sh" in text.splitlines()[0] and "set -euo pipefail" not in text:
            yield f"{path}: no 'set -euo pipefail'"
        if not (repository.root / path).stat().st_mode & 0o111:
            yield f"{path}: has a first line for the kernel but is not executable"


RULES = (top_level, linked_arrows, included_arrows, one_door, pure_modules, threads, leading_comments,
         file_lengths, forbidden_words, no_constant_verified, mappings_have_samples, scripts_are_strict)
