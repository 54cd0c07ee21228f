"""Faults: the wrong thing happens to the request that was named, and to no other."""

import gzip
import http.client
import json
import socket
import time

import pytest

import api_client

KEYS = {"method": "POST", "path": "^/api_keys/$"}
GONE = (http.client.RemoteDisconnected, ConnectionResetError)


def create(api, hotkey, name="k"):
    return api.signed(hotkey, "POST", "/api_keys/", {"name": name, "admin": True})


def stored(standin):
    return [key["name"] for key in standin.rows("keys")]


def raw_reply(port, target="/ping"):
    """Every byte of a reply until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
        return b"".join(parts)


def test_any_reply_a_number_of_times(standin, api):
    standin.fault(kind="reply", path="/ping", times=2, status=429, json={"detail": "slow down"},
                  headers={"Retry-After": "3"})  # fmt: skip
    answers = [api.send("GET", "/ping") for _ in range(3)]
    assert [a.status for a in answers] == [429, 429, 200]
    assert answers[0].header("retry-after") == "3"
    assert answers[0].detail == "slow down"


def test_html_and_redirect(standin, api):
    standin.fault(kind="reply", status=502, body="<h1>Bad</h1>", content_type="text/html")
    assert api.send("GET", "/ping").header("content-type") == "text/html"
    standin.fault(kind="reply", status=307, headers={"location": "http://127.0.0.1:9/"})
    answer = api.send("GET", "/ping")
    assert (answer.status, answer.header("location")) == (307, "http://127.0.0.1:9/")


def test_method_path_skip_and_forever(standin, api):
    fault = standin.fault(kind="reply", method="GET", path="^/ping$", skip=1, times=0, status=503)
    statuses = [api.send("GET", "/ping").status for _ in range(4)]
    assert statuses == [200, 503, 503, 503]
    assert api.send("GET", "/users/me").status == 401
    assert standin.faults()[0]["hits"] == 3 and fault["id"] == standin.faults()[0]["id"]
    standin.clear_faults()
    assert api.send("GET", "/ping").status == 200


@pytest.mark.parametrize("reset", [False, True])
def test_closed_before_anything_is_done(standin, api, hotkey, account, reset):
    standin.fault(kind="close", reset=reset, **KEYS)
    with pytest.raises(GONE):
        create(api, hotkey)
    assert stored(standin) == []


def test_lost_reply_the_change_is_made(standin, api, hotkey, account):
    standin.fault(kind="close", commit=True, **KEYS)
    with pytest.raises(GONE):
        create(api, hotkey)
    assert stored(standin) == ["k"]
    assert standin.log(method="POST")[0]["status"] == 200
    assert create(api, hotkey).status == 409


def test_an_error_after_the_change_is_made(standin, api, hotkey, account):
    standin.fault(kind="reply", commit=True, status=504, body="late", **KEYS)
    assert create(api, hotkey).status == 504
    assert stored(standin) == ["k"]


@pytest.mark.parametrize("commit", [False, True])
def test_silence_until_the_client_leaves(standin, hotkey, account, commit):
    standin.fault(kind="hang", commit=commit, **KEYS)
    body = b'{"name":"k","admin":true}'
    head = "".join(f"{k}: {v}\r\n" for k, v in hotkey.headers("POST", "/api_keys/", body).items())
    request = f"POST /api_keys/ HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", standin.port), timeout=10) as connection:
        connection.sendall(request.encode() + body)
        standin.wait_for(1, method="POST")
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            connection.recv(1)
        assert standin.log()[0]["client_left"] is False
    assert standin.wait_for(1, left=1)[0]["client_left"] is True
    assert stored(standin) == (["k"] if commit else [])


def test_delay_then_process(standin, api):
    standin.fault(kind="delay", delay_ms=150)
    start = time.monotonic()
    assert api.send("GET", "/ping").status == 200
    assert time.monotonic() - start >= 0.15


def test_held_until_the_fault_is_taken_away(standin, hotkey, account):
    standin.fault(kind="hold", path="^/ping$")
    with socket.create_connection(("127.0.0.1", standin.port), timeout=10) as connection:
        connection.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n")
        standin.wait_for(1, path="^/ping$")
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            connection.recv(1)
        connection.settimeout(10)
        standin.clear_faults()
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_truncated_body(standin, api):
    standin.fault(kind="truncate", bytes=5)
    with pytest.raises(http.client.IncompleteRead) as caught:
        api.send("GET", "/ping")
    assert caught.value.partial == b'{"mes'


@pytest.mark.parametrize("add", [7, -3])
def test_wrong_content_length(standin, add):
    standin.fault(kind="content_length", add=add)
    reply = raw_reply(standin.port)
    assert b"content-length: %d\r\n" % (18 + add) in reply
    assert reply.endswith(b'\r\n\r\n{"message":"pong"}')


@pytest.mark.parametrize("start", ["body", "start"])
def test_drip(standin, start):
    standin.fault(kind="drip", chunk=30, interval_ms=1, **{"from": start})
    assert raw_reply(standin.port).endswith(b'{"message":"pong"}')


@pytest.mark.parametrize("chunked", [False, True])
def test_oversize(standin, api, chunked):
    standin.fault(kind="oversize", bytes=300000, chunked=chunked)
    answer = api.send("GET", "/ping")
    assert len(answer.body) == 300000
    assert list(answer.json()) == ["filler"]
    assert (answer.header("content-length") is None) == chunked


def test_bodies_that_are_no_good(standin, api, hotkey, account):
    standin.fault(kind="garbage")
    with pytest.raises(json.JSONDecodeError):
        api.send("GET", "/ping").json()
    standin.fault(kind="deep_json", depth=1000)
    assert api.send("GET", "/ping").body.count(b"{") == 1000
    standin.fault(kind="duplicate_keys")
    assert api.send("GET", "/ping").body == b'{"message":"pong","message":"pong"}'
    standin.fault(kind="bad_utf8")
    with pytest.raises(UnicodeDecodeError):
        api.send("GET", "/ping").body.decode()
    standin.fault(kind="gzip")
    answer = api.send("GET", "/ping")
    assert answer.header("content-encoding") == "gzip"
    assert gzip.decompress(answer.body) == b'{"message":"pong"}'


def test_close_behind_the_reply_without_a_word(standin):
    keeping = api_client.Api(standin.port, keep=True)
    standin.fault(kind="reply_then_close")
    answer = keeping.send("GET", "/ping")
    assert (answer.status, answer.header("connection")) == (200, None)
    with pytest.raises((*GONE, BrokenPipeError)):
        keeping.send("GET", "/ping")


def test_a_reused_connection_alone_can_be_hit(standin):
    keeping = api_client.Api(standin.port, keep=True)
    standin.fault(kind="close", reused=True)
    assert keeping.send("GET", "/ping").status == 200
    with pytest.raises(GONE):
        keeping.send("GET", "/ping")
    assert [e["ordinal"] for e in standin.log()] == [0, 1]
    assert keeping.send("GET", "/ping").status == 200


def test_a_misspelt_fault_is_refused(standin):
    for spec in ({"kind": "explode"}, {"kind": "close", "comit": True}):
        with pytest.raises(RuntimeError):
            standin.fault(**spec)
