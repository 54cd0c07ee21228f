"""Registration, the name check and the account's own row."""

import json
import re
import uuid

import pytest
import signer
from standin.state import fingerprint_hash


def register(api, hotkey, token, username="bob", coldkey="5Cold", **headers):
    body = json.dumps({"username": username, "coldkey": coldkey}).encode()
    target = f"/users/register?token={token}"
    return api.signed(hotkey, "POST", target, body, headers=headers)


def test_registers_and_the_fingerprint_gives_the_user_id(standin, api, hotkey):
    answer = register(api, hotkey, standin.token())
    assert answer.status == 200
    row = answer.json()
    assert re.fullmatch("[A-Za-z0-9]{32}", row["fingerprint"])
    expected = uuid.uuid5(uuid.NAMESPACE_OID, fingerprint_hash(row["fingerprint"]))
    assert row["user_id"] == str(expected)
    me = api.signed(hotkey, "GET", "/users/me").json()
    for member in ("username", "user_id", "created_at", "payment_address", "hotkey", "coldkey"):
        assert me[member] == row[member]


def test_a_token_serves_twice_and_three_successes_are_the_limit(standin, api):
    token = standin.token()
    for name in ("one", "two", "three"):
        assert register(api, signer.Hotkey(), token, name).status == 200
    refused = register(api, signer.Hotkey(), token, "four")
    assert (refused.status, refused.detail) == (429, "Too may registration requests.")
    assert refused.header("retry-after") is None
    elsewhere = {"X-Forwarded-For": "203.0.113.9, 10.0.0.1"}
    assert register(api, signer.Hotkey(), token, "four", **elsewhere).status == 200
    standin.settings(registration_limit=10)
    assert register(api, signer.Hotkey(), token, "five").status == 200


def test_the_day_of_the_limit_ends(standin, api):
    standin.settings(registration_limit=0)
    assert register(api, signer.Hotkey(), standin.token(), "one").status == 200
    standin.settings(clock_offset=24 * 3600 + 1)
    token = standin.token()
    body = b'{"username":"two","coldkey":"5C"}'
    target = f"/users/register?token={token}"
    assert api.send("POST", target, body, {"X-Chutes-Hotkey": "x"}).status == 200


@pytest.mark.parametrize("token", ["not-a-uuid", "5f0cf9a5-68c7-4d0c-9f4e-111111111111"])
def test_unknown_token(api, hotkey, token):
    answer = register(api, hotkey, token)
    assert answer.status == 403
    assert answer.detail.startswith("Invalid registration token, or")


def test_token_is_compared_with_case_and_expires(standin, api, hotkey):
    token = standin.token(token="abcdefab-1111-4111-8111-abcdefabcdef")
    assert register(api, hotkey, token.upper()).status == 403
    standin.settings(redis_down=True)
    assert register(api, hotkey, token).status == 403
    standin.settings(redis_down=False, clock_offset=299)
    assert register(api, hotkey, token).status == 200
    standin.settings(clock_offset=301)
    assert register(api, signer.Hotkey(), token, "carl").status == 403


def test_poor_coldkey(standin, api, hotkey):
    standin.coldkey("5Poor", 0.2499)
    answer = register(api, hotkey, standin.token(), coldkey="5Poor")
    text = "You must have at least 0.25 tao on your coldkey to register an account."
    assert (answer.status, answer.detail) == (402, text)
    standin.coldkey("5Poor", 0.25)
    assert register(api, hotkey, standin.token(), coldkey="5Poor").status == 200


def test_known_hotkey_is_told_before_the_name_is_looked_at(standin, api, hotkey, account):
    answer = register(api, hotkey, standin.token(), username="!")
    assert (answer.status, answer.detail) == (409, "This hotkey is already registered to a user!")


def test_the_same_hotkey_without_signature_crashes(standin, api, hotkey, account):
    body = b'{"username":"bob","coldkey":"5C"}'
    target = f"/users/register?token={standin.token()}"
    answer = api.send("POST", target, body, {"X-Chutes-Hotkey": hotkey.address})
    assert (answer.status, answer.body) == (500, b"Internal Server Error")


@pytest.mark.parametrize(
    "name, status", [("ALICE", 409), ("al_ce", 409), ("ab", 400), ("b\n", 400)]
)
def test_names_are_compared_as_patterns(standin, api, hotkey, account, name, status):
    answer = register(api, signer.Hotkey(), standin.token(), name)
    assert answer.status == status
    if status == 409:
        assert answer.detail == f"Username {name} already exists, sorry! Please choose another."


def test_a_final_newline_passes_the_name_pattern(standin, api, hotkey):
    assert register(api, hotkey, standin.token(), "bob\n").status == 200


@pytest.mark.parametrize(
    "name, valid, available",
    [("alice", True, False), ("a_ice", True, False), ("bob", True, True), ("a%20b", False, False)],
)
def test_name_check(api, account, name, valid, available):
    answer = api.send("GET", f"/users/name_check?username={name}")
    assert answer.json() == {"valid": valid, "available": available}


def test_broken_json_is_told_before_a_bad_signature(api, hotkey):
    headers = {**hotkey.headers("POST", "/"), "X-Chutes-Signature": "zz"}
    assert api.send("POST", "/users/register", b"{", headers).status == 422
    assert api.send("POST", "/users/register", b"{}", headers).status == 401


def test_missing_header_and_members_are_listed_together(api):
    locs = [e["loc"] for e in api.send("POST", "/users/register", b"{}").detail]
    assert locs == [["header", "X-Chutes-Hotkey"], ["body", "username"], ["body", "coldkey"]]


def test_own_row_by_id_and_name_but_no_other(standin, api, hotkey, account):
    standin.user(username="other")
    for name in ("me", "alice", account["user_id"]):
        assert api.signed(hotkey, "GET", f"/users/{name}").json()["username"] == "alice"
    assert api.signed(hotkey, "GET", "/users/other").status == 403
    missing = api.signed(hotkey, "GET", "/users/nobody")
    assert (missing.status, missing.detail) == (404, "User not found")


def test_quotas_need_a_key(standin, api, hotkey, account):
    assert api.signed(hotkey, "GET", "/users/me/quotas").status == 401
    headers = {"Authorization": standin.keys("alice", "k", admin=True)[0]["key"]}
    assert api.send("GET", "/users/me/quotas", headers=headers).json()[0]["quota"] == 0
    usage = api.send("GET", "/users/me/quota_usage/x", headers=headers)
    assert usage.json() == {"quota": 0, "used": 0.0}
