"""An nginx of its own in front of a server: it limits requests as vendors do, and can be told to fail."""
import pathlib
import shutil
import signal
import subprocess
import tempfile

from hubtest import wait_until
from private_postgres import free_port
import socket

CONF = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    limit_req_zone $server_name zone=all:1m rate={rate};
    limit_req_status 429;
    server {{
        listen 127.0.0.1:{port};
        server_name peer;
        error_page 429 @limited;
        location @limited {{ {limited} return 429 '{{"error":"rate limited"}}'; }}
        location / {{
            limit_req zone=all{burst};
            proxy_pass {upstream};
            proxy_set_header Host $http_host;
            {more}
        }}
    }}
}}
"""


class Nginx:
    """rate as nginx writes it ("5r/s"); limited: directives of the answer 429; more: directives of all others."""

    def __init__(self, upstream, rate="1000r/s", burst=1000, limited="add_header Retry-After 1 always;", more=""):
        self.program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cxhub-nginx-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        (self.folder / "nginx.conf").write_text(
            CONF.format(folder=self.folder, rate=rate, port=self.port, limited=limited,
                        burst=f" burst={burst} nodelay" if burst else "", upstream=upstream, more=more))

    def __enter__(self):
        self.process = subprocess.Popen([self.program, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self.listens, "nginx listens", 20)
        return self

    def listens(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def statuses(self):
        """How often each status was answered."""
        counts = {}
        for line in (self.folder / "access.log").read_text().splitlines():
            status = line.split('" ')[1].split()[0]
            counts[status] = counts.get(status, 0) + 1
        return counts

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)
