"""Makes rows: for the API's own handlers, the control routes and a seed file alike."""

import dataclasses
import datetime
import secrets as randomness
import uuid

from standin.state import (
    TOKEN_SECONDS,
    ApiKey,
    Chute,
    Secret,
    User,
    fingerprint_hash,
    new_address,
    oid_uuid,
    random_text,
)


def _moment(state, spec, shift=0):
    given = spec.get("created_at")
    if given is None:
        return state.timestamp()
    moment = datetime.datetime.fromisoformat(given)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return moment + datetime.timedelta(seconds=shift)


def owner_of(state, spec):
    user = state.user_by_name_or_id(spec["owner"])
    if user is None:
        raise LookupError(f"no such user: {spec['owner']}")
    return user


def add_user(state, spec):
    fingerprint = spec.get("fingerprint") or random_text()
    hashed = fingerprint_hash(fingerprint)
    user = User(
        username=spec.get("username") or f"u{randomness.token_hex(4)}",
        hotkey=spec.get("hotkey") or randomness.token_hex(24),
        coldkey=spec.get("coldkey") or new_address(),
        fingerprint_hash=hashed,
        user_id=spec.get("user_id") or oid_uuid(hashed),
        created_at=_moment(state, spec),
        payment_address=spec.get("payment_address") or new_address(),
        balance=float(spec.get("balance", 0.0)),
        permissions_bitmask=spec.get("permissions_bitmask", 0),
    )
    state.users[user.user_id] = user
    return user


def change_user(state, user, spec):
    allowed = {field.name for field in dataclasses.fields(User)} - {"user_id", "created_at"}
    for name, value in spec.items():
        if name == "fingerprint":
            user.fingerprint_hash = fingerprint_hash(value)
        elif name in allowed:
            setattr(user, name, value)
        else:
            raise LookupError(f"a user has no changeable {name}")


def add_key(state, spec, shift=0):
    user = owner_of(state, spec)
    key_id = spec.get("api_key_id") or str(uuid.uuid4())
    plain = f"cpk_{key_id}.{user.user_id}.".replace("-", "") + random_text()
    key = ApiKey(
        api_key_id=key_id,
        user_id=user.user_id,
        admin=spec.get("admin", False),
        name=spec["name"],
        created_at=_moment(state, spec, shift),
        key=spec.get("key") or plain,
        scopes=[
            {
                "scope_id": str(uuid.uuid4()),
                "object_type": scope["object_type"],
                "object_id": scope.get("object_id"),
                "action": scope.get("action"),
            }
            for scope in spec.get("scopes") or []
        ],
    )
    state.api_keys[key_id] = key
    return key


def add_keys(state, spec):
    """`count` keys named <name>-0, <name>-1 ..., a second apart if `created_at` is given."""
    count = spec.get("count")
    if count is None:
        return [add_key(state, spec)]
    named = ({**spec, "name": f"{spec['name']}-{i}"} for i in range(count))
    return [add_key(state, one, i) for i, one in enumerate(named)]


def add_chute(state, spec):
    user = owner_of(state, spec)
    chute_id = spec.get("chute_id") or str(uuid.uuid4())
    chute = Chute(
        chute_id=chute_id,
        user_id=user.user_id,
        name=spec["name"],
        public=spec.get("public", False),
        slug=spec.get("slug") or f"s{chute_id[:8]}",
        version=spec.get("version") or str(uuid.uuid4()),
        created_at=_moment(state, spec),
        image_id=spec.get("image_id") or str(uuid.uuid4()),
        tagline=spec.get("tagline", ""),
        invocation_count=spec.get("invocation_count", 0),
        standard_template=spec.get("standard_template"),
    )
    state.chutes[chute_id] = chute
    return chute


def add_secret(state, spec, shift=0):
    user = owner_of(state, spec)
    chute, key, value = spec["chute"], spec["key"], spec.get("value", "")
    secret = Secret(
        secret_id=oid_uuid(f"{user.user_id}:{chute}:{key}"),
        user_id=user.user_id,
        purpose=chute,
        key=key,
        value=value,
        # Looks like the real thing, an OpenPGP message; holds nothing of the value.
        ciphertext="c30d04070302" + randomness.token_hex(60 + len(value.encode())),
        created_at=_moment(state, spec, shift),
    )
    state.secrets[secret.secret_id] = secret
    return secret


def add_secrets(state, spec):
    """`count` secrets with keys <key>_0, <key>_1 ..., a second apart if `created_at` is given."""
    count = spec.get("count")
    if count is None:
        return [add_secret(state, spec)]
    named = ({**spec, "key": f"{spec['key']}_{i}"} for i in range(count))
    return [add_secret(state, one, i) for i, one in enumerate(named)]


def add_token(state, spec):
    """A registration token; `expired`, or valid for `seconds`."""
    token = spec.get("token") or str(uuid.uuid4())
    seconds = -1 if spec.get("expired") else spec.get("seconds", TOKEN_SECONDS)
    state.registration_tokens[token] = state.now() + seconds
    return token


def change_settings(state, spec):
    known = {field.name for field in dataclasses.fields(state.settings)}
    unknown = set(spec) - known - {"random_seed"}
    if unknown:
        raise LookupError(f"no such settings: {sorted(unknown)}")
    if "random_seed" in spec:
        state.random.seed(spec["random_seed"])
    for name in known & set(spec):
        setattr(state.settings, name, spec[name])


def apply_seed(state, seed):
    """A whole state from one document; the members are those of the control routes."""
    change_settings(state, seed.get("settings", {}))
    state.coldkey_tao.update(seed.get("coldkeys", {}))
    for member, make in (
        ("users", add_user),
        ("chutes", add_chute),
        ("keys", add_keys),
        ("secrets", add_secrets),
        ("tokens", add_token),
    ):
        for spec in seed.get(member, []):
            make(state, spec)
