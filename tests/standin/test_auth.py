"""Who the server takes the caller for: signatures, nonces, keys, session tokens."""

import time

import pytest
import signer

UNKNOWN = "Can't find a user with that api key in our db :("


@pytest.mark.parametrize(
    "offset, status", [(-601, 401), (-600, 401), (-599, 200), (599, 200), (600, 200), (601, 401)]
)
def test_nonce_window_is_open_at_600_seconds(standin, api, hotkey, account, offset, status):
    now = int(time.time())
    standin.settings(frozen_time=now + 0.5)
    answer = api.signed(hotkey, "GET", "/users/me", nonce=now + offset)
    assert answer.status == status
    if status == 401:
        assert answer.detail == "Invalid nonce!"


@pytest.mark.parametrize("nonce", ["-5", "1.5", "abc", "1e9"])
def test_nonce_must_be_digits(api, hotkey, account, nonce):
    assert api.signed(hotkey, "GET", "/users/me", nonce=nonce).detail == "Invalid nonce!"


def test_a_nonce_may_be_used_again_and_on_another_route(standin, api, hotkey, account):
    key = standin.keys("alice", "k")[0]
    headers = hotkey.headers("GET", "/api_keys/")
    assert api.send("GET", "/api_keys/", headers=headers).status == 200
    assert api.send("DELETE", f"/api_keys/{key['api_key_id']}", headers=headers).status == 200


def test_wrong_purpose_or_body_is_refused_with_the_text_that_was_expected(api, hotkey, account):
    headers = hotkey.headers("GET", "/users/me", purpose="secrets", nonce=int(time.time()))
    answer = api.send("GET", "/users/me", headers=headers)
    expected = f"{hotkey.address}:{headers['X-Chutes-Nonce']}:me"
    text = f"Invalid request signature for hotkey {hotkey.address}. Message: {expected}"
    assert (answer.status, answer.detail) == (401, text)
    headers = hotkey.headers("POST", "/api_keys/", b"{}")
    assert api.send("POST", "/api_keys/", b"{ }", headers).status == 401


def test_a_flipped_bit_of_the_signature_is_refused(api, hotkey, account):
    headers = hotkey.headers("GET", "/users/me")
    signature = bytearray.fromhex(headers["X-Chutes-Signature"])
    signature[7] ^= 1
    headers["X-Chutes-Signature"] = signature.hex()
    assert api.send("GET", "/users/me", headers=headers).status == 401


def test_upper_case_hex_and_the_bytes_wrapper_are_taken(api, hotkey, account):
    headers = hotkey.headers("GET", "/users/me")
    headers["X-Chutes-Signature"] = headers["X-Chutes-Signature"].upper()
    assert api.send("GET", "/users/me", headers=headers).status == 200
    text = f"{hotkey.address}:{headers['X-Chutes-Nonce']}:me"
    headers["X-Chutes-Signature"] = hotkey.sign(f"<Bytes>{text}</Bytes>")
    assert api.send("GET", "/users/me", headers=headers).status == 200


def test_a_0x_prefix_is_no_hex(api, hotkey, account):
    headers = hotkey.headers("GET", "/users/me")
    headers["X-Chutes-Signature"] = "0x" + headers["X-Chutes-Signature"]
    assert api.send("GET", "/users/me", headers=headers).detail.startswith("Invalid signature: 0x")


def test_unregistered_hotkey_is_named(api):
    stranger = signer.Hotkey()
    answer = api.signed(stranger, "GET", "/users/me")
    assert answer.detail == f"Could not find user with hotkey: {stranger.address}"


@pytest.mark.parametrize("absent", ["X-Chutes-Hotkey", "X-Chutes-Nonce", "X-Chutes-Signature"])
def test_an_incomplete_set_is_ignored_and_a_key_counts(standin, api, hotkey, account, absent):
    headers = hotkey.headers("GET", "/users/me")
    del headers[absent]
    assert api.send("GET", "/users/me", headers=headers).detail == UNKNOWN
    headers["Authorization"] = standin.keys("alice", "k", admin=True)[0]["key"]
    assert api.send("GET", "/users/me", headers=headers).status == 200


def test_complete_hotkey_headers_win_over_a_key(standin, api, account):
    key = standin.keys("alice", "k", admin=True)[0]["key"]
    answer = api.signed(signer.Hotkey(), "GET", "/users/me", headers={"Authorization": key})
    assert answer.status == 401


@pytest.mark.parametrize(
    "form, detail",
    [
        ("{} ", UNKNOWN),
        ("{}x", "Missing or invalid authorization header(s)"),
        ("Bearer x{}", "Invalid token."),
        ("Bearer cak_x", UNKNOWN),
        ("cpk_x", "Missing or invalid authorization header(s)"),
    ],
)
def test_forms_of_authorization_that_fail(standin, api, account, form, detail):
    key = standin.keys("alice", "k", admin=True)[0]["key"]
    # http.client keeps a trailing space; the server splits at the last one.
    answer = api.send("GET", "/users/me", headers={"Authorization": form.format(key)})
    assert (answer.status, answer.detail) == (401, detail)


def test_wrong_secret_part_of_a_key(standin, api, account):
    key = standin.keys("alice", "k", admin=True)[0]["key"]
    other = key[:-1] + ("a" if key[-1] != "a" else "b")
    answer = api.send("GET", "/users/me", headers={"Authorization": other})
    assert answer.detail == "Invalid token or user not found"


@pytest.mark.parametrize("path", ["/users/me", "/api_keys/", "/secrets/", "/chutes/"])
def test_scoped_keys_read_nothing_and_admin_keys_all(standin, api, account, path):
    scopes = [{"object_type": kind} for kind in ("chutes", "images", "invocations")]
    scoped = standin.keys("alice", "scoped", scopes=scopes)[0]["key"]
    admin = standin.keys("alice", "admin", admin=True)[0]["key"]
    answer = api.send("GET", path, headers={"Authorization": scoped})
    assert (answer.status, answer.detail) == (401, "Invalid token or user not found")
    assert api.send("GET", path, headers={"Authorization": admin}).status == 200


def test_a_deleted_key_that_was_used_lives_on_for_a_minute(standin, api, hotkey, account):
    key = standin.keys("alice", "k", admin=True)[0]
    headers = {"Authorization": key["key"]}
    assert api.send("GET", "/users/me", headers=headers).status == 200
    assert api.signed(hotkey, "DELETE", f"/api_keys/{key['api_key_id']}").status == 200
    assert api.send("GET", "/users/me", headers=headers).status == 200
    standin.settings(clock_offset=61)
    assert api.send("GET", "/users/me", headers=headers).status == 401


def test_a_deleted_key_that_was_never_used_dies_at_once(standin, api, hotkey, account):
    key = standin.keys("alice", "k", admin=True)[0]
    assert api.signed(hotkey, "DELETE", f"/api_keys/{key['api_key_id']}").status == 200
    assert api.send("GET", "/users/me", headers={"Authorization": key["key"]}).status == 401


def test_session_token_opens_all_until_it_expires_or_the_fingerprint_changes(standin, api, account):
    body = ('{"fingerprint":"%s"}' % account["fingerprint"]).encode()
    token = api.send("POST", "/users/login", body).json()["token"]
    headers = {"Authorization": f"bEaReR {token}"}
    assert api.send("GET", "/api_keys/", headers=headers).status == 200
    standin.settings(clock_offset=7 * 24 * 3600 + 2)
    assert api.send("GET", "/api_keys/", headers=headers).detail == "Token expired."
    standin.settings(clock_offset=0)
    standin.change_user("alice", fingerprint="new")
    assert api.send("GET", "/api_keys/", headers=headers).detail == "Invalid token."
