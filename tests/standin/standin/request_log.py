"""What arrived, in order, for tests to look at."""

import asyncio
import base64
import re


class RequestLog:
    def __init__(self):
        self.entries = []
        self._changed = asyncio.Event()

    def clear(self):
        self.entries.clear()

    def add(self, request, moment):
        """Called when a request is complete, before it is answered."""
        entry = {
            "time": moment,
            "method": request.method,
            "target": request.target,
            "path": request.path,
            "query": request.raw_query,
            "headers": [list(pair) for pair in request.headers],
            "body": request.body.decode(errors="backslashreplace"),
            "body_base64": base64.b64encode(request.body).decode(),
            "connection": request.connection,
            "ordinal": request.ordinal,
            "fault": None,
            "status": None,  # of the reply that was made, sent or not
            "client_left": False,  # the connection went before the reply was sent
        }
        self.entries.append(entry)
        self._notify()
        return entry

    def finish(self, entry, status=None, fault=None, client_left=False):
        entry.update(status=status, fault=fault, client_left=client_left)
        self._notify()

    def _notify(self):
        self._changed.set()
        self._changed = asyncio.Event()

    def select(self, method=None, path=None):
        return [
            entry
            for entry in self.entries
            if (method is None or entry["method"] == method)
            and (path is None or re.search(path, entry["path"]))
        ]

    async def wait(self, count, timeout, method=None, path=None, left=False):
        """The matching entries once there are `count` (of clients that left), or at the timeout."""

        def reached():
            found = self.select(method, path)
            return len([e for e in found if e["client_left"] or not left]) >= count

        async def watch():
            while not reached():
                await self._changed.wait()

        try:
            await asyncio.wait_for(watch(), timeout)
        except asyncio.TimeoutError:
            pass
        return self.select(method, path)
