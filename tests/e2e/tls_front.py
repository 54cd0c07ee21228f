"""nginx before the stand-in: HTTP/2 over TLS, as the API is."""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess

from household import launch

STOP_SECONDS = 10
_UNPACKED = pathlib.Path(__file__).resolve().parents[2] / "build" / "nginx" / "usr" / "sbin" / "nginx"
_CONFIG = """daemon off;
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    location / {{ proxy_pass {upstream}; proxy_set_header Host $http_host; }}
  }}
}}
"""


def program():
    """nginx as `./dev test` unpacked it, or the system's; nothing if there is none."""
    return str(_UNPACKED) if _UNPACKED.exists() else shutil.which("nginx", path="/usr/sbin:/usr/bin")


@contextlib.contextmanager
def http2_front(upstream, folder):
    """Yields (base URL, its certificate, the log of requests), by one worker of this user."""
    folder.mkdir()
    certificate, key = launch.make_certificate(folder)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)  # which nginx takes for granted
        port = listener.getsockname()[1]
        config = folder / "nginx.conf"
        config.write_text(_CONFIG.format(folder=folder, port=port, certificate=certificate, key=key,
                                         upstream=upstream, user="user root;" if os.geteuid() == 0 else ""))
        # How nginx hands its sockets to its successor: so the port is open before it runs.
        process = subprocess.Popen([program(), "-c", config, "-p", folder, "-e", folder / "error.log"],
                                   env={**os.environ, "NGINX": f"{listener.fileno()};"},
                                   pass_fds=[listener.fileno()], stdin=subprocess.DEVNULL)
        try:
            yield f"https://127.0.0.1:{port}", certificate, folder / "access.log"
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)
