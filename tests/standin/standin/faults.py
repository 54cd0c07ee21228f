"""Misbehaviour on order: which requests are hit, and what happens to them instead.

The kinds and their members are listed in ../README.md.
"""

import asyncio
import base64
import dataclasses
import gzip
import itertools
import json
import re

from standin.wire import JSON, Reply, server_error

_MEMBERS = {
    "reply": {"status", "body", "body_base64", "json", "content_type", "headers", "commit"},
    "delay": set(),
    "close": {"commit", "reset"},
    "hang": {"commit"},
    "hold": set(),
    "truncate": {"bytes", "reset"},
    "content_length": {"add"},
    "drip": {"chunk", "interval_ms", "from"},
    "oversize": {"bytes", "chunked"},
    "garbage": set(),
    "deep_json": {"depth"},
    "duplicate_keys": set(),
    "bad_utf8": set(),
    "gzip": set(),
    "reply_then_close": {"reset"},
}
_MATCHING = {"kind", "method", "path", "times", "skip", "reused", "delay_ms"}
_ids = itertools.count(1)


@dataclasses.dataclass
class Fault:
    spec: dict
    id: int = dataclasses.field(default_factory=lambda: next(_ids))
    seen: int = 0  # requests that matched
    hits: int = 0  # requests that were hit
    over: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)  # once it is taken away

    def __post_init__(self):
        kind = self.spec.get("kind")
        if kind not in _MEMBERS:
            raise LookupError(f"no such fault: {kind}")
        unknown = set(self.spec) - _MATCHING - _MEMBERS[kind]
        if unknown:
            raise LookupError(f"{kind} has no {sorted(unknown)}")
        self.path = re.compile(self.spec.get("path", ""))

    def takes(self, request):
        spec = self.spec
        times = spec.get("times", 1)
        if times and self.hits >= times:
            return False
        if spec.get("method") not in (None, request.method):
            return False
        if spec.get("reused") and request.ordinal == 0:
            return False
        if not self.path.search(request.path):
            return False
        self.seen += 1
        if self.seen <= spec.get("skip", 0):
            return False
        self.hits += 1
        return True

    def describe(self):
        return {"id": self.id, "seen": self.seen, "hits": self.hits, **self.spec}


class Faults:
    def __init__(self):
        self._faults = []

    def add(self, spec):
        fault = Fault(spec)
        self._faults.append(fault)
        return fault

    def clear(self, fault_id=None):
        for fault in self._faults:
            if fault_id in (None, fault.id):
                fault.over.set()
        self._faults = [fault for fault in self._faults if not fault.over.is_set()]

    def describe(self):
        return [fault.describe() for fault in self._faults]

    def match(self, request):
        """The first fault, in order of making, that takes this request."""
        return next((fault for fault in self._faults if fault.takes(request)), None)


async def run(fault, exchange):
    """Answers one request wrongly. Returns the status of the reply that was made, or None."""
    spec = fault.spec
    kind = spec["kind"]
    if spec.get("delay_ms"):
        await exchange.pause(spec["delay_ms"] / 1000)
    if kind in ("close", "hang"):
        reply = exchange.process() if spec.get("commit") else None
        if kind == "hang":
            await exchange.until_closed()
        else:
            exchange.close(spec.get("reset", False))
        return reply.status if reply else None
    if kind == "hold":
        await exchange.until(fault.over)
    reply = _reply(spec, exchange)
    if kind == "truncate":
        exchange.write(reply.to_bytes(exchange.now, len(reply.body))[: _cut(spec, exchange, reply)])
        exchange.close(spec.get("reset", False))
    elif kind == "content_length":
        exchange.write(reply.to_bytes(exchange.now, len(reply.body) + spec.get("add", 10)))
        exchange.close()
    elif kind == "drip":
        await _drip(spec, exchange, reply)
    elif kind == "oversize":
        await exchange.stream(reply, spec.get("bytes", 5 << 20), spec.get("chunked", False))
    elif kind == "reply_then_close":
        exchange.write(reply.to_bytes(exchange.now))
        exchange.close(spec.get("reset", False))
    else:
        await exchange.send(reply)
    return reply.status


def _cut(spec, exchange, reply):
    """Where to cut: after `bytes` of the body, by default half of it."""
    head = len(reply.to_bytes(exchange.now)) - len(reply.body)
    return head + spec.get("bytes", len(reply.body) // 2)


async def _drip(spec, exchange, reply):
    """Headers at once and then the body in small pieces, or all of it so (`from`: "start")."""
    message = reply.to_bytes(exchange.now)
    done = 0 if spec.get("from") == "start" else len(message) - len(reply.body)
    exchange.write(message[:done])
    step = spec.get("chunk", 1)
    for start in range(done, len(message), step):
        await exchange.pause(spec.get("interval_ms", 50) / 1000)
        if not exchange.write(message[start : start + step]):
            break
    exchange.close()


def _reply(spec, exchange):
    kind = spec["kind"]
    if kind == "reply":
        return _given_reply(spec, exchange)
    if kind == "oversize":
        return Reply(200)
    if kind == "garbage":
        return Reply(200, b'{"total": 1, "items": [{"api_key_id": ')
    if kind == "deep_json":
        depth = spec.get("depth", 100000)
        return Reply(200, b'{"a":' * depth + b"1" + b"}" * depth)
    reply = exchange.process()
    if kind == "duplicate_keys":
        reply.body = _twice(reply.body)
    elif kind == "bad_utf8":
        reply.body = reply.body.replace(b'":"', b'":"\xff\xfe', 1)
    elif kind == "gzip":
        reply.body = gzip.compress(reply.body)
        reply.headers.append(("content-encoding", "gzip"))
    return reply


def _given_reply(spec, exchange):
    if spec.get("commit"):
        exchange.process()
    if "json" in spec:
        body = json.dumps(spec["json"], separators=(",", ":")).encode()
    elif "body_base64" in spec:
        body = base64.b64decode(spec["body_base64"])
    else:
        body = spec.get("body", "").encode()
    if "status" not in spec:
        return server_error()
    headers = [(name, value) for name, value in spec.get("headers", {}).items()]
    return Reply(spec["status"], body, spec.get("content_type", JSON), headers)


def _twice(body):
    """{"a":1} becomes {"a":1,"a":1}: the outer object's members appear twice."""
    inner = body.strip()[1:-1]
    return b"{" + inner + b"," + inner + b"}"


class Exchange:
    """One request under a fault: what may be done with its connection."""

    def __init__(self, connection, process, sender, now, stopping):
        self.process = process  # runs the request for real and returns its Reply
        self.now = now
        self.client_left = False
        self._connection = connection
        self._sender = sender
        self._stopping = stopping

    def write(self, data):
        """Whether the connection was still there."""
        if self._connection.transport.is_closing():
            self.client_left = True
            return False
        self._connection.transport.write(data)
        return True

    def close(self, reset=False):
        self._connection.close(reset)

    async def pause(self, seconds):
        """Cut short only by the end of the server: a client that leaves stops no handler."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except asyncio.TimeoutError:
            pass

    async def until_closed(self):
        """Until the client or the server ends."""
        await self.until(self._connection.closed)
        self.client_left = self._connection.closed.is_set()

    async def until(self, event):
        """Until then, or the server ends."""
        waiting = {asyncio.ensure_future(each.wait()) for each in (event, self._stopping)}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for each in waiting:
            each.cancel()

    async def send(self, reply):
        await self._sender.send(reply)

    async def stream(self, reply, size, chunked):
        """A JSON object of `size` bytes, with its length or chunked."""
        await self._sender.stream(reply, size, chunked)
