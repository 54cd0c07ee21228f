"""Accounts: the name check, registration, and what an account may read about itself."""

import re

from standin import auth
from standin import validation as v
from standin.database import ilike, storable
from standin.errors import ApiError, Crash, bad_request, conflict, forbidden, not_found
from standin.seeding import add_user
from standin.state import random_text, zulu_time
from standin.wire import json_reply

MIN_TAO = 0.25
_USERNAME = re.compile(r"^[a-zA-Z0-9_-]{3,15}$")  # with match(), so a final newline passes
_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
_BAD_NAME = (
    "Username must be 3-15 characters and contain only alphanumeric/underscore/dash characters"
)
_NO_TOKEN = (
    "Missing registration token in URL query params, "
    "please ensure you have upgraded to chutes>=0.3.33 and try again."
)
_BAD_TOKEN = (
    "Invalid registration token, or registration token does not match expected IP address"
)
_REGISTRATION = [
    ("username", v.text, v.REQUIRED),
    ("coldkey", v.text, v.REQUIRED),
    ("logo_id", v.nullable(v.text), None),
]


def name_check(ctx):
    username = ctx.request.param("username")
    if username is None:
        v.refuse([v.missing(["query", "username"])])
    if not _USERNAME.match(username):
        return json_reply({"valid": False, "available": False})
    return json_reply({"valid": True, "available": not _is_taken(ctx.state, username)})


def _is_taken(state, username):
    """By ILIKE, as the server: `a_b` is taken by `axb`."""
    return any(ilike(user.username, username) for user in state.users.values())


def registration_token(ctx):
    """Only a browser that comes through the CDN gets the form."""
    raise forbidden("Request blocked, are you trying to bypass security measures?")


def register(ctx):
    request, state = ctx.request, ctx.state
    body = v.parse_body(request)
    caller = auth.current_user(ctx, required=False)
    hotkey = request.header("X-Chutes-Hotkey")
    problems = [] if hotkey is not None else [v.missing(["header", "X-Chutes-Hotkey"])]
    args = v.check_body(body, _REGISTRATION, problems)

    address = request.client_ip()
    if state.signup_count(address) > state.settings.registration_limit:
        raise ApiError(429, "Too may registration requests.")
    token = request.param("token")
    if not token:
        raise bad_request(_NO_TOKEN)
    if not _UUID.match(token) or not state.token_is_valid(token):
        raise forbidden(_BAD_TOKEN)
    if caller:
        raise conflict("This hotkey is already registered to a user!")
    username, coldkey = args["username"], args["coldkey"]
    if not _USERNAME.match(username):
        raise bad_request(_BAD_NAME)
    if _is_taken(state, username):
        raise conflict(f"Username {username} already exists, sorry! Please choose another.")
    if state.coldkey_tao.get(coldkey, MIN_TAO) < MIN_TAO:
        detail = f"You must have at least {MIN_TAO} tao on your coldkey to register an account."
        raise ApiError(402, detail)
    storable(coldkey)
    if state.user_by_hotkey(hotkey):
        raise Crash("duplicate hotkey")  # reached only without a signature

    fingerprint = random_text()
    spec = {"username": username, "hotkey": hotkey, "coldkey": coldkey, "fingerprint": fingerprint}
    user = add_user(state, spec)
    state.count_signup(address)
    return json_reply(
        {
            "username": user.username,
            "user_id": user.user_id,
            "logo_id": None,
            "created_at": zulu_time(user.created_at),
            "hotkey": user.hotkey,
            "coldkey": user.coldkey,
            "payment_address": user.payment_address,
            "fingerprint": fingerprint,
            "api_key": None,
            "logo": None,
        }
    )


def get_user(ctx):
    caller = auth.current_user(ctx, purpose="me")
    wanted = ctx.params["user_id"]
    storable(wanted)
    user = caller if wanted == "me" else ctx.state.user_by_name_or_id(wanted)
    if user is None:
        raise not_found("User not found")
    if user.user_id != caller.user_id:
        raise forbidden("This action can only be performed by billing admin accounts.")
    return json_reply(
        {
            "username": user.username,
            "user_id": user.user_id,
            "logo_id": None,
            "created_at": zulu_time(user.created_at),
            "hotkey": user.hotkey,
            "coldkey": user.coldkey,
            "payment_address": user.payment_address,
            "permissions_bitmask": user.permissions_bitmask,
            "balance": user.balance,
            "netuids": None,
            "quotas": None,
            "logo": None,
            "permissions": [],
        }
    )


def quotas(ctx):
    """No purpose, so a hotkey cannot read it."""
    user = auth.current_user(ctx)
    row = {
        "user_id": user.user_id,
        "chute_id": "*",
        "is_default": True,
        "payment_refresh_date": None,
        "updated_at": zulu_time(user.created_at),
        "quota": 0,
        "effective_date": zulu_time(user.created_at),
    }
    return json_reply([row])


def quota_usage(ctx):
    auth.current_user(ctx)
    return json_reply({"quota": 0, "used": 0.0})


def subscription_usage(ctx):
    auth.current_user(ctx)
    return json_reply({"subscription": False})
