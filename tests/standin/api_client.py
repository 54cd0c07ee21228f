"""A plain HTTP/1.1 client for the tests of the stand-in: sends what it is told, hides nothing."""

import dataclasses
import http.client
import json

_SECONDS = 10


@dataclasses.dataclass
class Answer:
    status: int
    headers: list  # (name, value) as received
    body: bytes

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def json(self):
        return json.loads(self.body)

    @property
    def detail(self):
        return self.json()["detail"]


class Api:
    """Each call on a connection of its own, unless `keep` is set."""

    def __init__(self, port, keep=False):
        self._port = port
        self._keep = keep
        self._connection = None

    def _connect(self):
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_SECONDS)
        return self._connection

    def send(self, method, target, body=None, headers=None):
        connection = self._connect()
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        except BaseException:
            self.close()
            raise
        finally:
            if not self._keep:
                self.close()

    def signed(self, hotkey, method, target, body=None, nonce=None, purpose=None, headers=None):
        """`body`: bytes, or a value that is sent as JSON."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        auth = hotkey.headers(method, target, body or b"", nonce, purpose)
        return self.send(method, target, body, {**auth, **(headers or {})})

    def close(self):
        if self._connection:
            self._connection.close()
            self._connection = None
