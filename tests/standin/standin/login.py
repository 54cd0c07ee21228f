"""Session tokens and the account's fingerprint."""

import json
import uuid

from standin import auth, signature
from standin import validation as v
from standin.errors import Crash, bad_request, unauthorized
from standin.state import TOKEN_SECONDS, fingerprint_hash
from standin.wire import json_reply

_NOTHING_GIVEN = (
    "Please provide either 'fingerprint' or 'hotkey'+'signature'+'nonce' for authentication."
)
_UPDATED = {"status": "Fingerprint updated"}


def login_nonce(ctx):
    nonce = str(uuid.uuid4())
    ctx.state.login_nonces[nonce] = ctx.state.now() + TOKEN_SECONDS
    return json_reply({"nonce": nonce, "expires_in": TOKEN_SECONDS})


def login(ctx):
    try:
        body = json.loads(ctx.request.body)
    except (ValueError, RecursionError) as error:
        raise Crash("the handler itself parses the body") from error
    if not isinstance(body, dict):
        raise Crash("the body has no get()")
    fingerprint = body.get("fingerprint")
    if isinstance(fingerprint, str) and fingerprint.strip():
        user = ctx.state.user_by_fingerprint(fingerprint)
        if user is None:
            raise unauthorized("Invalid fingerprint.")
        return json_reply({"token": auth.session_token(ctx.state, user)})
    if body.get("hotkey") and body.get("signature") and body.get("nonce"):
        user = _hotkey_login(ctx.state, body["hotkey"], body["signature"], body["nonce"])
        return json_reply({"token": auth.session_token(ctx.state, user)})
    raise bad_request(_NOTHING_GIVEN)


def _hotkey_login(state, hotkey, signed, nonce):
    expiry = state.login_nonces.pop(str(nonce), 0)  # used up even if the signature is bad
    if expiry <= state.now():
        raise unauthorized("Invalid or expired nonce. Please request a new one.")
    try:
        genuine = signature.verify(hotkey, nonce, bytes.fromhex(signed))
    except ValueError as error:
        raise unauthorized("Invalid signature format.") from error
    except (TypeError, AttributeError):
        genuine = False
    if not genuine:
        raise unauthorized("Signature verification failed.")
    user = state.user_by_hotkey(hotkey)
    if user is None:
        raise unauthorized("No account found for this hotkey.")
    return user


def change_fingerprint(ctx):
    request, state = ctx.request, ctx.state
    fields = [("fingerprint", v.text, v.REQUIRED)]
    new = v.check_body(v.parse_body(request), fields)["fingerprint"]
    old = request.header("Authorization")
    if old:  # the only method tried, over the whole header value
        user = state.user_by_fingerprint(old)
        if user is None:
            raise unauthorized("Missing or invalid fingerprint provided.")
    else:
        user = _signed_user(state, request, new)
    _store(state, user, new)
    return json_reply(_UPDATED)


def _signed_user(state, request, fingerprint):
    nonce = request.header("X-Chutes-Nonce")
    signed = request.header("X-Chutes-Signature")
    hotkey = request.header("X-Chutes-Hotkey")
    coldkey = request.header("X-Chutes-Coldkey")
    if not nonce or not signed:
        raise unauthorized("Missing or invalid BT signature.")
    try:
        raw = bytes.fromhex(signed)
    except ValueError as error:
        raise unauthorized("Invalid signature") from error
    if not nonce.isdigit() or abs(int(nonce) - int(state.now())) > 300:
        raise unauthorized(f"Invalid nonce: {nonce}")
    if not coldkey and not hotkey:
        detail = "You must provide either coldkey or hotkey along with a signature and nonce."
        raise unauthorized(detail)
    matches = []
    if _signed_by(coldkey, fingerprint, nonce, raw):
        matches = [user for user in state.users.values() if user.coldkey == coldkey]
    elif _signed_by(hotkey, fingerprint, nonce, raw):
        matches = [user for user in state.users.values() if user.hotkey == hotkey]
    if len(matches) > 1:
        raise Crash("several accounts share the coldkey")
    if not matches:
        raise unauthorized("No user found with the provided hotkey/coldkey")
    return matches[0]


def _signed_by(address, fingerprint, nonce, raw):
    if not address:
        return False
    try:
        return signature.verify(address, f"{address}:{fingerprint}:{nonce}", raw)
    except ValueError as error:
        raise Crash("a malformed address is not caught") from error


def _store(state, user, fingerprint):
    wanted = fingerprint_hash(fingerprint)
    if any(u.fingerprint_hash == wanted and u is not user for u in state.users.values()):
        raise Crash("fingerprints are unique")
    user.fingerprint_hash = wanted
