"""Every recorded exchange of the real server that touches our calls, replayed."""

import pytest
from transcript import CASES, Replay

# Not replayed, each with its reason; a new case in the file must be named here or below.
_NOT_OURS = {
    "no call of ours: change_bt_auth": ["bt no auth", "bt bad hotkey", "bt ok"],
    "no call of ours: balance_transfer": [
        "xfer too much", "xfer self", "xfer unknown", "xfer ok", "xfer scoped key",
        "xfer admin key", "xfer all",
    ],
    "no call of ours: the browser login": ["idp nonce", "idp login ok"],
    "no call of ours: agent registration": ["agent ok"],
    "no call of ours: account deletion": ["delete me with chutes", "delete me"],
}  # fmt: skip
LEFT_OUT = {name: reason for reason, names in _NOT_OURS.items() for name in names}

ALICE = "5CtqB5hTYk5vxH87g4xigMKmffzgH9hrVe7xAHBM1JkZmkVm"
KEYS_USER = "5EepKhB5fhWbpTDhxELUPEbQA1WhtUzDjBmF2SDgE1V59sPK"
SECRETS_USER = "5EsX9Bn9iQwjnNAFuSWC4SWsQznUBwm7MnpbVJuHYUFVBESV"
CHUTES_USER = "5GjDsv62VgBKfeZTC1HXjXESwjn8roksABzDmC4efxTjc8sT"
OTHER_USER = "5HK9nWxuoUXmTBgA6yRatgXCSKgNt4Pz2UfRcE2GZ8tVr17i"
COLDKEY = "5HU44Pe4zaJYkaxKA26Mc7tEj6Ex5FdL46YeEB1VBmAWiet7"
SCOPES = [
    {"object_type": "chutes", "object_id": "ca4c29e0-ffc9-491e-a54f-6105f46de208"},
    {"object_type": "images"},
    {"object_type": "invocations"},
    {"object_type": "chutes"},
    {"object_type": "images"},
]


def _token(replay, **spec):
    replay.standin.token(token=replay.case["request"].split("token=")[1], **spec)


def _alice(replay):
    alice = replay.hotkey(ALICE).address
    coldkey = "5DS5PRuBeM7aivHouqXEMbsmj15dWVngFg2RSAiKpFJ8WGo7"
    replay.standin.user(username="alice_462091", hotkey=alice, coldkey=coldkey)


def _alice_with_token(replay):
    _alice(replay)
    _token(replay)


def _alice_with_old_token(replay):
    _alice(replay)
    _token(replay, expired=True)


def _three_registrations(replay):
    _token(replay)
    for name in ("first", "second", "third"):
        target = replay.case["request"].split(" ")[1]
        args = {"username": name, "coldkey": "5DS5"}
        headers = {"X-Chutes-Hotkey": name}
        body = str(args).replace("'", '"').encode()
        assert replay.api.send("POST", target, body, headers).status == 200


def _keys_user(replay):
    replay.standin.user(
        username="ua754df3e",
        hotkey=replay.hotkey(KEYS_USER).address,
        coldkey="5HmCxqyfRhscYxQnXmWw6gM9pdcZfWSGSpfeCmJenVH1FNsr",
        user_id="44b99a8e-6839-5638-90a9-a4a14874a2fc",
    )


def _admin_key(replay):
    """The user with the recorded admin key, word for word."""
    _keys_user(replay)
    replay.standin.keys(
        "ua754df3e",
        "admin1",
        admin=True,
        api_key_id="1c13b2c1-eade-43b7-a4b5-c2d244e9a5d4",
        key="cpk_1c13b2c1eade43b7a4b5c2d244e9a5d4.44b99a8e6839563890a9a4a14874a2fc"
        ".Ha6PqnXjKXIeCV4uqR43QvEjOBjM1hPi",
    )


def _scoped_key(replay):
    _keys_user(replay)
    key_id = "0f96fe45-169d-4805-8ae7-c4c5c2627b13"
    replay.standin.keys("ua754df3e", "sc all", api_key_id=key_id, scopes=SCOPES)


def _key_list(replay):
    """23 keys; the recorded page begins with these three."""
    _scoped_key(replay)
    replay.standin.settings(shuffle=False)
    replay.standin.keys("ua754df3e", "ADMIN1", admin=True)
    replay.standin.keys("ua754df3e", "admin1", admin=True)
    replay.standin.keys("ua754df3e", "more", count=20)


def _foreign_key(replay):
    _admin_key(replay)
    replay.standin.user(hotkey=replay.hotkey(OTHER_USER).address)


def _used_and_deleted_key(replay):
    _keys_user(replay)
    key_id = "12246782-50c1-4dab-864b-88415dfca247"
    text = replay.case["headers"]["Authorization"]
    replay.standin.keys("ua754df3e", "gone", admin=True, api_key_id=key_id, key=text)
    assert replay.api.send("GET", "/users/me", headers={"Authorization": text}).status == 200
    deleted = replay.api.signed(replay.hotkey(KEYS_USER), "DELETE", f"/api_keys/{key_id}")
    assert deleted.status == 200


def _head_key(replay):
    replay.standin.user(username="u", user_id="a662edbc-a730-5860-91f7-e391965985d0")
    key_id = "adeb5abe-ad81-42e1-b720-52180bb4f005"
    text = replay.case["headers"]["Authorization"]
    replay.standin.keys("u", "head", admin=True, api_key_id=key_id, key=text)


def _prefix_zero(replay):
    _keys_user(replay)
    replay.same_key_as("13b7U2S9XUn5FzEDusPUXPRZ1dWManYMogVjBjD2n6WbL6QU", KEYS_USER)


def _at_offset(seconds):
    def prepare(replay):
        _keys_user(replay)
        replay.freeze()
        replay.nonce_offset = seconds

    return prepare


def _secrets_user(replay):
    replay.standin.settings(shuffle=False)
    replay.standin.user(
        username="u320eaa31",
        hotkey=replay.hotkey(SECRETS_USER).address,
        coldkey=replay.hotkey(COLDKEY).address,
        user_id="9824b9d3-4373-51c3-b163-85909de8ab25",
        fingerprint="NRUAPxHN2Ap5QAIpvOkEBxAOYmlmPkeI",
    )
    for name, chute_id in (
        ("llm", "4499b820-21d8-4b35-80b1-235f9eea34c4"),
        ("my/affine-1", "efc50c40-bd99-4a0e-9a5d-02ab23c042cd"),
        ("dup", None),
        ("DUP", None),
    ):
        replay.standin.chute("u320eaa31", name, chute_id=chute_id)


def _stored_secret(replay):
    _secrets_user(replay)
    replay.standin.secrets("u320eaa31", "4499b820-21d8-4b35-80b1-235f9eea34c4", "HF_TOKEN")


def _old_fingerprint(replay):
    _secrets_user(replay)
    replay.standin.change_user("u320eaa31", fingerprint=replay.case["headers"]["Authorization"])


def _login_nonce(replay):
    _secrets_user(replay)
    nonces = "309ceeaa-6c50-4755-8a47-5e96f03024a0", "20995ba0-0a17-4943-ab38-2c5c91b3a9c0"
    for recorded in nonces:
        nonce = replay.api.send("GET", "/users/login/nonce").json()["nonce"]
        replay.renamed[recorded] = nonce
        if replay.case["case"] == "login hotkey ok" and recorded in replay.case["body"]:
            signature = replay.case["body"].split('"signature":"')[1][:128]
            replay.renamed[signature] = replay.hotkey(SECRETS_USER).sign(nonce)


def _chutes_user(replay):
    replay.standin.user(
        username="u03393db3",
        hotkey=replay.hotkey(CHUTES_USER).address,
        user_id="3d0f6a37-9e6a-55ca-998d-8ccd8063f222",
    )
    replay.standin.chute(
        "u03393db3",
        "my_chute04b4",
        chute_id="d38e032a-bc87-48dd-9bd4-88799085ea71",
        version="ffe8bfbf-ac88-4f56-8b5a-80b379eb6e04",
        image_id="94ce290c-481e-4c09-add8-f6f4fd63af69",
    )
    replay.standin.chute("u03393db3", "second")


def _public_chutes(replay):
    replay.standin.user(username="owner")
    replay.standin.chute(
        "owner",
        "pub3ace",
        public=True,
        chute_id="8dff5a82-683b-4c1c-bf08-e4e33022dfcf",
        version="e8fd805c-9117-4ee4-bdcc-ffc5eaa5ea04",
    )
    replay.standin.chute("owner", "pub2", public=True)
    replay.standin.chute("owner", "pub3", public=True)
    replay.standin.chute("owner", "private")


def _shared_name(replay):
    replay.standin.user(username="somebody")
    replay.standin.chute("somebody", "same481a04")
    _chutes_user(replay)
    replay.standin.chute("u03393db3", "same481a04")


PREPARE = {
    "register bad name 'ab'": _token,
    "register again same hotkey": _alice_with_token,
    "register again, token expired": _alice_with_old_token,
    "register 429": _three_registrations,
    "register unsigned hotkey": _token,
    "me ok": _alice,
    "unknown path admin key": _admin_key,
    "me nonce -601": _at_offset(-601),
    "me nonce +601": _at_offset(601),
    "me nonce +600": _at_offset(600),
    "me ss58 prefix 0": _prefix_zero,
    "key get scoped": _scoped_key,
    "keys list slashless admin key": _admin_key,
    "keys list default": _key_list,
    "keys list ?limit=3": _key_list,
    "keys list ?limit=0": _key_list,
    "key get name": _admin_key,
    "key get other user's": _foreign_key,
    "key use right after delete": _used_and_deleted_key,
    "me cpk Basic": _admin_key,
    "me cpk Bearer": _admin_key,
    "me cpk bare": _admin_key,
    "me X-API-Key": _admin_key,
    "secret dup": _stored_secret,
    "secret delete": _stored_secret,
    "login hotkey bad sig": _login_nonce,
    "login hotkey ok": _login_nonce,
    "fp with old fp Authorization": _old_fingerprint,
    "chutes list unregistered hotkey": _public_chutes,
    "chute get own, name shared w/ other's private": _shared_name,
    "HEAD /users/me admin key": _head_key,
}


def _prepare(replay):
    """What the case names, else what its caller implies."""
    name, headers = replay.case["case"], replay.case["headers"]
    by_hotkey = {
        KEYS_USER: _keys_user,
        SECRETS_USER: _secrets_user,
        CHUTES_USER: _chutes_user,
    }
    if name in PREPARE:
        PREPARE[name](replay)
    elif name.startswith(("login", "fp ", "secret ")):
        _secrets_user(replay)
    elif headers.get("X-Chutes-Hotkey") in by_hotkey:
        by_hotkey[headers["X-Chutes-Hotkey"]](replay)


def test_the_file_is_whole_and_nothing_is_left_out_in_silence():
    assert len(CASES) == 100
    assert set(LEFT_OUT) <= set(CASES)
    assert set(PREPARE) <= set(CASES) - set(LEFT_OUT)


@pytest.mark.parametrize("name", [name for name in CASES if name not in LEFT_OUT])
def test_answers_as_the_real_server(name, standin, api):
    replay = Replay(standin, api, CASES[name])
    _prepare(replay)
    replay.run()
