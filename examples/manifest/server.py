#!/usr/bin/env python3
"""The bookshop of openapi.yaml on the loopback: server.py PORT. Its key is `lantern`; it limits the first request as busy servers do. A POST
to /change lets a reader change, which the real one would do by itself."""
import http.server
import json
import sys
import urllib.parse

READERS = [{"id": f"R{n}", "given_name": given, "family_name": family, "email": mail, "mobile": mobile, "closed": False,
            "changed_at": f"2025-05-{n + 1:02d}T09:00:00Z"}
           for n, (given, family, mail, mobile) in enumerate([
               ("Ada", "Lovelace", "ada@mail.example", "+44 7700 900123"), ("서윤", "한", "seoyun@mail.example", "010-2345-6789"),
               ("Nora", "Lee", None, None), ("민준", "김", "minjun@mail.example", None), ("Grace", "Hopper", "grace@mail.example", None)])]
ORDERS = {"R0": [{"number": f"B-{n}", "placed_at": f"2025-05-1{n}T10:00:00Z", "total": f"{n + 12}.50", "currency": "GBP"} for n in range(7)],
          "R1": [{"number": "B-100", "placed_at": "2025-05-20T10:00:00Z", "total": "15000", "currency": "KRW"}]}


class Shop(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    limited = False

    def answer(self, status, body, **headers):
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        asked = {name: values[0] for name, values in urllib.parse.parse_qs(url.query).items()}
        parts = url.path.strip("/").split("/")
        if self.headers.get("Authorization") != "Bearer lantern":
            return self.answer(401, {"error": "no such key"})
        if not Shop.limited:
            Shop.limited = True
            return self.answer(429, {"error": "busy"}, Retry_After="1")
        if parts == ["v1", "readers"]:
            found = sorted((one for one in READERS if one["changed_at"] >= asked.get("changed_since", "")), key=lambda one: (one["changed_at"], one["id"]))
            first, size = int(asked.get("cursor", "0")), int(asked.get("limit", "20"))
            more = {"next": str(first + size)} if first + size < len(found) else {}
            return self.answer(200, {"readers": found[first:first + size], **more})
        if len(parts) == 4 and parts[:2] == ["v1", "readers"] and parts[3] == "orders":
            size, page = int(asked.get("per_page", "20")), int(asked.get("page", "1"))
            return self.answer(200, ORDERS.get(parts[2], [])[(page - 1) * size:page * size])
        return self.answer(404, {"error": "no such path"})

    def do_POST(self):
        READERS[2] |= {"email": "nora@mail.example", "changed_at": "2025-06-01T09:00:00Z"}
        self.answer(200, READERS[2])

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Shop).serve_forever()
