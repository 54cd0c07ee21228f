"""Secrets of chutes. Their values go in and never come out."""

import re

from standin import auth
from standin import validation as v
from standin.database import ilike, page_of, storable
from standin.errors import Crash, conflict, forbidden, not_found
from standin.seeding import add_secret
from standin.state import local_time, oid_uuid
from standin.wire import json_reply

_NOT_FOUND = "Secret not found, or does not belong to you"
_ONLY_TOKENS = (
    "Only HF_TOKEN/HUGGING_FACE_HUB_TOKEN secrets are allowed for integrated subnet chutes"
)
_BANNED_PART = re.compile(r"python|sglang|^sgl_|^ld_")
_BANNED = {"HTTP_PROXY", "HTTPS_PROXY", "HF_HUB_DISABLE_SSL_VERIFY"}
_ALLOWED = {"UV_SYSTEM_PYTHON", "PYTHONUNBUFFERED", "PYTHONIOENCODING", "PYTHONWARNINGS"}
_TOKEN_NAMES = {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}
_SUBNETS = ("affine", "babelbit", "leoma", "turbovision", "vocence")
_ARGS = [(name, v.text, v.REQUIRED) for name in ("purpose", "key", "value")]


def view(secret):
    return {
        "secret_id": secret.secret_id,
        "key": secret.key,
        "purpose": secret.purpose,
        "created_at": local_time(secret.created_at),
    }


def list_secrets(ctx):
    user = auth.current_user(ctx, purpose="secrets")
    problems = []
    page = v.query_int(ctx.request, "page", 0, problems)
    limit = v.query_int(ctx.request, "limit", 25, problems)
    v.refuse(problems)
    rows = ctx.state.secrets_of(user)
    rows.sort(key=lambda secret: secret.created_at, reverse=True)
    items = [view(row) for row in page_of(rows, page, limit)]
    total = len(rows)
    reply = {"total": total, "page": page, "limit": limit, "items": items, "cord_refs": None}
    return json_reply(reply)


def _own_secret(ctx):
    user = auth.current_user(ctx, purpose="secrets")
    secret_id = ctx.params["secret_id"]
    storable(secret_id)
    secret = ctx.state.secrets.get(secret_id)
    if secret is None or secret.user_id != user.user_id:
        raise not_found(_NOT_FOUND)
    return secret


def get_secret(ctx):
    return json_reply(view(_own_secret(ctx)))


def delete_secret(ctx):
    secret_id = _own_secret(ctx).secret_id
    del ctx.state.secrets[secret_id]
    status = f"Successfully deleted secret {secret_id}"
    return json_reply({"status": status, "secret_id": secret_id})


def create_secret(ctx):
    body = v.parse_body(ctx.request)
    user = auth.current_user(ctx)
    args = v.check_body(body, _ARGS)
    chute = _target(ctx.state, user, args["purpose"])
    key = args["key"]
    _check_ban(chute, key)
    storable(key)
    if oid_uuid(f"{user.user_id}:{chute.chute_id}:{key}") in ctx.state.secrets:
        raise conflict("A secret already exists for this purpose with this key.")
    secret = add_secret(ctx.state, {**args, "owner": user.user_id, "chute": chute.chute_id})
    row = [
        ("user_id", secret.user_id),
        ("secret_id", secret.secret_id),
        ("key", secret.key),
        ("purpose", secret.purpose),
        ("created_at", local_time(secret.created_at)),
        ("value", secret.ciphertext),
    ]
    if ctx.state.settings.shuffle:  # the raw row, in no fixed order
        ctx.state.random.shuffle(row)
    return json_reply(dict(row))


def _target(state, user, purpose):
    storable(purpose)
    chutes = [
        chute
        for chute in state.chutes_of(user)
        if chute.chute_id == purpose or ilike(chute.name, purpose)
    ]
    if len(chutes) > 1:
        raise Crash("multiple rows found")
    if not chutes:
        raise not_found(f"Did not find target chute {purpose}, or it does not belong to you")
    return chutes[0]


def _check_ban(chute, key):
    upper = key.upper()
    if (_BANNED_PART.search(key.lower()) and upper not in _ALLOWED) or upper in _BANNED:
        raise forbidden(f"Banned secret key: {key}")
    if any(name in chute.name.lower() for name in _SUBNETS) and upper not in _TOKEN_NAMES:
        raise forbidden(_ONLY_TOKENS)
