"""Open connections: their ids, how often each was used, and closing them as a test wishes."""

import asyncio
import dataclasses
import socket
import struct


@dataclasses.dataclass
class Connection:
    id: int
    transport: asyncio.Transport
    closed: asyncio.Event
    requests: int = 0
    busy: bool = False

    def close(self, reset=False):
        """Ends the connection: FIN (close_notify under TLS) after what was written, or RST."""
        if not reset:
            self.transport.close()
            return
        raw = self.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def describe(self):
        raw = self.transport.get_extra_info("socket")
        nodelay = raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
        return {
            "connection": self.id,
            "requests": self.requests,
            "busy": self.busy,
            "nodelay": nodelay,
            "tls": self.transport.get_extra_info("ssl_object") is not None,
        }


class Connections:
    def __init__(self):
        self._open = {}  # protocol -> Connection
        self._count = 0

    def opened(self, protocol, transport):
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each call costs 44 ms
        self._count += 1
        self._open[protocol] = Connection(self._count, transport, asyncio.Event())

    def lost(self, protocol):
        connection = self._open.pop(protocol, None)
        if connection:
            connection.closed.set()

    def of(self, protocol):
        """The connection, or None once it is lost."""
        return self._open.get(protocol)

    def all(self):
        return list(self._open.values())

    def close_idle(self, reset=False):
        """Closes every connection without a request in progress; returns how many."""
        idle = [connection for connection in self.all() if not connection.busy]
        for connection in idle:
            connection.close(reset)
        return len(idle)
