"""Stand-ins for vendors whose systems no test can ask, made after their documentation: what they want to be asked, how they page, what they refuse.

Each is a class with `answer(request)`, which gives status, value (a text, or what becomes JSON) and perhaps headers; `Vendor(kind)` serves one on a port of its own and keeps what it was asked.
"""
import base64
import http.server
import json
import threading
import time
import urllib.parse


class Refused(Exception):
    """The request is not what the vendor's documentation asks for."""


class Request:
    def __init__(self, handler, body):
        address = urllib.parse.urlsplit(handler.path)
        self.method, self.path, self.headers = handler.command, address.path, handler.headers
        self.target = handler.path
        self.query = dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True))
        self.body = body

    def json(self):
        return json.loads(self.body)

    def form(self):
        return dict(urllib.parse.parse_qsl(self.body.decode()))

    def want(self, **query):
        """These parameters, with these values."""
        for name, value in query.items():
            if self.query.get(name) != value:
                raise Refused(f"{name} should be {value!r}, not {self.query.get(name)!r}")

    def want_basic(self, user, password):
        wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        if self.headers.get("Authorization") != wanted:
            raise Refused("the credential is wrong")

    def want_bearer(self, token):
        if self.headers.get("Authorization") != f"Bearer {token}":
            raise Refused("the token is wrong")


class Vendor:
    """Serves `kind` while it is open."""

    def __init__(self, kind):
        self.kind, self.asked, self.refused = kind, [], []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                request = Request(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))
                outer.asked.append(request)
                try:
                    status, value, *headers = outer.kind.answer(request)
                except Refused as why:
                    outer.refused.append(f"{request.path}: {why}")
                    status, value, *headers = 400, {"error": str(why)}
                if hasattr(value, "__next__"):
                    return self.stream(value)
                is_text = isinstance(value, str)
                text = value.encode() if is_text else json.dumps(value, ensure_ascii=False).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/csv" if is_text else "application/json")
                for name, each in headers[0].items() if headers else ():
                    self.send_header(name, each)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def stream(self, pieces):
                """Events as they happen, in the pieces that are given; behind the last the connection breaks."""
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.close_connection = True
                for piece in pieces:
                    try:
                        self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                        self.wfile.flush()
                    except OSError:
                        return

            do_GET = do_POST = do_PATCH = do_DELETE = serve

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        kind.url = self.url
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class MastodonLive:
    """Streaming: events without numbers, in pieces that end anywhere. The first connection breaks within the third status."""

    def __init__(self, events):
        self.events, self.connections, self.over = events, 0, threading.Event()

    def answer(self, request):
        request.want_bearer("token")
        request.want(tag="acme")
        if request.path != "/api/v1/streaming/hashtag" or request.headers.get("Accept") != "text/event-stream":
            raise Refused("no such stream")
        self.connections += 1
        return 200, self.first() if self.connections == 1 else self.others()

    @staticmethod
    def written(event, data):
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        return f"event: {event}\ndata: {text}\n\n".encode()

    def first(self):
        text = b":)\n\n" + b"".join(self.written(*each) for each in self.events)
        text = text[:-30]
        for at in range(0, len(text), 37):
            yield text[at:at + 37]
            time.sleep(0.002)

    def others(self):
        yield b":)\n\n" + self.written(*self.events[-1])
        while not self.over.wait(0.5):
            yield b":thump\n"


class Naver:
    """Search: a hundred results a page, a thousand in all, newest first."""

    def __init__(self, articles):
        self.articles = articles                # word -> items, newest first

    def answer(self, request):
        if request.headers.get("X-Naver-Client-Id") != "id" or request.headers.get("X-Naver-Client-Secret") != "secret":
            return 401, {"errorCode": "024"}
        request.want(display="100", sort="date")
        start = int(request.query.get("start", "1"))
        if not 1 <= start <= 1000 or request.path != "/v1/search/news.json":
            raise Refused("no such page")
        found = self.articles[request.query["query"]]
        page = found[start - 1:start + 99]
        return 200, {"total": len(found), "start": start, "display": len(page), "items": page}


class Graph:
    """A directory behind the platform's sign-in: pages by address, and no selection on any but the first."""

    def __init__(self, users):
        self.users = users

    def answer(self, request):
        if request.path == "/contoso.example/oauth2/v2.0/token":
            form = request.form()
            wanted = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "secret",
                      "scope": "https://graph.microsoft.com/.default"}
            if any(form.get(name) != value for name, value in wanted.items()):
                raise Refused(f"the token request lacks something: {sorted(form)}")
            return 200, {"token_type": "Bearer", "expires_in": 3599, "access_token": "graph-token"}
        request.want_bearer("graph-token")
        at = int(request.query.get("$skiptoken", "0"))
        if ("$select" in request.query) == (at > 0):
            raise Refused("the selection belongs to the first page")
        answer = {"value": self.users[at:at + 2]}
        if at + 2 < len(self.users):
            answer["@odata.nextLink"] = f"{self.url}/v1.0/users/delta?$skiptoken={at + 2}"
        else:
            answer["@odata.deltaLink"] = f"{self.url}/v1.0/users/delta?$deltatoken=d1"
        return 200, answer


class Odoo:
    """JSON-RPC: everything in the body, mistakes with status 200."""

    def __init__(self, records):
        self.records = records                  # model -> records

    def answer(self, request):
        call = request.json()
        params = call["params"]
        if call["method"] != "call" or params["service"] != "object" or params["method"] != "execute_kw":
            raise Refused("no such call")
        database, user, key, model, method, positional, named = params["args"]
        nested = model == "sale.order"
        if [database, user, key, method] != ["shop", 7, "odoo-key", "web_search_read" if nested else "search_read"]:
            return 200, {"jsonrpc": "2.0", "id": call["id"], "error": {"code": 200, "message": "Odoo Server Error"}}
        ((field, operator, since),) = positional[0]
        if (field, operator, named["order"], named["limit"]) != ("write_date", ">=", "id", 100):
            raise Refused("not what is documented")
        found = [record for record in self.records[model] if record["write_date"] >= since]
        page = found[named["offset"]:named["offset"] + 100]
        if nested:
            page = [self.chosen(record, named["specification"]) for record in page]
        return 200, {"jsonrpc": "2.0", "id": call["id"], "result": {"length": len(found), "records": page} if nested else page}

    def chosen(self, value, specification):
        """What a specification asks for of a record, of those that it refers to, and so on."""
        if isinstance(value, list):
            return [self.chosen(each, specification) for each in value]
        if not isinstance(value, dict):
            return value
        if unknown := set(specification) - set(value):
            raise Refused(f"there is no field {sorted(unknown)}")
        return {"id": value["id"]} | {name: self.chosen(value[name], inner["fields"]) if inner.get("fields") else self.only_id(value[name])
                                      for name, inner in specification.items()}

    @staticmethod
    def only_id(value):
        return value["id"] if isinstance(value, dict) else value


class Cafe24:
    """A mall: each use of a refresh token makes a new one, and the old one is worth nothing."""

    def __init__(self, members, orders):
        self.members, self.orders, self.refresh, self.access = members, orders, "refresh-1", None

    def answer(self, request):
        if request.path == "/api/v2/oauth/token":
            request.want_basic("app", "secret")
            form = request.form()
            if (form.get("grant_type"), form.get("refresh_token")) != ("refresh_token", self.refresh):
                raise Refused("the refresh token was used before")
            number = int(self.refresh.split("-")[1])
            self.refresh, self.access = f"refresh-{number + 1}", f"access-{number}"
            return 200, {"access_token": self.access, "expires_at": "2099-01-01T00:00:00.000", "refresh_token": self.refresh}
        if request.headers.get("Authorization") != f"Bearer {self.access}":
            return 401, {"error": {"code": 401}}
        request.want(shop_no="1")
        if request.path == "/api/v2/admin/customersprivacy":
            request.want(search_type="created_date", limit="1000")
            found = [each for each in self.members if each["created_date"] >= request.query["created_start_date"]]
            return 200, {"customersprivacy": found[:1000]}
        request.want(date_type="order_date", embed="items")
        first, last = request.query["start_date"], request.query["end_date"]
        found = [each for each in self.orders if first <= each["order_date"][:10] <= last]
        offset, limit = int(request.query.get("offset", "0")), int(request.query["limit"])
        return 200, {"orders": found[offset:offset + limit]}


class Twilio:
    """Calls: the next page is an address without a host."""

    def __init__(self, calls):
        self.calls = calls

    def answer(self, request):
        request.want_basic("SK1", "secret")
        if request.path != "/2010-04-01/Accounts/AC1/Calls.json" or "StartTime>" not in request.query:
            raise Refused("no such list")
        page, size = int(request.query.get("Page", "0")), int(request.query["PageSize"])
        if request.query["PageSize"] != "500":
            raise Refused("the size of a page changed on the way")
        found = self.calls[page * size:page * size + size]
        more = len(self.calls) > (page + 1) * size
        following = urllib.parse.urlencode({"PageSize": size, "StartTime>": request.query["StartTime>"], "Page": page + 1})
        return 200, {"calls": found, "next_page_uri": f"{request.path}?{following}" if more else None}
