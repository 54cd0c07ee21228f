"""The request vectors: signatures of independent implementations, and the server's verdicts."""

import json
import pathlib
import urllib.parse

import pytest

FILE = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "requests.json"
VECTORS = json.loads(FILE.read_text("utf-8"))
# The browser login is no call of ours.
REQUESTS = [r for r in VECTORS["requests"] if r["id"] != "cli-login"]
CHUTE = "5eda1993-9f4b-5426-972c-61c33dbaf541"
KEY = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
TOKEN = "3f0c7f5e-6d5c-4b0e-9f1f-0a1b2c3d4e5f"


def send(api, vector, signature):
    body = vector["body"]
    headers = {
        "X-Chutes-Hotkey": vector["hotkey"],
        "X-Chutes-Nonce": str(vector["nonce"]),
        "X-Chutes-Signature": signature,
    }
    body = None if body is None else body.encode()
    return api.send(vector["method"], vector["path"], body, headers)


@pytest.mark.parametrize("vector", REQUESTS, ids=lambda vector: vector["id"])
def test_recorded_signatures_are_taken_word_for_word_and_flipped_ones_are_not(standin, api, vector):
    standin.settings(frozen_time=int(vector["nonce"]) + 0.5)
    standin.token(token=TOKEN)
    if vector["id"] != "register":
        standin.user(username="owner", hotkey=vector["hotkey"])
        standin.keys("owner", "k", api_key_id=KEY)
        standin.chute("owner", "llm", chute_id=CHUTE)
    good = vector["signature_hex"]
    flipped = f"{int(good[:2], 16) ^ 1:02x}{good[2:]}"
    assert send(api, vector, flipped).status == 401
    # An unknown path is 404 once the caller is known.
    assert send(api, vector, good).status == (404 if vector["path"] == "/x" else 200)


def test_usernames(api):
    for vector in VECTORS["usernames"]:
        name = urllib.parse.quote(vector["username"])
        answer = api.send("GET", f"/users/name_check?username={name}")
        assert answer.json()["valid"] is vector["server"], vector


def test_names_of_keys(api, hotkey, account):
    for vector in VECTORS["api_key_names"]:
        body = {"name": vector["name"], "admin": True}
        status = api.signed(hotkey, "POST", "/api_keys/", body).status
        assert status == (200 if vector["server"] else 400), vector


def test_keys_of_secrets(standin, api, hotkey, account):
    standin.chute("alice", "llm")
    for vector in VECTORS["secret_keys_s2"]:
        body = {"purpose": "llm", "key": vector["key"], "value": "v"}
        status = api.signed(hotkey, "POST", "/secrets/", body).status
        assert status == (403 if vector["s2_banned"] else 200), vector


def test_ids_of_secrets(standin):
    for vector in VECTORS["secret_ids"]:
        standin.reset()
        standin.user(username="owner", user_id=vector["user_id"])
        row = standin.secrets("owner", vector["chute_id"], vector["key"])[0]
        assert row["secret_id"] == vector["secret_id"]


def test_form_of_a_key(standin, api, account):
    for vector in VECTORS["cpk_tokens"]:
        answer = api.send("GET", "/users/me", headers={"Authorization": vector["token"]})
        well_formed = answer.detail == "Invalid token or user not found"
        assert well_formed is vector["server_could_be_valid"], vector


def test_fingerprints_make_user_ids(standin):
    for vector in VECTORS["fingerprints"]:
        row = standin.user(fingerprint=vector["fingerprint"])
        assert row["fingerprint_hash"] == vector["blake2b512_hex"]
        assert row["user_id"] == vector["user_id_uuid5_oid"]
