"""Square's search over HTTP, as strict as its contract: what a request may hold is checked before it is answered.

Pages, rate limits, forgotten cursors and answers that break off are switched on by the test. `requests` holds what was
asked; `violations` what the contract does not have.
"""
import datetime
import http.server
import json
import ssl
import threading

TOKEN = "sq-token"
LIMITS = {"customers": 100, "orders": 1000}
MEMBERS = {"customers": {"cursor", "limit", "query", "count"},
           "orders": {"cursor", "limit", "query", "location_ids", "return_entries"}}


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def as_time(time):
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


class SquareMock:
    def __init__(self, certificate=None):
        self.rows = {"customers": [], "orders": []}
        self.lock = threading.Lock()
        self.requests, self.violations = [], []
        self.life = 1            # Cursors of another life are forgotten.
        self.rate_limits = 0     # So many of the next requests are answered 429.
        self.retry_after = "1"
        self.truncate = 0        # So many of the next answers break off in the middle.
        self.token = TOKEN
        mock = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, answer, headers, cut = mock.answer(self.path, self.headers, body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data[:len(data) // 2] if cut else data)
                self.close_connection = self.close_connection or cut

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https://127.0.0.1' if certificate else 'http://127.0.0.1'}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def put(self, kind, row):
        """Adds a row or replaces the one with its id, changed now."""
        with self.lock:
            row = {"created_at": "2024-01-01T00:00:00.000Z", "updated_at": as_time(now())} | row
            rows = self.rows[kind]
            for index, known in enumerate(rows):
                if known["id"] == row["id"]:
                    rows[index] = row
                    return
            rows.append(row)

    def answer(self, path, headers, body):
        with self.lock:
            self.requests.append((path, body.decode("utf-8", "replace")))
            if headers.get("Authorization") != f"Bearer {self.token}":
                return 401, error("AUTHENTICATION_ERROR", "UNAUTHORIZED"), {}, False
            if self.rate_limits > 0:
                self.rate_limits -= 1
                return 429, error("RATE_LIMIT_ERROR", "RATE_LIMITED"), {"Retry-After": self.retry_after}, False
            kind = path.removeprefix("/v2/").removesuffix("/search")
            wrong = self.violation(kind, headers, body)
            if wrong:
                self.violations.append(wrong)
                return 400, error("INVALID_REQUEST_ERROR", "BAD_REQUEST", wrong), {}, False
            status, answer = self.page(kind, json.loads(body))
            cut = self.truncate > 0
            self.truncate -= cut
            return status, answer, {}, cut

    def violation(self, kind, headers, body):
        """What the contract does not allow, or None."""
        if kind not in self.rows:
            return "no such path"
        if headers.get("Content-Type") != "application/json":
            return "no JSON"
        try:
            request = json.loads(body)
        except ValueError:
            return "the body is no JSON"
        unknown = set(request) - MEMBERS[kind]
        if unknown:
            return f"unknown members {unknown}"
        if not 1 <= request.get("limit", 1) <= LIMITS[kind]:
            return "limit"
        query = request.get("query", {})
        if set(query) - {"filter", "sort"}:
            return "query"
        if kind == "orders":
            if not 1 <= len(request.get("location_ids", [])) <= 10:
                return "location_ids"
            filtered = query.get("filter", {}).get("date_time_filter", {})
            if filtered and query.get("sort", {}).get("sort_field") != next(iter(filtered)).upper():
                return "sort_field is not that of the filter"
        elif query.get("sort", {}).get("field") not in (None, "DEFAULT", "CREATED_AT"):
            return "sort"
        since = self.since(kind, query)
        if since:
            datetime.datetime.fromisoformat(since.replace("Z", "+00:00"))
        return None

    @staticmethod
    def since(kind, query):
        found = query.get("filter", {})
        if kind == "orders":
            found = found.get("date_time_filter", {})
        return found.get("updated_at", {}).get("start_at", "")

    def page(self, kind, request):
        since = self.since(kind, request.get("query", {}))
        rows = [row for row in self.rows[kind] if row["updated_at"] >= since]
        begin = 0
        if "cursor" in request:
            life, _, begin = request["cursor"].partition(".")
            if int(life) != self.life:
                return 400, error("INVALID_REQUEST_ERROR", "INVALID_CURSOR", "cursor")
            begin = int(begin)
        end = begin + request["limit"]
        answer = {}
        if rows[begin:end]:
            answer[kind] = rows[begin:end]
        if end < len(rows):
            answer["cursor"] = f"{self.life}.{end}"
        return 200, answer


def error(category, code, detail=""):
    return {"errors": [{"category": category, "code": code, "detail": detail}]}
