"""What always holds for the documents: links resolve, named metrics exist, reference pages are fresh."""
import json
import os
import pathlib
import re
import subprocess


def anchors(text):
    """The anchors that a Markdown page offers, made from its headings as code hosts make them."""
    found = set()
    for line in re.sub(r"```.*?```", "", text, flags=re.S).splitlines():
        heading = re.match(r"#+\s+(.*)", line)
        if heading:
            words = re.sub(r"[^\w\- ]", "", heading.group(1).strip().lower())
            found.add(words.replace(" ", "-"))
    return found


def links(repository):
    """Every relative link of every page leads to a file, and its anchor to a heading."""
    for path in repository.files:
        if path.suffix != ".md":
            continue
        text = re.sub(r"```.*?```", lambda block: "\n" * block.group(0).count("\n"), repository.text(path), flags=re.S)
        for number, line in enumerate(text.splitlines(), start=1):
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                if re.match(r"[a-z]+:", target):
                    continue
                file, _, anchor = target.partition("#")
                there = os.path.normpath(path.parent / file) if file else str(path)
                if not (repository.root / there).exists():
                    yield f"{path}:{number}: link to {target}, which is not there"
                elif anchor and there.endswith(".md") and anchor not in anchors(repository.text(there)):
                    yield f"{path}:{number}: link to {target}: no such heading"


def table_codes(text):
    """The codes that begin the rows of a page's tables, and whether each row is filled."""
    rows = re.findall(r"^\| `([\w.]+)` \|(.*)\|$", text, flags=re.M)
    return {code: all(cell.strip() for cell in re.split(r"(?<!\\)\|", cells)) for code, cells in rows}


def translated_codes(repository):
    """The page of codes in Korean explains every code of the reference page, and no other."""
    english, korean = pathlib.Path("docs/reference/errors.md"), pathlib.Path("docs/ko/errors.md")
    if english not in repository.files:
        return
    known = table_codes(repository.text(english))
    told = table_codes(repository.text(korean)) if korean in repository.files else {}
    for code in known:
        if not told.get(code):
            yield f"{korean}: no row, or a row that is not filled, for {code}"
    for code in told.keys() - known.keys():
        yield f"{korean}: {code} is no code"


def described(binary, *words):
    """What `cxhub describe WORDS` prints, or None if it does not know them."""
    done = subprocess.run([binary, "describe", *words], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def remedies(repository, binary):
    """Every code is explained, and its remedy names commands, topics, routes and pages that are there."""
    page = described(binary, "errors")
    if page is None:
        yield f"{binary} describe errors: failed"
        return
    codes = re.findall(r"^\| `([\w.]+)` \|", page, flags=re.M)
    codes += re.findall(r'ProblemType\{"([\w.]+)"', repository.text(pathlib.Path("hub/api/problem.cpp")))
    routes = json.loads(described(binary, "openapi"))["paths"]
    for code in codes:
        text = described(binary, "error", code)
        if text is None or "remedy: " not in text:
            yield f"{code}: cxhub describe error does not know it"
            continue
        remedy = text.partition("remedy: ")[2]
        for command in re.findall(r"`cxhub ([^`]*)`", remedy):
            words = re.match(r"[a-z ]*", command).group(0).split()
            asked = words if words[0] == "describe" else [*words, "--help"]
            if subprocess.run([binary, *asked], capture_output=True, check=False).returncode:
                yield f"{code}: 'cxhub {command}' is no command"
        for route in re.findall(r"(?:GET|POST|PUT|DELETE) (/\S*[\w}])", remedy):
            if route not in routes:
                yield f"{code}: there is no route {route}"
        for document in re.findall(r"docs/[\w/-]+\.md", remedy):
            if not (repository.root / document).exists():
                yield f"{code}: {document} is not there"


def metric_names(repository, binary):
    """Metrics named in the monitoring examples are rows of the hub's table."""
    table = described(binary, "metrics")
    if table is None:
        yield f"{binary} describe metrics: failed"
        return
    known = set(re.findall(r"\bcxhub_\w+", table))
    for path in repository.under("configs/monitoring", "docs", "README.md"):
        if path.is_relative_to("docs/reference"):
            continue
        for number, line in repository.lines(path):
            for name in re.findall(r"\bcxhub_[a-z_]+\b", line):
                plain = re.sub(r"_(bucket|sum|count)$", "", name)
                if name not in known and plain not in known:
                    yield f"{path}:{number}: metric {name} is not in the table"


def page_command(path):
    """metrics.md is `describe metrics`, openapi.json `describe openapi`, schema/hub.json `describe hub --json`."""
    return [path.stem, "--json"] if path.parent.name == "schema" else [path.stem]


def fresh_pages(repository, binary):
    """A reference page is what the hub says of itself, word for word; .ci/reference writes them."""
    for path in repository.under("docs/reference", "configs/monitoring/dashboard.json", suffixes=(".md", ".json")):
        words = page_command(path)
        text = described(binary, *words)
        if text is None:
            yield f"{path}: cxhub describe {' '.join(words)} failed"
        elif text != repository.text(path):
            yield f"{path}: stale; .ci/reference writes it again"
