"""The process itself: start, stop, TLS, connections, log, seed file, control routes."""

import http.client
import os
import socket
import ssl
import time

import api_client
import launch
import pytest


def test_binds_loopback_alone_and_ends_on_sigterm():
    server = launch.Standin().start()
    pid = server.pid
    with socket.socket() as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", server.port)) != 0
    assert server.stop() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_ends_with_a_request_in_progress():
    with launch.Standin() as server, socket.socket() as client:
        server.fault(kind="hang")
        client.connect(("127.0.0.1", server.port))
        client.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n")
        server.wait_for(1)
        start = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - start < 3


def test_ends_when_its_starter_is_gone():
    server = launch.Standin().start()
    server._process.stdin.close()  # as the kernel does for a dead starter
    assert server._process.wait(5) == 0
    server.stop()


def test_tls(tmp_path):
    certificate, key = launch.make_certificate(tmp_path)
    context = ssl.create_default_context(cafile=str(certificate))
    with launch.Standin(tls=(certificate, key)) as server:
        assert server.url.startswith("https://")
        client = http.client.HTTPSConnection("127.0.0.1", server.port, context=context, timeout=10)
        client.request("GET", "/ping")
        assert client.getresponse().read() == b'{"message":"pong"}'
        assert server.connections()[0]["tls"] is True
        server.fault(kind="truncate", bytes=3)
        client.request("GET", "/ping")
        with pytest.raises(http.client.IncompleteRead):
            client.getresponse().read()
        client.close()


def test_idle_connections_are_closed_in_time():
    with launch.Standin(keepalive=0.2) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            client.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(65536).endswith(b'{"message":"pong"}')
            start = time.monotonic()
            assert client.recv(1) == b""
            assert 0.1 < time.monotonic() - start < 3


@pytest.mark.parametrize("reset", [False, True])
def test_idle_connections_are_closed_on_order(standin, reset):
    with socket.create_connection(("127.0.0.1", standin.port), timeout=10) as client:
        client.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(65536)
        assert standin.close_idle(reset) >= 1
        if reset:
            with pytest.raises(ConnectionResetError):
                client.recv(1)
        else:
            assert client.recv(1) == b""


def test_a_seed_file_makes_the_whole_state(hotkey):
    seed = {
        "settings": {"registration_limit": 9},
        "coldkeys": {"5Poor": 0},
        "users": [{"username": "alice", "hotkey": hotkey.address, "balance": 2.5}],
        "chutes": [{"owner": "alice", "name": "llm"}],
        "keys": [{"owner": "alice", "name": "k", "count": 3}],
        "tokens": [{"token": "5f0cf9a5-68c7-4d0c-9f4e-222222222222"}],
    }
    with launch.Standin(seed=seed) as server:
        api = api_client.Api(server.port)
        assert api.signed(hotkey, "GET", "/users/me").json()["balance"] == 2.5
        assert api.signed(hotkey, "GET", "/api_keys/").json()["total"] == 3
        assert server.settings()["registration_limit"] == 9
        server.reset()
        assert server.rows("users") == []


def test_small_calls_are_not_held_back(standin):
    keeping = api_client.Api(standin.port, keep=True)
    keeping.send("GET", "/ping")
    start = time.monotonic()
    for _ in range(20):
        keeping.send("GET", "/ping")
    assert time.monotonic() - start < 0.8  # 44 ms each without TCP_NODELAY
    assert all(connection["nodelay"] for connection in standin.connections())
    keeping.close()


def test_the_log_holds_the_request_as_it_came(standin, api):
    api.send("POST", "/api_keys/?a=%20b", b"\xff{}", {"X-Odd": "One", "x-odd": "two"})
    entry = standin.log()[0]
    assert (entry["method"], entry["path"], entry["query"]) == ("POST", "/api_keys/", "a=%20b")
    assert ["X-Odd", "One"] in entry["headers"] and ["x-odd", "two"] in entry["headers"]
    assert entry["body_base64"] == "/3t9"
    assert entry["status"] == 400
    standin.clear_log()
    assert standin.log() == []


def test_the_log_tells_connections_apart(standin, api):
    keeping = api_client.Api(standin.port, keep=True)
    for _ in range(2):
        keeping.send("GET", "/ping")
    keeping.close()
    api.send("GET", "/ping")
    first, second, third = standin.log()
    assert first["connection"] == second["connection"] != third["connection"]
    assert [e["ordinal"] for e in (first, second, third)] == [0, 1, 0]


def test_waiting_for_a_request_that_never_comes_fails(standin):
    with pytest.raises(TimeoutError):
        standin.wait_for(1, timeout_ms=50)


def test_control_makes_changes_and_deletes_users(standin, api, hotkey, account):
    standin.change_user("alice", balance=7.5, hotkey="x")
    assert api.signed(hotkey, "GET", "/users/me").status == 401
    standin.change_user("alice", hotkey=hotkey.address)
    assert api.signed(hotkey, "GET", "/users/me").json()["balance"] == 7.5
    chute = standin.chute("alice", "c")
    standin.secrets("alice", chute["chute_id"], "K", count=2)
    standin.delete_user("alice")
    assert standin.rows("secrets") == standin.rows("chutes") == []
    assert api.signed(hotkey, "GET", "/users/me").status == 401


@pytest.mark.parametrize(
    "method, route, spec",
    [
        ("POST", "settings", {"no_such": 1}),
        ("POST", "keys", {"owner": "nobody", "name": "k"}),
        ("POST", "nonsense", {}),
    ],
)
def test_mistakes_in_control_calls_are_told(standin, method, route, spec):
    with pytest.raises(RuntimeError):
        standin.control(method, route, spec)
