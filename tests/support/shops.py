"""Many small shops on one port, each under its own path: readers in pages of ten. Some misbehave, as their name says."""
import http.server
import json
import threading
import urllib.parse

READERS = 40
MANIFEST = """version: "6.0.0"
type: DeclarativeSource
check: { type: CheckStream, stream_names: [readers] }
streams:
  - type: DeclarativeStream
    name: readers
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "https://shops.example/{{ config['shop'] }}"
        path: /readers
        authenticator: { type: BearerAuthenticator, api_token: "{{ config['key'] }}" }
      record_selector: { type: RecordSelector, extractor: { type: DpathExtractor, field_path: [readers] } }
      paginator:
        type: DefaultPaginator
        page_token_option: { type: RequestOption, inject_into: request_parameter, field_name: after }
        pagination_strategy: { type: CursorPagination, cursor_value: "{{ response.get('next', '') }}", stop_condition: "{{ not response.get('next') }}" }
spec:
  type: Spec
  connection_specification:
    type: object
    required: [shop, key]
    properties:
      shop: { type: string }
      key: { type: string, airbyte_secret: true }
"""


def reader(shop, number):
    return {"id": f"{shop}-{number}", "name": f"Ada Nr{number}", "mail": f"{shop}{number}@mail.example"}


class Shops:
    def __init__(self):
        outer = self
        self.asked = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                shop = url.path.strip("/").split("/")[0]
                outer.asked[shop] = outer.asked.get(shop, 0) + 1
                after = dict(urllib.parse.parse_qsl(url.query)).get("after", "0")
                at = int(after) if after.isdigit() else 0
                if self.headers.get("Authorization") != "Bearer right":
                    return self.answer(401, b'{"error": "no such key"}')
                getattr(self, shop.split("-")[0], self.good)(shop, at)

            def good(self, shop, at):
                more = {"next": str(at + 10)} if at + 10 < READERS else {}
                self.answer(200, json.dumps({"readers": [reader(shop, n) for n in range(at, at + 10)], **more}).encode())

            def truncated(self, shop, at):
                self.answer(200, json.dumps({"readers": [reader(shop, at)]}).encode()[:-5], length=500)
                self.close_connection = True

            def endless(self, shop, at):
                """An answer without an end, as far as the other side reads on."""
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                piece = b'{"readers": [' if at == 0 else b""
                try:
                    for _ in range(4096):
                        self.wfile.write(piece + b'{"id": "x", "name": "' + b"y" * 65536 + b'"},')
                        piece = b""
                except OSError:
                    pass

            def loop(self, shop, at):
                self.answer(200, json.dumps({"readers": [reader(shop, at)], "next": "again"}).encode())

            def answer(self, status, body, length=None):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(length or len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
