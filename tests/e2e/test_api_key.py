"""Accounts by API key, and several accounts at once, by the real programs."""

import re
import subprocess
import uuid

import pytest

KEY_TEXT = re.compile(r"cpk_[0-9a-f]{32}\.[0-9a-f]{32}\.[A-Za-z0-9]{32}")
CLIENTS = 64


def header(entry, name):
    return next((value for each, value in entry["headers"] if each.lower() == name), None)


@pytest.fixture
def key(home, standin):
    """An account that has an admin key and, on this machine, nothing else. Returns the key's text."""
    standin.user(username="carol")
    home.daemon = home.start_daemon("--log-level", "debug")
    return standin.keys("carol", "ci", admin=True)[0]["key"]


@pytest.fixture
def environment(key, standin):
    return {"CHUTES_API_KEY": key, "CHUTES_API_URL": standin.url}


def test_an_admin_key_alone_does_what_needs_no_hotkey(home, standin, environment, key):
    assert home.run("whoami", "--output", "json", **environment).json()["username"] == "carol"
    made = home.run("keys", "create", "--name", "second", "--admin", "--output", "json", **environment)
    assert made.status == 0, made.err
    assert home.run("keys", "list", "--output", "json", **environment).json()["total"] == 2
    assert home.run("keys", "delete", "second", "--yes", **environment).status == 0
    chute = standin.chute("carol", "model")
    secret = home.run("secrets", "create", "--purpose", "model", "--key", "HF_TOKEN", "--value-stdin", "--output",
                      "json", stdin="hf_x\n", **environment)
    assert secret.status == 0, secret.err
    assert secret.json()["purpose"] == chute["chute_id"]
    assert home.run("secrets", "delete", secret.json()["secret_id"], "--yes", **environment).status == 0
    for entry in standin.log():
        assert header(entry, "authorization") == f"Basic {key}"
        assert header(entry, "x-chutes-hotkey") is None
    assert not home.config.exists()


def test_the_documented_ci_config_has_an_empty_auth_section(home, standin, environment, key):
    home.config.parent.mkdir(mode=0o700)
    home.config.write_text(f"[api]\nbase_url = {standin.url}\n\n[auth]\n# Use API key authentication\n")
    home.config.chmod(0o600)
    done = home.run("keys", "list", "--output", "json", CHUTES_API_KEY=key)
    assert done.status == 0, done.err
    session = home.run("status", "--output", "json", CHUTES_API_KEY=key).json()["session"]
    assert session["auth_method"] == "api_key" and not session["can_sign"]
    assert session["api_key_id"].replace("-", "") == key[4:36]
    assert session["user_id"].replace("-", "") == key[37:69]
    assert session["api_key_origin"] == "environment"


def test_the_key_comes_by_standard_input_and_is_trimmed(home, standin, key):
    done = home.run("whoami", "--api-key-stdin", "--output", "json", stdin=f"  {key} \r\n", CHUTES_API_URL=standin.url)
    assert done.status == 0, done.err
    assert header(standin.log()[0], "authorization") == f"Basic {key}"


def test_the_key_is_in_no_log_output_or_argument(home, standin, environment, key):
    texts = []
    for command in (["status"], ["whoami"], ["keys", "list"], ["keys", "get", "none"], ["version"]):
        done = home.run(*command, **environment)
        texts += [done.out, done.err]
    home.daemon.stop()
    for text in [*texts, home.daemon.log()]:
        assert key not in text and key[70:] not in text


@pytest.mark.parametrize("wrong", ["hunter2", "cpk_short", "Basic "])
def test_what_is_no_key_is_sent_nowhere(home, standin, environment, key, wrong):
    given = wrong + (key if wrong == "Basic " else "")
    done = home.run("keys", "list", **{**environment, "CHUTES_API_KEY": given})
    assert done.status == 2, done.err
    assert "API key" in done.err and "next:" in done.err
    assert given not in done.err and key[70:] not in done.err
    assert standin.log() == []


def test_a_key_is_not_sent_in_clear(home, key):
    done = home.run("keys", "list", CHUTES_API_KEY=key, CHUTES_API_URL="http://api.example")
    assert done.status == 2, done.err
    assert "https" in done.err


def test_a_scoped_key_is_told_what_it_cannot_do(home, standin, environment):
    scoped = standin.keys("carol", "scoped", scopes=[{"object_type": "chutes", "object_id": None, "action": "read"}])
    done = home.run("keys", "list", **{**environment, "CHUTES_API_KEY": scoped[0]["key"]})
    assert done.status == 4, done.err
    assert "scoped keys can only invoke" in done.err and "--admin" in done.err


def test_with_both_at_hand_the_hotkey_signs(home, standin, account):
    key = standin.keys("alice", "ci", admin=True)[0]["key"]
    assert home.run("keys", "list", CHUTES_API_KEY=key).status == 0
    entry = standin.log()[0]
    assert header(entry, "authorization") is None
    assert header(entry, "x-chutes-hotkey") == account.address


def test_a_named_file_that_is_not_there_does_not_send_the_key_elsewhere(home, standin, key):
    done = home.run("keys", "list", "--profile", "stagign", CHUTES_API_KEY=key)
    assert done.status == 1, done.err
    assert "no profile 'stagign'" in done.err and "chutes profiles" in done.err
    assert standin.log() == []


def test_without_any_account_the_error_names_both_ways(home, standin):
    home.start_daemon()
    done = home.run("keys", "list", CHUTES_ALLOW_MISSING="true", CHUTES_API_URL=standin.url)
    assert done.status == 4, done.err
    assert "chutes register" in done.err and "CHUTES_API_KEY" in done.err


def test_64_interleaved_clients_never_use_each_others_key(home, standin):
    """Each asks for an id of its own, so that the log tells who sent what."""
    home.start_daemon()
    accounts = []
    for name in ("alice", "bob"):
        hotkey = home.make_wallet(name)
        user = standin.user(username=name, hotkey=hotkey.address)
        path = home.write_config(hotkey, user, standin.url, home.folder / ".chutes" / "environments" / f"{name}.ini")
        accounts.append(({"CHUTES_PROFILE": path.stem}, "x-chutes-hotkey", hotkey.address))
    standin.user(username="carol")
    key = standin.keys("carol", "ci", admin=True)[0]["key"]
    accounts.append(({"CHUTES_API_KEY": key, "CHUTES_API_URL": standin.url}, "authorization", f"Basic {key}"))
    # Late answers, so that the calls of all clients are under way at once.
    standin.fault(kind="delay", delay_ms=400, method="GET", path="^/api_keys/.", times=0)

    asked = {}
    running = []
    for number in range(CLIENTS):
        environment, name, value = accounts[number % len(accounts)]
        asked_for = str(uuid.uuid4())
        asked[asked_for] = (name, value)
        running.append(subprocess.Popen([home.chutes, "keys", "get", asked_for], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True, env={**home.environment, **environment}))
    for process in running:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 5, said  # no such key

    seen = {}
    for entry in standin.log(path="^/api_keys/."):
        credentials = {each: header(entry, each) for each in ("x-chutes-hotkey", "authorization")}
        seen[entry["path"].rsplit("/", 1)[1]] = {each: value for each, value in credentials.items() if value}
    assert seen == {asked_for: {name: value} for asked_for, (name, value) in asked.items()}
