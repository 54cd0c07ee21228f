"""Requests and replies as plain values, and their form on the wire."""

import dataclasses
import email.utils
import http
import json
import urllib.parse

from standin.errors import Crash

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


@dataclasses.dataclass
class Request:
    method: str
    target: str  # as sent, not decoded
    headers: list  # (name, value) pairs as sent
    body: bytes
    peer: str
    connection: int  # id of the TCP connection
    ordinal: int  # 0 for the first request on that connection

    def __post_init__(self):
        raw_path, _, raw_query = self.target.partition("?")
        # Routes match the decoded path: a %2F in an id is a slash to them.
        self.path = urllib.parse.unquote(raw_path)
        self.raw_query = raw_query
        self.query = urllib.parse.parse_qsl(raw_query, keep_blank_values=True)

    def header(self, name):
        """The first value of a header, or None."""
        for key, value in self.headers:
            if key.lower() == name.lower():
                return value
        return None

    def param(self, name):
        """The last value of a query parameter, or None."""
        values = [value for key, value in self.query if key == name]
        return values[-1] if values else None

    def client_ip(self):
        forwarded = self.header("X-Forwarded-For")
        return forwarded.split(",")[0] if forwarded else self.peer


@dataclasses.dataclass
class Reply:
    status: int
    body: bytes = b""
    content_type: str | None = JSON
    headers: list = dataclasses.field(default_factory=list)

    def all_headers(self, date, length=None):
        """Every header in the server's order, with lower-case names."""
        pairs = [("date", email.utils.formatdate(date, usegmt=True)), ("server", "uvicorn")]
        given = {name.lower() for name, _ in self.headers}
        if "content-length" not in given:
            pairs.append(("content-length", str(len(self.body) if length is None else length)))
        if self.content_type and "content-type" not in given:
            pairs.append(("content-type", self.content_type))
        return pairs + [(name.lower(), value) for name, value in self.headers]

    def to_bytes(self, date, length=None):
        """The reply as an HTTP/1.1 message; `length` replaces the true Content-Length."""
        lines = [f"HTTP/1.1 {self.status} {reason(self.status)}"]
        lines += [f"{name}: {value}" for name, value in self.all_headers(date, length)]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


def reason(status):
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


def encode(value):
    """Compact UTF-8 JSON. NaN, infinities and lone surrogates crash the real encoder too."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except ValueError as error:
        raise Crash(str(error)) from error


def json_reply(value, status=200, headers=()):
    return Reply(status, encode(value), JSON, list(headers))


def server_error():
    return Reply(500, b"Internal Server Error", TEXT)
