"""A system that a declarative manifest describes, made up from the manifest: each stream's path with its own paginator and
selector, three pages long, and one 429 before the first.

It reads the manifest on its own (PyYAML, `$ref`, `$parameters`), so that it checks how the hub reads it. One stream is served
at a time, with the streams that it takes its partitions from.
"""
import datetime
import http.server
import json
import re
import threading
import urllib.parse

import yaml

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
PARENTS = 2     # Records of a stream that another takes its partitions from.


def resolve(root, node, depth=0):
    """Replaces references; schemas stay as they are."""
    if depth > 60:
        raise ValueError("references without end")
    if isinstance(node, str) and node.startswith("#/"):
        return resolve(root, pointed(root, node), depth + 1)
    if isinstance(node, list):
        return [resolve(root, item, depth + 1) for item in node]
    if not isinstance(node, dict):
        return node
    base = resolve(root, pointed(root, node["$ref"]), depth + 1) if "$ref" in node else {}
    own = {key: value if key in ("schema", "schema_loader") else resolve(root, value, depth + 1)
           for key, value in node.items() if key != "$ref"}
    return {**base, **own}


def pointed(root, pointer):
    for step in pointer[2:].split("/"):
        root = root[int(step)] if isinstance(root, list) else root[step]
        if isinstance(root, dict) and "$ref" in root and len(root) == 1:
            root = root["$ref"]
    return root


def handed_down(node, parameters=None):
    """`$parameters` into what lies below, as far as it has types."""
    if isinstance(node, list):
        return [handed_down(item, parameters) for item in node]
    if not isinstance(node, dict) or node.get("type") == "object":
        return node
    parameters = {**(parameters or {}), **node.get("$parameters", {})}
    out = {key: handed_down(value, {k: v for k, v in parameters.items() if k != key})
           for key, value in node.items() if key != "$parameters"}
    for key, value in parameters.items():
        out[key] = out.get(key) or value
    return out | {"$parameters": parameters}


def as_time(time, form):
    if form == "%s":
        return str(int(time.timestamp()))
    if form == "%ms":
        return str(int(time.timestamp() * 1000))
    if form == "%s_as_float":
        return str(time.timestamp())
    return time.strftime(form.replace("%_ms", "000"))


def from_time(text, form):
    if form in ("%s", "%s_as_float"):
        return datetime.datetime.fromtimestamp(float(text), datetime.timezone.utc)
    if form == "%ms":
        return datetime.datetime.fromtimestamp(float(text) / 1000, datetime.timezone.utc)
    found = datetime.datetime.strptime(text, form.replace("%_ms", "%f"))
    return found if found.tzinfo else found.replace(tzinfo=datetime.timezone.utc)


def paths_in(expression, root):
    """What an expression looks up: response.get('a', {}).get('b') and response['a'].b are ['a', 'b']."""
    found = []
    step = r"""(?:\.get\(\s*['"]([^'"]+)['"][^)]*\)|\[\s*['"]([^'"]+)['"]\s*\]|\.(?!get\()(\w+))"""
    for whole in re.finditer(rf"\b{root}((?:{step})+)", expression):
        found.append([next(part for part in each if part) for each in re.findall(step, whole.group(1))])
    for key in re.findall(rf"""['"](\w+)['"]\s+(?:not\s+)?in\s+{root}\b""", expression):
        found.append([key])
    return found


def put(target, path, value):
    for step in path[:-1]:
        if not isinstance(target.get(step), dict):
            target[step] = {}
        target = target[step]
    target[path[-1]] = value


def texts(node):
    if isinstance(node, dict):
        return [text for value in node.values() for text in texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in texts(value)]
    return [node] if isinstance(node, str) else []


class Stream:
    """One stream as it is served."""

    def __init__(self, node, manifest, rows):
        self.manifest, self.name, self.rows = manifest, node.get("name", ""), rows
        retriever = node["retriever"]
        self.requester, self.paginator = retriever["requester"], retriever.get("paginator") or {}
        self.strategy = self.paginator.get("pagination_strategy") or {}
        self.path = retriever["record_selector"]["extractor"].get("field_path") or []
        self.filtered = "record_filter" in retriever["record_selector"]
        self.cursor = node.get("incremental_sync")
        self.key = node.get("primary_key") or []
        self.key = [self.key] if isinstance(self.key, str) else self.key
        self.needed = []    # Fields that partitions are taken from
        self.served = []
        self.asked_since = []
        routers = retriever.get("partition_router") or []
        self.routers = routers if isinstance(routers, list) else [routers]

    def parents(self):
        for router in self.routers:
            for config in router.get("parent_stream_configs", []):
                yield config

    def pattern(self):
        """The path as a regular expression, whatever its partitions are."""
        base = urllib.parse.urlsplit(re.sub(r"\{[{%].*?[}%]\}", "XX", self.requester.get("url_base") or
                                            self.requester.get("url") or "https://x")).path
        path = (self.requester.get("path") or "").split("?")[0]
        whole = base.rstrip("/") + ("/" + path.lstrip("/") if path else "")
        return re.compile("/?".join(re.escape(part) if not part.startswith("{") and part != "XX" else ".*"
                                    for part in re.split(r"(\{[{%].*?[}%]\}|XX)", whole)) + "/?$")

    def chooses(self):
        """Whether not all that is served comes out."""
        cursor = self.cursor or {}
        return self.filtered or cursor.get("is_data_feed") or cursor.get("is_client_side_incremental")

    def is_asked_since(self):
        return bool((self.cursor or {}).get("start_time_option"))

    def page_size(self):
        size = self.strategy.get("page_size")
        if isinstance(size, str):
            found = re.search(r"config\[['\"](\w+)['\"]\]", size)
            size = self.manifest.config.get(found.group(1)) if found else size
        try:
            return int(size)
        except (TypeError, ValueError):
            return 0

    def count(self):
        if self.rows:
            return self.rows
        if not self.strategy or not self.paginator.get("page_token_option"):
            return 3
        size = self.page_size() or 5
        by_answer = self.strategy["type"] == "CursorPagination"
        return 7 if by_answer else 2 * size + 1

    def records(self, query):
        """All records of one slice, those since the time that was asked for."""
        times = [NOW - datetime.timedelta(hours=i % 20 * 2 + 26) for i in range(self.count())]
        out = []
        for i, time in enumerate(sorted(times, reverse=bool((self.cursor or {}).get("is_data_feed")))):
            record = {"value": i, "id": i + 1}
            for key in self.key:
                put(record, key if isinstance(key, list) else [key], i + 1)
            for key in self.needed:
                put(record, key, i + 1)
            if self.cursor:
                forms = self.cursor.get("cursor_datetime_formats") or [self.cursor["datetime_format"]]
                text = as_time(time, forms[0])
                record[self.cursor["cursor_field"]] = int(text) if forms[0] in ("%s", "%ms") else text
            out.append((time, record))
        return self.within(out, query)

    def within(self, records, query):
        """Those between the times that were asked for."""
        for option, keep in (("start_time_option", lambda time, bound: time >= bound),
                             ("end_time_option", lambda time, bound: time <= bound)):
            name = (self.cursor or {}).get(option, {}).get("field_name")
            if not name or name not in query:
                continue
            bound = from_time(str(query[name]), self.cursor["datetime_format"])
            if option == "start_time_option":
                self.asked_since.append(bound)
            form = (self.cursor.get("cursor_datetime_formats") or [self.cursor["datetime_format"]])[0]
            records = [each for each in records if keep(from_time(as_time(each[0], form), form), bound)]
        return [record for _, record in records]

    def page(self, query, headers, body):
        """The number of the page that is asked for, from 0; None for all at once."""
        option = self.paginator.get("page_token_option") or {}
        if not self.strategy or not option:
            return None
        if option.get("type") == "RequestPath":
            return int(query.get("mockpage", 0))
        where = {"header": headers, "body_json": body, "body_data": body}.get(option.get("inject_into"), query)
        token = where.get(option.get("field_name"))
        if token in (None, ""):
            return 0
        if self.strategy["type"] == "PageIncrement":
            return int(token) - int(self.strategy.get("start_from_page") or 0)
        if self.strategy["type"] == "OffsetIncrement":
            return int(token) // max(self.page_size(), 1)
        return int(str(token)[3:])

    def answer(self, address, query, headers, body):
        records, page = self.records({**query, **body}), self.page(query, headers, body)
        counted = self.strategy.get("type") in ("PageIncrement", "OffsetIncrement")
        size = (self.page_size() or 5) if counted else 3
        part = records if page is None else records[page * size:(page + 1) * size]
        more = page is not None and (page + 1) * size < len(records)
        self.served += part
        document, link = {}, ""
        if self.strategy.get("type") == "CursorPagination":
            link = self.tell_next(document, more, page, address, query)
        return self.enclosed(document, part), link

    def tell_next(self, document, more, page, address, query):
        value, stop = str(self.strategy["cursor_value"]), str(self.strategy.get("stop_condition") or "")
        by_address = (self.paginator.get("page_token_option") or {}).get("type") == "RequestPath"
        kept = {key: text for key, text in query.items() if key != "mockpage"}
        following = f"{address}?" + urllib.parse.urlencode({**kept, "mockpage": page + 1})
        token = following if by_address else f"tok{page + 1}"
        tokens = paths_in(value, "response")
        for path in paths_in(stop, "response"):
            if path not in tokens and not any(token[:len(path)] == path for token in tokens):
                put(document, path, more)
        for path in tokens:
            if more:
                put(document, path, token)
            elif len(path) > 1:
                put(document, path[:-1], {})
        return f'<{following}>; rel="next"' if more and "link" in value else ""

    def enclosed(self, document, part):
        """The records where the selector looks for them."""
        if not self.path:
            return part if not document else {**document, **(part[0] if part else {})}
        path = [step for step in self.path if not str(step).startswith("{")]
        if "*" in path:
            at = path.index("*")
            inner = [self.nested(path[at + 1:], record) for record in part]
            put(document, path[:at], inner) if at else document.update({str(i): one for i, one in enumerate(inner)})
            return document
        put(document, path, part)
        return document

    @staticmethod
    def nested(path, record):
        for step in reversed(path):
            record = {step: record}
        return record


class ManifestMock:
    """Serves stream `name`; `config` is what the manifest is told."""

    def __init__(self, manifest, name):
        self.config, self.limited = manifest.config, 0
        self.stream = Stream(manifest.streams[name], self, 0)
        self.streams = [self.stream]
        self.add_parents(self.stream)
        self.lock = threading.Lock()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def add_parents(self, stream):
        for config in stream.parents():
            parent = Stream(config["stream"], self, PARENTS)
            known = next((each for each in self.streams if each.name == parent.name and each.rows), None)
            if not known:
                self.streams.append(parent)
                self.add_parents(parent)
            key = config["parent_key"]
            (known or parent).needed.append(key if isinstance(key, list) else [key])

    def find(self, path):
        fitting = [stream for stream in self.streams if stream.pattern().fullmatch(path)]
        # Of several the one with the longest fixed text, and the asked one before its parents.
        return max(fitting, key=lambda stream: len(re.sub(r"\{[{%].*?[}%]\}", "", stream.requester.get("path") or "")),
                   default=None)

    def handler(mock):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def reply(self, status, document, lines=()):
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                for name, value in lines:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def serve(self):
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                try:
                    body = json.loads(raw) if raw else {}
                except ValueError:
                    body = dict(urllib.parse.parse_qsl(raw.decode()))
                split = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(split.query, keep_blank_values=True))
                with mock.lock:
                    stream = mock.find(urllib.parse.unquote(split.path))
                    if stream is None:
                        # A token, or a login: each name that is asked for.
                        return self.reply(200, {name: "granted" for name in
                                                ("access_token", "token", "auth_token", "session_token")} |
                                          {"expires_in": 3600})
                    if stream is mock.stream and not mock.limited:
                        mock.limited = 1
                        return self.reply(429, {"error": "slow down"}, [("Retry-After", "1")])
                    document, link = stream.answer(mock.url + split.path, query, self.headers, body)
                return self.reply(200, document, [("Link", link)] if link else [])

            do_GET = do_POST = do_PUT = serve
        return Handler


def example(schema, name=""):
    """A value that the manifest's specification would take."""
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), "string") if isinstance(kind, list) else kind
    if "const" in schema:
        return schema["const"]
    if "oneOf" in schema or "anyOf" in schema:
        return example((schema.get("oneOf") or schema["anyOf"])[0])
    if "properties" in schema:
        return {key: example(value, key) for key, value in schema["properties"].items()}
    if "enum" in schema:
        return schema["enum"][0]
    pattern = schema.get("pattern") or ""
    if schema.get("format") == "date" or re.search(r"(_date|^since)$", name):
        form = "%Y-%m-%d" if schema.get("format") == "date" or "T" not in pattern + "T" * ("date" not in pattern and not pattern) else (
            "%Y-%m-%dT%H:%M:%S.000Z" if "{3}" in pattern else "%Y-%m-%dT%H:%M:%SZ")
        days = 3 if name != "end_date" else -1
        return (NOW - datetime.timedelta(days=days)).strftime(form)
    if "default" in schema:
        return schema["default"]
    if kind in ("integer", "number"):
        return 1
    if kind == "boolean":
        return False
    if kind == "array":
        return ["1", "2"]
    return "https://token.example/token" if "endpoint" in name or "url" in name else "x"


class Manifest:
    """Read once: streams by name, resolved, and a configuration that its specification takes."""

    def __init__(self, text):
        self.text = text
        root = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        nodes = [handed_down(resolve(root, node)) for node in root["streams"]]
        self.streams = {node.get("name"): node for node in nodes}
        specification = resolve(root, root.get("spec") or {}).get("connection_specification") or {}
        self.config = {name: example(schema, name) for name, schema in (specification.get("properties") or {}).items()}
