"""Paths, methods, bodies and headers: what happens before a handler is reached."""

import gzip
import json

import pytest

WRONG_PLACE = "No matching chute found!"
NO_PURPOSE = "Either payload_str or purpose must be provided"


@pytest.mark.parametrize(
    "target",
    ["/api_keys", "/api_keys//", "/api_keys/a/b", "/api_keys/a%2Fb", "//api_keys/", "/nope",
     "/api_keys/../secrets/", "/users/me/", "/users/register/"],
)  # fmt: skip
def test_wrong_paths_mislead(standin, api, hotkey, account, target):
    key = {"Authorization": standin.keys("alice", "k", admin=True)[0]["key"]}
    nobody = api.send("GET", target)
    assert (nobody.status, nobody.detail) == (401, "Authentication required.")
    signed = api.signed(hotkey, "GET", target)
    assert (signed.status, signed.detail) == (401, NO_PURPOSE)
    assert api.signed(hotkey, "DELETE", target).detail == NO_PURPOSE
    posted = api.signed(hotkey, "POST", target, b"{}")
    assert (posted.status, posted.detail) == (404, WRONG_PLACE)
    admin = api.send("GET", target, headers=key)
    assert (admin.status, admin.detail) == (404, WRONG_PLACE)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_wrong_methods_reach_the_same_route(api, hotkey, account, method):
    answer = api.signed(hotkey, method, "/api_keys/", b"{}")
    assert (answer.status, answer.detail) == (404, WRONG_PLACE)


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE"])
@pytest.mark.parametrize("target, allow", [("/ping", "GET"), ("/users/me", "GET")])
def test_only_two_methods_are_405(api, method, target, allow):
    answer = api.send(method, target)
    assert (answer.status, answer.detail) == (405, "Method Not Allowed")
    assert answer.header("allow") == allow


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE"])
def test_ping_takes_get_alone(api, method):
    assert api.send(method, "/ping").status == 500
    assert api.send("GET", "/ping").body == b'{"message":"pong"}'


def test_an_empty_id_is_the_list(api, hotkey, account):
    assert api.signed(hotkey, "GET", "/api_keys/").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [b'{"name":"\xff"}', gzip.compress(b"{}"), b"[" * 200000],
    ids=["not UTF-8", "gzip", "deep"],
)
def test_unreadable_bodies_are_400(api, hotkey, account, body):
    answer = api.signed(hotkey, "POST", "/api_keys/", body)
    assert (answer.status, answer.detail) == (400, "There was an error parsing the body")


@pytest.mark.parametrize(
    "body, kind", [(b"[]", "model_attributes_type"), (b"null", "missing"), (b"", "missing")]
)
def test_bodies_that_are_no_object(api, hotkey, account, body, kind):
    error = api.signed(hotkey, "POST", "/api_keys/", body).detail[0]
    assert (error["type"], error["loc"]) == (kind, ["body"])


def test_infinity_in_an_echo_crashes(api, hotkey, account):
    assert api.signed(hotkey, "POST", "/secrets/", b'{"x":Infinity}').status == 500


@pytest.mark.parametrize("kind", [None, "application/json; charset=utf-8", "application/x+json"])
def test_json_content_types(api, hotkey, account, kind):
    body = json.dumps({"name": "k", "admin": True}).encode()
    headers = {"Content-Type": kind} if kind else {}
    assert api.signed(hotkey, "POST", "/api_keys/", body, headers=headers).status == 200


def test_unknown_members_and_parameters_are_ignored(api, hotkey, account):
    body = {"name": "k", "admin": True, "colour": "red"}
    assert api.signed(hotkey, "POST", "/api_keys/?colour=red", body).status == 200


def test_headers_are_lower_case_and_few(api):
    answer = api.send("GET", "/ping", headers={"Accept-Encoding": "gzip, br"})
    names = [name for name, _ in answer.headers]
    assert names == ["date", "server", "content-length", "content-type"]
    assert answer.header("content-type") == "application/json"
    refused = api.send("GET", "/users/me")
    assert [name for name, _ in refused.headers] == names
    crashed = api.send("POST", "/ping")
    assert crashed.header("content-type") == "text/plain; charset=utf-8"


def test_bodies_are_compact_utf8(api, hotkey, account):
    raw = api.signed(hotkey, "POST", "/api_keys/", {"name": "é中", "admin": True}).body
    assert raw == json.dumps(json.loads(raw), separators=(",", ":"), ensure_ascii=False).encode()
    assert "é中".encode() in raw


def test_outage_of_the_database(standin, api, hotkey, account):
    standin.settings(database_down=True)
    ping = api.send("GET", "/ping")
    assert ping.status == 503
    assert ping.detail.startswith("Database connectivity problems: ")
    assert api.signed(hotkey, "GET", "/users/me").status == 500


def test_registration_token_page_is_closed_to_programs(api):
    answer = api.send("GET", "/users/registration_token")
    text = "Request blocked, are you trying to bypass security measures?"
    assert (answer.status, answer.detail) == (403, text)
