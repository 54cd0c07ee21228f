"""No secret stays in memory: looked for in all of the real programs' memory, as root."""

import base64
import contextlib
import json
import os
import pathlib
import secrets
import shutil
import signal
import string
import subprocess
import sys
import time

import bittensor_wallet
import grpc
import pytest

import memory_scan
import tls_front
from household import launch
from lone_daemon import WAIT_SECONDS, line_of
from reflection_call import caller_of
from traced import Traced

LETTERS = string.ascii_letters + string.digits
SECRET_PART = 32  # of an API key: what stands before is ids
SETTLE_SECONDS = 15
_PLANT = """import sys
planted = bytes(byte ^ 90 for byte in bytes.fromhex(sys.stdin.readline()))
print("planted", flush=True)
sys.stdin.readline()"""


def is_sanitized():
    return b"__asan_init" in pathlib.Path(os.environ["CHUTESD"]).read_bytes()


pytestmark = [pytest.mark.xdist_group("memory"),
              pytest.mark.skipif(os.geteuid() != 0, reason="only root sees the memory of what cannot be dumped")]
needs_wiping = pytest.mark.skipif(is_sanitized(), reason="sanitizers have a free of their own")


def canary():
    return "".join(secrets.choice(LETTERS) for _ in range(40))


def assert_clean(pid, held):
    """As soon as what goes on has ended: a call's own buffers go a moment after its answer."""
    end = time.monotonic() + SETTLE_SECONDS
    while found := memory_scan.scan(pid, held):
        assert time.monotonic() < end, memory_scan.describe(found)


# The scanner itself


@contextlib.contextmanager
def holder_of(data):
    """A process that holds these bytes and no other form of them."""
    process = subprocess.Popen([sys.executable, "-c", _PLANT], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
    try:
        process.stdin.write(bytes(byte ^ 90 for byte in data).hex() + "\n")
        process.stdin.flush()
        assert line_of(process.stdout) == "planted\n"
        yield process.pid
    finally:
        process.communicate("\n")


@pytest.mark.parametrize("form, encode", [
    ("raw", str.encode),
    ("hex", lambda text: text.encode().hex().encode()),
    ("hex", lambda text: text.encode().hex().upper().encode()),
    ("base64", lambda text: base64.b64encode(text.encode())),
    ("base64", lambda text: base64.b64encode(b"x" + text.encode() + b"y")),
    ("base64", lambda text: base64.b64encode(b"xx" + text.encode())),
    ("utf-16", lambda text: text.encode("utf-16-le")),
    ("raw", lambda text: text[24:].encode()),  # what is left of a block that was freed and used again
])
def test_the_scanner_finds_each_form(form, encode):
    planted, other = canary(), canary()
    with holder_of(encode(planted)) as pid:
        found = memory_scan.scan(pid, {"planted": planted, "other": other})
    assert {(each.secret, each.form) for each in found} == {("planted", form)}, memory_scan.describe(found)


def test_the_scanner_finds_bytes_that_are_no_text_across_pages_and_in_files(tmp_path):
    seed = secrets.token_bytes(32)
    with holder_of(bytes(5000) + seed) as pid:
        assert memory_scan.scan(pid, {"seed": seed})
    core = tmp_path / "core"
    core.write_bytes(bytes(4090) + seed + bytes(9000))
    assert memory_scan.scan_file(core, {"seed": seed})


# The daemon


@pytest.fixture(scope="module")
def locked_wallet(tmp_path_factory):
    """(folder of wallets, password of w's hotkey `locked`)."""
    folder, password = tmp_path_factory.mktemp("wallets"), canary()
    wallet = bittensor_wallet.Wallet(name="w", hotkey="locked", path=str(folder))
    wallet.create_new_coldkey(use_password=False, suppress=True)
    wallet.create_new_hotkey(use_password=True, hotkey_password=password, suppress=True)
    return folder, password


@pytest.fixture(params=["http", "https", "http2"])
def api(request, home):
    """A stand-in (url, and what else a daemon needs to trust it) by each way that requests can go."""
    with contextlib.ExitStack() as stack:
        if request.param == "http":
            standin = stack.enter_context(launch.Standin())
            standin.front, standin.daemon_options = standin.url, []
        elif request.param == "https":
            certificate = launch.make_certificate(home.folder)
            standin = stack.enter_context(launch.Standin(tls=certificate))
            standin.front, standin.daemon_options = standin.url, ["--ca-file", str(certificate[0])]
        else:
            if not tls_front.program():
                pytest.skip("there is no nginx; ./dev test unpacks it")
            standin = stack.enter_context(launch.Standin())
            standin.front, certificate, log = stack.enter_context(
                tls_front.http2_front(standin.url, home.folder / "front"))
            standin.daemon_options = ["--ca-file", str(certificate)]
        yield standin
        if request.param == "http2":
            assert "HTTP/2.0" in log.read_text()


def seed_in(config):
    [line] = [line for line in config.read_text().splitlines() if line.startswith("hotkey_seed = ")]
    return line.removeprefix("hotkey_seed = ")


@needs_wiping
def test_the_daemon_keeps_no_secret_of_a_call(home, api, locked_wallet):
    wallets, password = locked_wallet
    shutil.copytree(wallets, home.folder / ".bittensor" / "wallets")
    password_file = home.folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    daemon = home.start_daemon(*api.daemon_options)
    held = {"password": password, "token": api.token()}
    done = home.run("register", "--username", "alice", "--wallet", "w", "--hotkey", "locked", "--password-file",
                    password_file, "--token", held["token"], "--output", "json", CHUTES_API_URL=api.front)
    assert done.status == 0, done.err
    held |= {"fingerprint": done.json()["fingerprint"], "seed as text": seed_in(home.config),
             "seed": bytes.fromhex(seed_in(home.config))}
    assert_clean(daemon.pid, held)

    # One connection for all that follows, still open when the daemon is looked at: gRPC reads ahead.
    with caller_of(f"unix:{home.socket}", "chutesd.v1") as call:
        held["key"] = call("KeysService", "CreateKey", name="k", admin=True)["secret_key"][-SECRET_PART:]
        assert_clean(daemon.pid, held)
        chute = api.chute("alice", "c")["chute_id"]
        held["value"] = canary()
        call("SecretsService", "CreateSecret", purpose=chute, key="HF_TOKEN", value=held["value"])
        assert_clean(daemon.pid, held)
        held["new fingerprint"] = canary()
        call("AccountService", "ChangeFingerprint", fingerprint=held["new fingerprint"])
        assert_clean(daemon.pid, held)

        held["refused"] = canary()
        with pytest.raises(grpc.RpcError):
            call("SecretsService", "CreateSecret", purpose=chute, key="PYTHONPATH", value=held["refused"])
        assert_clean(daemon.pid, held)
        held["echoed"] = canary()
        echo = {"detail": [{"type": "missing", "loc": ["body", "purpose"], "msg": "Field required",
                            "input": {"key": "HF_TOKEN", "value": held["echoed"]}}]}
        api.fault(kind="reply", method="POST", path="^/secrets/$", status=422, body=json.dumps(echo), times=1)
        with pytest.raises(grpc.RpcError):
            call("SecretsService", "CreateSecret", purpose=chute, key="OTHER", value=held["echoed"])
        assert_clean(daemon.pid, held)

        key = api.keys("alice", "ci", admin=True)[0]["key"]
        session = {"api_key": key, "api_url": api.front, "config_path": str(home.folder / "none"),
                   "allow_missing": True}
        for _ in range(3):
            assert call("KeysService", "ListKeys", session=session)["keys"]
        # While there is a session for it, the daemon has it, and the scanner sees it.
        assert memory_scan.scan(daemon.pid, {"API key": key[-SECRET_PART:]})
        assert call("SessionService", "ClearSession", session=session)["cleared"]
        assert_clean(daemon.pid, held | {"API key": key[-SECRET_PART:]})
    assert_clean(daemon.pid, held | {"API key": key[-SECRET_PART:]})


@needs_wiping
@pytest.mark.skipif(not shutil.which("gcore"), reason="gcore is gdb's; the test above looks at the same memory")
def test_a_core_that_root_forces_has_none_either(home, account, standin):
    chute = standin.chute("alice", "c")["chute_id"]
    held = {"value": canary(), "seed": account.seed}
    done = home.run("secrets", "create", "--purpose", chute, "--key", "K", "--value-stdin", stdin=held["value"])
    assert done.status == 0, done.err
    created = home.run("keys", "create", "--name", "k", "--admin", "--output", "json")
    held["key"] = created.json()["secret_key"][-SECRET_PART:]
    assert_clean(home.daemon.pid, held)
    subprocess.run(["gcore", "-o", home.folder / "core", str(home.daemon.pid)], check=True, capture_output=True,
                   timeout=WAIT_SECONDS)
    core = home.folder / f"core.{home.daemon.pid}"
    assert b"chutesd.v1" in core.read_bytes()
    found = memory_scan.scan_file(core, held)
    assert not found, memory_scan.describe(found)


# The CLI, stopped just before it is gone


@pytest.fixture
def run_to_the_end(home):
    """Runs `chutes` up to its exit; checks that it holds none of the secrets, and returns (status, out, err)."""
    def run(*arguments, held, stdin="", meanwhile=None, **environment):
        key = environment.get("CHUTES_API_KEY")
        process = Traced([home.chutes, *arguments], {**home.environment, **environment}, home.folder, stdin)
        with contextlib.closing(process):
            if meanwhile:
                meanwhile(process.pid)
            process.run_to_the_end()
            if callable(held):
                held = held(process.output())
            held = {"key of the environment": key[-SECRET_PART:], **held} if key else held
            found = memory_scan.scan(process.pid, held)
            assert not found, memory_scan.describe(found)
            return process.finish()

    return run


@needs_wiping
@pytest.mark.parametrize("arguments, status", [
    (["secrets", "create", "--value", "CANARY", "--nonsense"], 2),
    (["register", "--token=CANARY", "--nonsense"], 2),
    (["secrets", "create", "--purpose", "c", "--key", "K", "--value", "CANARY", "--profile", "a/b"], 2),
    (["secrets", "create", "--purpose", "c", "--key", "K", "--value", "CANARY", "--socket", "~x"], 2),
    (["secrets", "create", "--purpose", "c", "--key", "K", "--value", "CANARY", "--socket", "/none"], 3),
    (["secrets", "create", "--purpose", "c", "--key", "PYTHONPATH", "--value", "CANARY"], 2),
    (["secrets", "create", "--purpose", "c", "--key", "K", "--value", "CANARY"], 0),
    (["register", "--username", "bob", "--wallet", "w", "--hotkey", "h", "--token", "CANARY"], 2),
])
def test_the_cli_leaves_with_no_secret_that_was_an_argument(home, account, standin, run_to_the_end, arguments,
                                                            status):
    standin.chute("alice", "c")
    secret = canary()
    words = [word.replace("CANARY", secret) for word in arguments]
    key = standin.keys("alice", "ci", admin=True)[0]["key"]
    done = run_to_the_end(*words, held={"argument": secret}, CHUTES_API_KEY=key)
    assert done.status == status, done.err


@needs_wiping
@pytest.mark.parametrize("arguments, stdin, status", [
    (["keys", "list", "--api-key-stdin"], "CANARY", 2),
    (["keys", "list", "--api-key-stdin"], "CANARY" * 30, 2),
    (["secrets", "create", "--purpose", "c", "--key", "K", "--value-stdin"], "CANARY", 0),
    (["secrets", "create", "--purpose", "none", "--key", "K", "--value-stdin"], "CANARY", 5),
    (["refinger", "--fingerprint-stdin", "--yes"], "CANARY", 0),
])
def test_the_cli_leaves_with_no_secret_that_it_read(home, account, standin, run_to_the_end, arguments, stdin,
                                                    status):
    standin.chute("alice", "c")
    secret = canary()
    key = standin.keys("alice", "ci", admin=True)[0]["key"]
    done = run_to_the_end(*arguments, stdin=stdin.replace("CANARY", secret) + "\n", held={"read": secret},
                          CHUTES_API_KEY=key)
    assert done.status == status, done.err


@needs_wiping
@pytest.mark.parametrize("output", ["text", "json"])
def test_the_cli_leaves_with_no_secret_that_it_printed(account, run_to_the_end, output):
    def made(out):
        key = json.loads(out)["secret_key"] if output == "json" else out.strip()
        return {"made": key[-SECRET_PART:]}

    done = run_to_the_end("keys", "create", "--name", "k", "--admin",
                          *(["--output", "json"] if output == "json" else []), held=made)
    assert done.status == 0, done.err


@needs_wiping
@pytest.mark.parametrize("how, status", [("its time runs out", 7), ("Ctrl-C", 130)])
def test_the_cli_leaves_with_no_secret_when_it_gives_up(home, account, standin, run_to_the_end, how, status):
    chute = standin.chute("alice", "c")["chute_id"]
    standin.fault(kind="hang", method="POST", path="^/secrets/$")
    secret = canary()

    def interrupt(pid):
        standin.wait_for(1, method="POST", path="^/secrets/$")
        os.kill(pid, signal.SIGINT)

    done = run_to_the_end("secrets", "create", "--purpose", chute, "--key", "K", "--value-stdin", "--timeout",
                          "30" if how == "Ctrl-C" else "1", stdin=secret, held={"value": secret},
                          meanwhile=interrupt if how == "Ctrl-C" else None)
    assert done.status == status, done.err
