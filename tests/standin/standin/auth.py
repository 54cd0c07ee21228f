"""Who is calling: hotkey headers first, then Authorization (session token or API key)."""

import base64
import binascii
import hashlib
import hmac
import json
import re

from standin import signature
from standin.errors import unauthorized

NO_USER = "Can't find a user with that api key in our db :("
_KEY = re.compile(r"cpk_([a-f0-9]{32})\.([a-f0-9]{32})\.([a-zA-Z0-9]{32})")
_WEEK_SECONDS = 7 * 24 * 60 * 60


def current_user(ctx, purpose=None, required=True):
    """The caller. Without `required`, None if nobody is named or the hotkey has no account."""
    request, state = ctx.request, ctx.state
    hotkey = request.header("X-Chutes-Hotkey")
    nonce = request.header("X-Chutes-Nonce")
    signed = request.header("X-Chutes-Signature")
    if not (hotkey and nonce and signed):  # an incomplete set is ignored altogether
        user = _authorized_user(ctx)
        if user is None and required:
            raise unauthorized(NO_USER)
        return user
    signature.check_request(hotkey, nonce, signed, request, purpose, state.now())
    user = state.user_by_hotkey(hotkey)
    if user is None and required:
        raise unauthorized(f"Could not find user with hotkey: {hotkey}")
    return user


def _authorized_user(ctx):
    header = ctx.request.header("Authorization")
    if not header:
        return None
    token = header.split(" ")[-1]
    is_bearer = header.lower().lstrip().startswith("bearer ")
    if token and is_bearer and not token.strip().startswith(("cpk_", "cak_")):
        return _session_user(ctx.state, token)
    if not token or token.startswith("cak_"):
        return None
    return _key_user(ctx, token)


def _key_user(ctx, token):
    state = ctx.state
    match = _KEY.fullmatch(token)
    if not match:
        raise unauthorized("Missing or invalid authorization header(s)")
    key = _load_key(state, _with_dashes(match.group(1)))
    if key is None or key.key != token or not _has_access(key, ctx.request):
        raise unauthorized("Invalid token or user not found")
    return state.users.get(key.user_id)


def _load_key(state, key_id):
    row, expiry = state.cached_keys.get(key_id, (None, 0))
    if expiry > state.now():
        return row
    row = state.api_keys.get(key_id)
    if row is not None:
        state.cached_keys[key_id] = (row, state.now() + state.settings.key_cache_seconds)
    return row


def _has_access(key, request):
    """The scope test of the real middleware, which takes the last path segment for the type."""
    if key.admin:
        return True
    action = {"POST": "write", "PUT": "write", "PATCH": "write", "DELETE": "delete"}
    method = action.get(request.method, "read")
    wanted_type = request.path.split("/")[-1]
    single = re.match(r"^/[^/]+/([^/]+)$", request.path)
    wanted_id = single.group(1) if single else "__list_or_invalid__"
    invoked = re.match(r"^/chutes/([^/]+)/(.+)$", request.path, re.IGNORECASE)
    if request.method == "POST" and invoked:
        method, wanted_type, wanted_id = "invoke", "chutes", invoked.group(1)
    return any(
        scope["object_type"] == wanted_type
        and scope["object_id"] in (None, wanted_id)
        and scope["action"] in (None, method)
        for scope in key.scopes
    )


def _with_dashes(digits):
    parts = digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]
    return "-".join(parts)


def session_token(state, user):
    """A JWT of seven days that dies with the fingerprint."""
    issued = int(state.now())
    claims = {"exp": issued + _WEEK_SECONDS, "sub": user.user_id, "iat": issued, "salted": True}
    signed = f"{_segment({'alg': 'HS256', 'typ': 'JWT'})}.{_segment(claims)}"
    return f"{signed}.{_jwt_signature(state, user, signed)}"


def _session_user(state, token):
    try:
        signed, _, given = token.rpartition(".")
        claims = json.loads(_decode(signed.split(".")[1]))
        user = state.users[claims["sub"]]
        genuine = hmac.compare_digest(given, _jwt_signature(state, user, signed))
        expired = claims["exp"] < state.now()
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise unauthorized("Invalid token.") from error
    if not genuine:
        raise unauthorized("Invalid token.")
    if expired:
        raise unauthorized("Token expired.")
    return user


def _segment(value):
    raw = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(segment):
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def _jwt_signature(state, user, signed):
    key = state.jwt_secret + user.fingerprint_hash.encode()
    digest = hmac.new(key, signed.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
