"""Processes that the daemon is measured against or with. Each ends with its `with` block."""

import contextlib
import os
import signal
import socket
import subprocess

from household import NotifySocket

STOP_SECONDS = 10

_NGINX_CONFIG = """daemon off;
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_timeout 1h;
  keepalive_requests 100000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  tcp_nodelay on;
  default_type application/json;
  server {{
    listen 127.0.0.1:{port} ssl {http2};
    ssl_certificate {folder}/cert.pem;
    ssl_certificate_key {folder}/key.pem;
    ssl_protocols TLSv1.3;
    root {folder};
    location = /api_keys/ {{ rewrite ^ /keys.json break; }}
  }}
}}
"""


def _end(process, number=signal.SIGTERM):
    process.send_signal(number)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def make_certificate(folder):
    """A self-signed certificate for 127.0.0.1, which is its own CA: cert.pem and key.pem."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "2", "-subj", "/CN=chutesd bench",
         "-addext", "subjectAltName=IP:127.0.0.1", "-batch"],
        check=True, capture_output=True)
    return folder / "cert.pem"


@contextlib.contextmanager
def nginx(program, folder, keys_page, http2):
    """Serves `keys_page` at /api_keys/ over TLS 1.3, by one worker of this user; yields its base URL.

    `folder` is empty and gets a certificate, cert.pem.
    """
    make_certificate(folder)
    (folder / "keys.json").write_text(keys_page)
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        listener.setblocking(False)  # which nginx takes for granted
        port = listener.getsockname()[1]
        config = folder / "nginx.conf"
        config.write_text(_NGINX_CONFIG.format(folder=folder, port=port, http2="http2" if http2 else "",
                                               user="user root;" if os.geteuid() == 0 else ""))
        # How nginx hands its sockets to its successor: so the port is open before it runs. (With
        # `master_process off` nginx 1.22 crashes on a socket that it got so.)
        process = subprocess.Popen(
            [program, "-c", config, "-p", folder, "-e", folder / "error.log"],
            env={**os.environ, "NGINX": f"{listener.fileno()};"}, pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL, )
        try:
            yield f"https://127.0.0.1:{port}"
            if process.poll() is not None:
                raise RuntimeError("nginx ended: " + (folder / "error.log").read_text())
        finally:
            _end(process)


@contextlib.contextmanager
def slow_upstream(program, folder, body, delay_ms):
    """Answers every request with `body` after `delay_ms`; yields its base URL."""
    page = folder / "page.json"
    page.write_text(body)
    process = subprocess.Popen([program, str(delay_ms), page], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               text=True)
    try:
        port = process.stdout.readline().strip()
        if not port:
            raise RuntimeError("the slow upstream does not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(process)
        process.stdout.close()


class EmptyServer:
    """The gRPC server whose method does nothing, started ready to serve."""

    def __init__(self, program, folder):
        self.socket = folder / "empty.sock"
        self._notify = NotifySocket(folder / "empty.notify")
        self.process = subprocess.Popen([program, self.socket], env={"NOTIFY_SOCKET": self._notify.path},
                                        stdin=subprocess.DEVNULL)
        try:
            self._notify.wait_for("READY=1", self.process)
        except RuntimeError:
            self.close()
            raise

    @property
    def pid(self):
        return self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.process.poll() is None:
            _end(self.process)
        self._notify.close()
        self.socket.unlink(missing_ok=True)
        os.unlink(self._notify.path)
