"""The routes below /_standin/ by which tests make rows, set faults and read what arrived."""

import dataclasses
import json
import re

from standin import seeding
from standin.wire import Reply, json_reply

PREFIX = "/_standin/"


class Control:
    def __init__(self, state, faults, log, connections, bugs):
        self._state = state
        self._faults = faults
        self._log = log
        self._connections = connections
        self._bugs = bugs

    async def answer(self, request):
        spec = json.loads(request.body) if request.body else {}
        route = f"{request.method} {request.path.removeprefix(PREFIX)}"
        for pattern, handler in self._ROUTES:
            match = re.fullmatch(pattern, route)
            if match:
                try:
                    reply = handler(self, request, spec, *match.groups())
                    if not isinstance(reply, (dict, list)):
                        reply = await reply
                except (LookupError, TypeError, ValueError) as error:
                    return json_reply({"error": repr(error)}, 400)
                return _encode(reply)
        return json_reply({"error": f"no control route {route}"}, 404)

    def _reset(self, request, spec):
        self._state.reset()
        self._faults.clear()
        self._log.clear()
        return {}

    def _seed(self, request, spec):
        seeding.apply_seed(self._state, spec)
        return {}

    def _settings(self, request, spec):
        seeding.change_settings(self._state, spec)
        return dataclasses.asdict(self._state.settings)

    def _token(self, request, spec):
        return {"token": seeding.add_token(self._state, spec)}

    def _add_user(self, request, spec):
        spec.setdefault("fingerprint", seeding.random_text())
        user = seeding.add_user(self._state, spec)
        return {**dataclasses.asdict(user), "fingerprint": spec["fingerprint"]}

    def _change_user(self, request, spec, wanted):
        user = seeding.owner_of(self._state, {"owner": wanted})
        seeding.change_user(self._state, user, spec)
        return dataclasses.asdict(user)

    def _delete_user(self, request, spec, wanted):
        user = seeding.owner_of(self._state, {"owner": wanted})
        for rows in (self._state.api_keys, self._state.secrets, self._state.chutes):
            for row_id in [i for i, row in rows.items() if row.user_id == user.user_id]:
                del rows[row_id]
        del self._state.users[user.user_id]
        return {}

    def _rows(self, request, spec, table):
        return [dataclasses.asdict(row) for row in getattr(self._state, table).values()]

    def _add_chute(self, request, spec):
        return dataclasses.asdict(seeding.add_chute(self._state, spec))

    def _add_keys(self, request, spec):
        return [dataclasses.asdict(key) for key in seeding.add_keys(self._state, spec)]

    def _add_secrets(self, request, spec):
        return [dataclasses.asdict(row) for row in seeding.add_secrets(self._state, spec)]

    def _coldkey(self, request, spec, address):
        self._state.coldkey_tao[address] = float(spec["tao"])
        return {}

    def _add_fault(self, request, spec):
        return self._faults.add(spec).describe()

    def _list_faults(self, request, spec):
        return self._faults.describe()

    def _clear_faults(self, request, spec, fault_id=None):
        self._faults.clear(int(fault_id) if fault_id else None)
        return {}

    def _read_log(self, request, spec):
        method, path = request.param("method"), request.param("path")
        count = int(request.param("count") or 0)
        timeout = float(request.param("timeout_ms") or 0) / 1000
        left = request.param("left") == "1"
        return self._log.wait(count, timeout, method, path, left)

    def _clear_log(self, request, spec):
        self._log.clear()
        return {}

    def _list_connections(self, request, spec):
        return [connection.describe() for connection in self._connections.all()]

    def _close_idle(self, request, spec):
        return {"closed": self._connections.close_idle(spec.get("reset", False))}

    def _list_bugs(self, request, spec):
        return self._bugs

    _ROUTES = [
        ("POST reset", _reset),
        ("POST seed", _seed),
        ("(?:GET|POST) settings", _settings),
        ("POST tokens", _token),
        ("POST users", _add_user),
        ("PATCH users/(.+)", _change_user),
        ("DELETE users/(.+)", _delete_user),
        ("POST chutes", _add_chute),
        ("POST keys", _add_keys),
        ("POST secrets", _add_secrets),
        ("GET (users|chutes|secrets)", _rows),
        ("GET keys", lambda self, request, spec: self._rows(request, spec, "api_keys")),
        ("PUT coldkeys/(.+)", _coldkey),
        ("POST faults", _add_fault),
        ("GET faults", _list_faults),
        ("DELETE faults(?:/([0-9]+))?", _clear_faults),
        ("GET log", _read_log),
        ("DELETE log", _clear_log),
        ("GET connections", _list_connections),
        ("POST close_idle", _close_idle),
        ("GET bugs", _list_bugs),
    ]


def _encode(value):
    """Rows hold datetimes and, in a log, any text that came."""
    return Reply(200, json.dumps(value, default=lambda moment: moment.isoformat()).encode())
