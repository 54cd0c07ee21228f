"""API keys. The list has no order and no filter; the action of a scope is never shown."""

import re

from standin import auth
from standin import validation as v
from standin.database import page_of, storable
from standin.errors import Crash, bad_request, conflict, not_found
from standin.seeding import add_key
from standin.state import local_time
from standin.wire import json_reply

_NAME = re.compile(r"[\$\w\u0080-\uFFFF\._\s-]{1,24}$")  # with match(): a 25th newline passes
_BAD_NAME = (
    "API key name should start with alphanumeric character and contain up to 32 total allowed "
    "characters (letters, numbers, dashes, underscores, or spaces)"
)
_SCOPE = [
    ("object_type", v.text, v.REQUIRED),
    ("object_id", v.nullable(v.text), None),
    ("action", v.nullable(v.one_of("read", "write", "delete", "invoke")), None),
]
_ARGS = [
    ("admin", v.boolean, v.REQUIRED),
    ("name", v.text, v.REQUIRED),
    ("scopes", v.nullable(v.list_of(_SCOPE)), []),
]


def view(key):
    return {
        "api_key_id": key.api_key_id,
        "user_id": key.user_id,
        "admin": key.admin,
        "name": key.name,
        "created_at": local_time(key.created_at),
        "last_used_at": None,  # never written by the server
        "scopes": [
            {
                "scope_id": scope["scope_id"],
                "object_type": scope["object_type"],
                "object_id": scope["object_id"],
                "method": None,  # the model asks for `method`, the row has `action`
            }
            for scope in key.scopes
        ],
    }


def list_keys(ctx):
    user = auth.current_user(ctx, purpose="api_keys")
    problems = []
    page = v.query_int(ctx.request, "page", 0, problems)
    limit = v.query_int(ctx.request, "limit", 25, problems)
    v.refuse(problems)
    settings = ctx.state.settings
    rows = ctx.state.keys_of(user)
    total = len(rows)
    if settings.unstable_pages:
        ctx.state.random.shuffle(rows)
    rows = page_of(rows, page, limit)
    if settings.shuffle:
        ctx.state.random.shuffle(rows)
    return json_reply(
        {
            "total": total,
            "page": page,
            "limit": limit,
            "items": [view(row) for row in rows],
            "cord_refs": None,
        }
    )


def get_key(ctx):
    user = auth.current_user(ctx, purpose="api_keys")
    key_id = ctx.params["api_key_id"]
    storable(key_id)
    key = ctx.state.api_keys.get(key_id)
    if key is None or key.user_id != user.user_id:
        raise not_found(f"API key with id {key_id} not found or doesn't belong to you")
    return json_reply(view(key))


def create_key(ctx):
    body = v.parse_body(ctx.request)
    user = auth.current_user(ctx)
    args = v.check_body(body, _ARGS)
    if not _NAME.match(args["name"]):
        raise bad_request(f"Invalid request: {_BAD_NAME}")
    if args["admin"]:
        args["scopes"] = []
    if args["scopes"] is None:
        raise Crash("null is not iterable")
    for scope in args["scopes"]:
        if scope["object_type"] not in ("images", "chutes", "invocations"):
            detail = "Invalid object_type, must be one of images, chutes, invocations"
            raise bad_request(f"Invalid request: {detail}")
        storable(scope["object_id"])
    if any(key.name == args["name"] for key in ctx.state.keys_of(user)):
        raise conflict("An API key already exists with this name")
    key = add_key(ctx.state, {**args, "owner": user.user_id})
    return json_reply({**view(key), "secret_key": key.key})


def delete_key(ctx):
    user = auth.current_user(ctx, purpose="api_keys")
    key_id = ctx.params["api_key_id"]
    storable(key_id)
    key = ctx.state.api_keys.get(key_id)
    if key is None or key.user_id != user.user_id:
        raise not_found("API key not found, or does not belong to you")
    del ctx.state.api_keys[key_id]
    return json_reply({"api_key_id": key_id, "deleted": True})
