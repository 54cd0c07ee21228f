"""Which handler answers which method and path, and the catch-all behind them."""

import dataclasses
import re

from standin import api_keys, auth, chutes, login, secrets, users
from standin.errors import ApiError, Crash, not_found, unauthorized
from standin.state import State
from standin.wire import Request, json_reply


@dataclasses.dataclass
class Context:
    request: Request
    state: State
    params: dict


def ping(ctx):
    if ctx.state.settings.database_down:
        raise ApiError(503, "Database connectivity problems: connection refused")
    return json_reply({"message": "pong"})


_ROUTES = [
    ("GET", "/ping", ping),
    ("GET", "/users/name_check", users.name_check),
    ("POST", "/users/register", users.register),
    ("GET", "/users/registration_token", users.registration_token),
    ("POST", "/users/change_fingerprint", login.change_fingerprint),
    ("GET", "/users/login/nonce", login.login_nonce),
    ("POST", "/users/login", login.login),
    ("GET", "/users/me/quotas", users.quotas),
    ("GET", "/users/me/quota_usage/{chute_id}", users.quota_usage),
    ("GET", "/users/me/subscription_usage", users.subscription_usage),
    ("GET", "/users/{user_id}", users.get_user),
    ("GET", "/api_keys/", api_keys.list_keys),
    ("POST", "/api_keys/", api_keys.create_key),
    ("GET", "/api_keys/{api_key_id}", api_keys.get_key),
    ("DELETE", "/api_keys/{api_key_id}", api_keys.delete_key),
    ("GET", "/secrets/", secrets.list_secrets),
    ("POST", "/secrets/", secrets.create_secret),
    ("GET", "/secrets/{secret_id}", secrets.get_secret),
    ("DELETE", "/secrets/{secret_id}", secrets.delete_secret),
    ("GET", "/chutes/", chutes.list_chutes),
    ("GET", "/chutes/{chute_id_or_name:path}", chutes.get_chute),
]
_CAUGHT = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD")


def _compile(template):
    def group(match):
        return f"(?P<{match[1]}>{'.*' if match[2] else '[^/]+'})"

    return re.compile("^" + re.sub(r"\{(\w+)(:path)?\}", group, template) + "$", re.DOTALL)


_TABLE = [(method, _compile(template), handler) for method, template, handler in _ROUTES]


def answer(request, state):
    """The reply to a request; raises ApiError or Crash."""
    allowed = None
    for method, pattern, handler in _TABLE:
        match = pattern.match(request.path)
        if not match:
            continue
        if method == request.method:
            if state.settings.database_down and handler is not ping:
                raise Crash("no database")
            return handler(Context(request, state, match.groupdict()))
        allowed = allowed or method
    if request.method not in _CAUGHT:
        headers = [("allow", allowed or ", ".join(_CAUGHT))]
        raise ApiError(405, "Method Not Allowed", headers)
    return _catch_all(Context(request, state, {}))


def _catch_all(ctx):
    """Unknown paths, wrong methods and wrong slashes reach the route that invokes chutes."""
    if ctx.request.path == "/ping":
        raise Crash("the middleware leaves /ping without the state this route needs")
    if ctx.state.settings.database_down:
        raise Crash("no database")
    if auth.current_user(ctx, required=False) is None:
        raise unauthorized("Authentication required.")
    raise not_found("No matching chute found!")
