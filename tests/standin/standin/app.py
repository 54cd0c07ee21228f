"""The server: connections, faults, then the API."""

import asyncio
import traceback

import multidict
from aiohttp import web

from standin import faults, routes, wire
from standin.connections import Connections
from standin.control import PREFIX, Control
from standin.errors import ApiError, Crash
from standin.request_log import RequestLog
from standin.state import State

_GRACE_SECONDS = 0.2
_CHUNK = 1 << 16


class _Server(web.Server):
    """aiohttp's server, which says when a connection comes and goes."""

    def __init__(self, connections, handler, **options):
        super().__init__(handler, **options)
        self._known = connections

    def connection_made(self, handler, transport):
        super().connection_made(handler, transport)
        self._known.opened(handler, transport)

    def connection_lost(self, handler, exc=None):
        super().connection_lost(handler, exc)
        self._known.lost(handler)


class Standin:
    def __init__(self, keepalive_seconds):
        self.state = State()
        self.bugs = []  # tracebacks of exceptions that nobody foresaw
        self._faults = faults.Faults()
        self._log = RequestLog()
        self._connections = Connections()
        self._stopping = asyncio.Event()
        self._control = Control(
            self.state, self._faults, self._log, self._connections, self.bugs
        )
        self._server = _Server(
            self._connections,
            self._handle,
            keepalive_timeout=keepalive_seconds,
            auto_decompress=False,  # a gzip body is an unreadable body to the real server
            access_log=None,
        )
        self._listener = None

    async def start(self, port, tls=None):
        """Listens on 127.0.0.1 and returns the port."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(
            self._server, "127.0.0.1", port, ssl=tls, backlog=1024
        )
        return self._listener.sockets[0].getsockname()[1]

    async def stop(self):
        self._stopping.set()
        self._listener.close()
        await self._server.shutdown(_GRACE_SECONDS)

    async def _handle(self, raw):
        connection = self._connections.of(raw.protocol)
        if connection is None:  # gone before its request was looked at
            return web.Response()
        connection.busy = True
        try:
            if raw.headers.get("Expect", "").lower() == "100-continue":
                connection.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request = wire.Request(
                method=raw.method,
                target=raw.raw_path,
                headers=[(k.decode("latin-1"), v.decode("latin-1")) for k, v in raw.raw_headers],
                body=await raw.content.read(),
                peer=raw.remote,
                connection=connection.id,
                ordinal=connection.requests,
            )
            connection.requests += 1
            return await self._answer(request, connection, _Sender(raw, self.state))
        except (ConnectionError, web.RequestPayloadError):
            return web.Response()  # the client left; nobody reads this
        finally:
            connection.busy = False

    async def _answer(self, request, connection, sender):
        if request.path.startswith(PREFIX):
            return await sender.send(await self._control.answer(request))
        entry = self._log.add(request, self.state.now())
        fault = self._faults.match(request)
        if fault is None:
            reply = self._process(request)
            self._log.finish(entry, reply.status)
            return await sender.send(reply)
        exchange = faults.Exchange(
            connection,
            lambda: self._process(request),
            sender,
            self.state.now(),
            self._stopping,
        )
        status = None
        try:
            status = await faults.run(fault, exchange)
        except ConnectionError:
            exchange.client_left = True
        finally:
            self._log.finish(entry, status, fault.id, exchange.client_left)
        if sender.response is None:  # nothing, or raw bytes, went out: end the connection
            connection.close()
            return web.Response()
        return sender.response

    def _process(self, request):
        try:
            return routes.answer(request, self.state)
        except ApiError as error:
            try:
                return wire.json_reply({"detail": error.detail}, error.status, error.headers)
            except Crash:
                return wire.server_error()
        except Crash:
            return wire.server_error()
        except Exception:  # pylint: disable=broad-except
            self.bugs.append(traceback.format_exc())
            traceback.print_exc()
            return wire.server_error()


class _Sender:
    """Sends a well-formed reply through aiohttp."""

    def __init__(self, raw, state):
        self.response = None
        self._raw = raw
        self._state = state

    def _headers(self, reply, length=None):
        return multidict.CIMultiDict(reply.all_headers(self._state.now(), length))

    async def send(self, reply):
        response = web.Response(
            status=reply.status, body=reply.body, headers=self._headers(reply)
        )
        self.response = response
        return response

    async def stream(self, reply, size, chunked):
        response = web.StreamResponse(status=reply.status, headers=self._headers(reply, size))
        if chunked:
            del response.headers["content-length"]
            response.enable_chunked_encoding()
        self.response = response
        await response.prepare(self._raw)
        start, end = b'{"filler":"', b'"}'
        left = size - len(start) - len(end)
        await response.write(start)
        while left > 0:
            await response.write(b"x" * min(left, _CHUNK))
            left -= _CHUNK
        await response.write(end)
        await response.write_eof()
