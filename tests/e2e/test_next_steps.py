"""Next steps, typed as they are printed: they act on the account, daemon and file that they are about, or on nothing."""

import json
import re
import subprocess

import grpc
import pytest

from examination import apply_fix, examine
from household import Household
from reflection_call import call

FOLDERS = ["my   (old) stuff", "a; run: b", "it's \"$HOME\" `id`"]


@pytest.fixture
def two_accounts(account, home, standin, tools):
    """alice is the default account and bob has a profile; each has a key `ci`. Returns the path of bob's file."""
    key = home.make_wallet("bob")
    user = standin.user(username="bob", hotkey=key.address)
    path = home.write_config(key, user, standin.url, home.folder / ".chutes" / "environments" / "bob.ini")
    standin.keys("alice", "ci")
    standin.keys("bob", "ci")
    return path


def next_step(text):
    """The command after `next:`, and what stands behind it in brackets."""
    found = re.search(r"^  next: (.*?)(?:   \((.*)\))?$", text, re.MULTILINE)
    assert found, text
    return found.groups()


def type_it(home, tools, command):
    environment = {**home.environment, "PATH": f"{tools}:{home.environment['PATH']}"}
    return subprocess.run(["bash", "-c", command], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60, check=False)


def owners_of_keys(home, bob):
    counts = {}
    for name, options in (("alice", []), ("bob", ["--config-path", bob])):
        counts[name] = home.run("keys", "list", "--output", "json", *options).json()["total"]
    return counts


@pytest.mark.parametrize("form", ["profile", "config path", "config path to be quoted"])
def test_a_deletion_that_is_offered_is_that_of_the_account_in_force(home, two_accounts, tools, form):
    bob = two_accounts
    if form == "config path to be quoted":
        folder = home.folder / FOLDERS[-1].replace("$HOME", "x")
        folder.mkdir(mode=0o700)
        bob = bob.rename(folder / "config.ini")
    options = ["--profile", "bob"] if form == "profile" else ["--config-path", bob]
    refused = home.run("keys", "delete", "ci", *options)
    assert refused.status == 2
    command, why = next_step(refused.err)
    assert "of account bob" in why
    assert type_it(home, tools, command).returncode == 0
    assert owners_of_keys(home, bob) == {"alice": 1, "bob": 0}


def test_a_deletion_that_is_offered_is_asked_of_the_daemon_in_force(programs, home, two_accounts, tools, standin):
    """The other daemon belongs to another home, whose default account is bob."""
    with Household(*programs) as other:
        other.config.parent.mkdir(mode=0o700)
        two_accounts.rename(other.config)
        socket = other.folder / "a; run: b.sock"
        other.start_daemon("--socket", str(socket))
        home.daemon.stop()
        # Named by the client, as the files of its own home would be.
        options = ["--socket", socket, "--config-path", other.config]
        refused = home.run("keys", "delete", "ci", *options)
        assert refused.status == 2, refused.err
        command, _ = next_step(refused.err)
        assert type_it(home, tools, command).returncode == 0
        left = home.run("keys", "list", "--output", "json", *options)
        assert left.json()["total"] == 0 and len(standin.rows("keys")) == 1


@pytest.mark.parametrize("mode", [0o660, 0o644])
@pytest.mark.parametrize("name", FOLDERS)
def test_the_fix_of_a_mode_is_that_of_the_file(home, account, tools, name, mode):
    """And of no other: one with the path up to the first blank or behind the last one stays as it is."""
    folder = home.folder / name.replace("$HOME", "$x")
    folder.mkdir(mode=0o700)
    path = home.config.rename(folder / "config.ini")
    path.chmod(mode)
    others = [home.folder / "my", home.folder / "b" / "config.ini", home.folder / "config.ini"]
    for other in others:
        other.parent.mkdir(exist_ok=True)
        other.touch()
        other.chmod(0o664)
    _, found = examine(home, "--config-path", path)
    done = apply_fix(home, tools, found["config_mode"][0])
    assert done.stderr == ""
    assert path.stat().st_mode & 0o777 == 0o600
    assert {other.stat().st_mode & 0o777 for other in others} == {0o664}
    assert examine(home, "--config-path", path)[0] == 0


@pytest.mark.parametrize("service, method, request_fields, reason", [
    ("KeysService", "GetKey", {"key": "nobody"}, "KEY_NOT_FOUND"),
    ("KeysService", "CreateKey", {"name": "two/words", "admin": True}, "INVALID_ARGUMENT"),
    ("KeysService", "CreateKey", {"name": "ci", "admin": True}, "KEY_NAME_TAKEN"),
    ("AccountService", "GetAccount", {"session": {"config_path": "/nowhere/config.ini"}}, "CONFIG_MISSING"),
])
def test_a_client_of_the_api_is_told_what_the_api_can_do(home, account, standin, service, method, request_fields,
                                                          reason):
    standin.keys("alice", "ci")
    with pytest.raises(grpc.RpcError) as caught:
        call(f"unix:{home.socket}", f"chutesd.v1.{service}", method, request_fields)
    details = dict(caught.value.trailing_metadata())["grpc-status-details-bin"]
    assert reason.encode() in details and b"next_step" in details
    assert b"chutes " not in details


@pytest.mark.parametrize("kind", ["device", "home", "folder of configs"])
def test_what_is_no_file_is_not_to_be_moved(home, account, kind):
    path = {"device": "/dev/null", "home": str(home.folder), "folder of configs": str(home.config.parent)}[kind]
    for command in (["whoami"], ["config", "check"], ["doctor"], ["doctor", "--output", "json"]):
        done = home.run(*command, "--config-path", path)
        assert done.status != 0
        assert re.search(r"\bmv\b", done.out + done.err) is None
    fixes = [finding["fix"] for finding in json.loads(done.out)["findings"]]
    assert not [fix for fix in fixes if fix and "chmod" in fix]
