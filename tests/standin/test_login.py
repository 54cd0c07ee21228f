"""Session login and the change of the fingerprint."""

import json
import time

import pytest
import signer


def change(api, key, new, nonce=None, header="X-Chutes-Hotkey", address=None):
    nonce = str(int(time.time()) if nonce is None else nonce)
    address = address or key.address
    headers = {
        header: address,
        "X-Chutes-Nonce": nonce,
        "X-Chutes-Signature": key.sign(f"{address}:{new}:{nonce}"),
    }
    body = json.dumps({"fingerprint": new}).encode()
    return api.send("POST", "/users/change_fingerprint", body, headers)


def login(api, **body):
    return api.send("POST", "/users/login", json.dumps(body).encode())


def test_a_changed_fingerprint_logs_in_and_the_old_one_does_not(api, hotkey, account):
    assert change(api, hotkey, "brand new").json() == {"status": "Fingerprint updated"}
    assert login(api, fingerprint="brand new").status == 200
    assert login(api, fingerprint=account["fingerprint"]).detail == "Invalid fingerprint."


@pytest.mark.parametrize("offset, status", [(-301, 401), (-300, 200), (300, 200), (301, 401)])
def test_window_of_300_seconds_is_closed(standin, api, hotkey, account, offset, status):
    now = int(time.time())
    standin.settings(frozen_time=now + 0.5)
    answer = change(api, hotkey, "x", now + offset)
    assert answer.status == status
    if status == 401:
        assert answer.detail == f"Invalid nonce: {now + offset}"


def test_wrong_signature_says_no_user(api, account):
    stranger = signer.Hotkey()
    answer = change(api, stranger, "x")
    text = "No user found with the provided hotkey/coldkey"
    assert (answer.status, answer.detail) == (401, text)


def test_malformed_address_and_a_taken_fingerprint_crash(standin, api, hotkey, account):
    assert change(api, hotkey, "x", address="5bad").status == 500
    standin.user(fingerprint="taken")
    assert change(api, hotkey, "taken").status == 500


def test_a_coldkey_shared_by_two_accounts_crashes(standin, api):
    coldkey = signer.Hotkey()
    standin.user(coldkey=coldkey.address)
    assert change(api, coldkey, "x", header="X-Chutes-Coldkey").status == 200
    standin.user(coldkey=coldkey.address)
    assert change(api, coldkey, "y", header="X-Chutes-Coldkey").status == 500


def test_the_empty_fingerprint_locks_login_out(api, hotkey, account):
    assert change(api, hotkey, "").status == 200
    assert login(api, fingerprint="").status == 400


def test_the_old_fingerprint_must_be_the_whole_header(api, account):
    body = b'{"fingerprint":"new"}'
    for form, status in (("Bearer {}", 401), ("{}", 200)):
        headers = {"Authorization": form.format(account["fingerprint"])}
        assert api.send("POST", "/users/change_fingerprint", body, headers).status == status


def test_a_login_nonce_is_used_up_by_a_bad_signature(api, hotkey, account):
    given = api.send("GET", "/users/login/nonce").json()
    assert given["expires_in"] == 300
    good = {"hotkey": hotkey.address, "nonce": given["nonce"]}
    bad = login(api, **good, signature="zz")
    assert (bad.status, bad.detail) == (401, "Invalid signature format.")
    again = login(api, **good, signature=hotkey.sign(given["nonce"]))
    assert again.detail == "Invalid or expired nonce. Please request a new one."


def test_login_of_an_unknown_hotkey(api):
    stranger = signer.Hotkey()
    nonce = api.send("GET", "/users/login/nonce").json()["nonce"]
    answer = login(api, hotkey=stranger.address, nonce=nonce, signature=stranger.sign(nonce))
    assert answer.detail == "No account found for this hotkey."


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b""])
def test_login_crashes_on_anything_but_an_object(api, body):
    assert api.send("POST", "/users/login", body).status == 500
