"""Chutes, as far as a name has to become an id."""

from standin import auth
from standin import validation as v
from standin.database import ilike, storable
from standin.errors import bad_request, not_found
from standin.state import oid_uuid, zulu_time
from standin.wire import json_reply

_GPUS = [
    "h20", "a10", "a100_40gb", "h800", "a100_sxm", "l4", "b300", "a4000", "a40", "a6000_ada",
    "a6000", "3090", "l40s", "l40", "h100_sxm", "h100_nvl", "h100", "pro_6000", "a100_40gb_sxm",
    "a4000_ada", "4090", "a5000", "5090", "b200", "a100", "h200",
]  # fmt: skip
_PRICE = {
    "usd": {"hour": 0.2, "second": 0.2 / 3600},
    "tao": {"hour": 0.0005, "second": 0.0005 / 3600},
    "hourly_price_range": {
        "usd": {"min": 0.2, "max": 4.5},
        "tao": {"min": 0.0005, "max": 0.01125},
    },
}
_MULTIPLIER = 2 / 45


def _owner_view(state, chute):
    owner = state.users[chute.user_id]
    return {
        "username": owner.username,
        "user_id": owner.user_id,
        "logo_id": None,
        "created_at": zulu_time(owner.created_at),
        "logo": None,
    }


def _image_view(state, chute):
    return {
        "image_id": chute.image_id,
        "name": f"img{chute.image_id[:6]}",
        "readme": "",
        "tag": "t",
        "public": True,
        "status": "built and pushed",
        "created_at": zulu_time(chute.created_at),
        "build_started_at": None,
        "build_completed_at": None,
        "user": _owner_view(state, chute),
        "logo_id": None,
        "patch_version": None,
        "chutes_version": None,
        "logo": None,
    }


def _view(state, chute, cord_ref_id=None):
    """The same members in the list and alone; only the list moves cords into cord_refs."""
    private = {} if chute.public else {"private": 2.0}
    return {
        "chute_id": chute.chute_id,
        "name": chute.name,
        "tagline": chute.tagline,
        "readme": "",
        "public": chute.public,
        "version": chute.version,
        "tool_description": None,
        "slug": chute.slug,
        "standard_template": chute.standard_template,
        "cords": None if cord_ref_id else [],
        "jobs": None,
        "cord_ref_id": cord_ref_id,
        "created_at": zulu_time(chute.created_at),
        "updated_at": zulu_time(chute.created_at),
        "image": _image_view(state, chute),
        "user": _owner_view(state, chute),
        "supported_gpus": _GPUS,
        "node_selector": {
            "gpu_count": 1,
            "compute_multiplier": _MULTIPLIER,
            "supported_gpus": _GPUS,
        },
        "invocation_count": None,
        "current_estimated_price": _PRICE,
        "instances": [],
        "logo_id": None,
        "openrouter": None,
        "chutes_version": None,
        "revision": None,
        "concurrency": 1,
        "boost": None,
        "max_instances": None,
        "scaling_threshold": None,
        "shutdown_after_seconds": None,
        "preemptible": False,
        "allow_external_egress": None,
        "tee": None,
        "lock_modules": None,
        "effective_compute_multiplier": _MULTIPLIER * private.get("private", 1.0),
        "compute_multiplier_factors": {"base": _MULTIPLIER, **private},
        "bounty": None,
        "logo": None,
        "hot": False,
    }


def list_chutes(ctx):
    user = auth.current_user(ctx, purpose="chutes", required=False)
    request = ctx.request
    problems = []
    include_public = v.query_bool(request, "include_public", False, problems)
    page = v.query_int(request, "page", 0, problems, 0, 100)
    limit = v.query_int(request, "limit", 25, problems, 1, 5000)
    offset = v.query_int(request, "offset", 0, problems, 0, 5000)
    v.query_bool(request, "include_schemas", False, problems)
    v.refuse(problems)
    if page and offset:
        raise bad_request("Cannot specify both page and offset, select <= 1 of these.")
    rows = [chute for chute in ctx.state.chutes.values() if _listed(chute, user, include_public)]
    rows = [chute for chute in rows if _matches(chute, request)]
    rows.sort(key=lambda chute: -chute.invocation_count)
    start = offset or page * limit
    cord_refs = {}
    items = []
    for chute in rows[start : start + limit]:
        cord_ref_id = oid_uuid("[]")
        cord_refs[cord_ref_id] = []
        items.append(_view(ctx.state, chute, cord_ref_id))
    total = len(rows)
    reply = {"total": total, "page": page, "limit": limit, "items": items, "cord_refs": cord_refs}
    return json_reply(reply)


def _listed(chute, user, include_public):
    """Without a registered caller: the public list, and no error."""
    if user is not None and chute.user_id == user.user_id:
        return True
    if user is not None and not include_public:
        return False
    return chute.public or "affine" in chute.name.lower()


def _matches(chute, request):
    given = {}
    for name in ("name", "exclude", "image", "slug", "template"):
        value = request.param(name)
        if value and value.strip():
            storable(value)
            given[name] = value
    if "name" in given and not ilike(chute.name, f"%{given['name']}%"):
        return False
    if "exclude" in given and ilike(chute.name, f"%{given['exclude']}%"):
        return False
    if "image" in given:
        return False  # the server compares with the literal text "{image}"
    if "slug" in given and not ilike(chute.slug, given["slug"]):
        return False
    if "template" in given:
        wanted = None if given["template"] == "other" else given["template"]
        return chute.standard_template == wanted
    return True


def get_chute(ctx):
    """By id or exact name; another user's chute of the same name can hide one's own."""
    user = auth.current_user(ctx, purpose="chutes", required=False)
    wanted = ctx.params["chute_id_or_name"]
    storable(wanted)
    state = ctx.state
    rows = [chute for chute in state.chutes.values() if wanted in (chute.chute_id, chute.name)]
    rows.sort(key=lambda chute: state.users[chute.user_id].username != "chutes")
    if not rows or not _listed(rows[0], user, include_public=True):
        raise not_found("Chute not found, or does not belong to you")
    return json_reply(_view(state, rows[0]))
