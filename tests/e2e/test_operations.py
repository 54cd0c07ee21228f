"""Account operations by the real programs against the stand-in API."""

import contextlib
import json
import re
import socket

import pytest

SECRET_VALUE = "hf_Canary0123456789"


def test_register_writes_a_config_that_the_next_command_uses(home, standin):
    key = home.make_wallet("cold", "hot")
    home.start_daemon()
    environment = {"CHUTES_API_URL": standin.url}
    done = home.run("register", "--username", "new_user", "--wallet", "cold", "--hotkey", "hot",
                    "--token", standin.token(), "--output", "json", **environment)
    assert done.status == 0, done.err
    account = done.json()
    assert re.fullmatch("[A-Za-z0-9]{32}", account["fingerprint"])
    assert home.config.stat().st_mode & 0o777 == 0o600
    assert home.config.parent.stat().st_mode & 0o777 == 0o700
    assert f"hotkey_seed = {key.seed.hex()}" in home.config.read_text()
    # The environment is gone: the file alone says where the API is.
    assert home.run("whoami", "--output", "json").json()["username"] == "new_user"


def test_register_to_another_file_leaves_the_default_alone(home, standin):
    home.make_wallet()
    home.start_daemon()
    elsewhere = home.folder / "environments" / "prod.ini"
    done = home.run("register", "--username", "prod_user", "--wallet", "default", "--hotkey", "default", "--token",
                    standin.token(), "--config-path", elsewhere, CHUTES_API_URL=standin.url)
    assert done.status == 0, done.err
    assert elsewhere.exists() and not home.config.exists()
    assert home.run("whoami", "--config-path", elsewhere).status == 0


def test_register_refuses_to_replace_a_config(home, account, standin):
    home.make_wallet("other")
    before = home.config.read_text()
    done = home.run("register", "--username", "someone", "--wallet", "other", "--hotkey", "default", "--token",
                    standin.token(), CHUTES_API_URL=standin.url)
    assert done.status == 6
    assert home.config.read_text() == before
    assert standin.log(method="POST", path="^/users/register$") == []


@pytest.mark.parametrize("setup, status, says", [
    (dict(token="expired"), 4, "token"),
    (dict(username="taken"), 6, "taken"),
    (dict(coldkey=0.1), 1, "0.25"),
    (dict(limit=-1), 7, "registration"),
])
def test_register_explains_a_refusal(home, standin, setup, status, says):
    key = home.make_wallet()
    home.start_daemon()
    standin.user(username="taken")
    if "coldkey" in setup:
        standin.coldkey(key.coldkey, setup["coldkey"])
    if "limit" in setup:
        standin.settings(registration_limit=setup["limit"])
    token = standin.token(expired=setup.get("token") == "expired")
    done = home.run("register", "--username", setup.get("username", "fresh"), "--wallet", "default", "--hotkey",
                    "default", "--token", token, CHUTES_API_URL=standin.url)
    assert done.status == status, done.err
    assert says in done.err
    assert "next:" in done.err
    assert token not in done.err + done.out
    assert not home.config.exists()


def test_keys_from_creation_to_deletion(home, account, standin):
    created = home.run("keys", "create", "--name", "ci", "--chutes", "--action", "invoke", "--output", "json")
    assert created.status == 0, created.err
    secret = created.json()["secret_key"]
    assert re.fullmatch(r"cpk_[0-9a-f]{32}\.[0-9a-f]{32}\.[A-Za-z0-9]{32}", secret)
    assert secret not in created.err
    assert home.run("keys", "list", "--output", "json").json()["total"] == 1
    by_name = home.run("keys", "get", "ci", "--output", "json").json()
    by_id = home.run("keys", "get", by_name["api_key_id"], "--output", "json").json()
    assert by_name == by_id
    refused = home.run("keys", "delete", "ci")
    assert refused.status == 2 and "--yes" in refused.err
    assert home.run("keys", "delete", "ci", "--yes").status == 0
    assert home.run("keys", "delete", "ci", "--yes").status == 5


def test_keys_list_is_ordered_filtered_and_paged(home, account, standin):
    standin.keys("alice", "build", count=30)
    standin.keys("alice", "other", count=3)
    first = home.run("keys", "list", "--name", "build", "--output", "json").json()
    second = home.run("keys", "list", "--name", "build", "--page", "1", "--output", "json").json()
    assert (len(first["keys"]), len(second["keys"]), first["total"]) == (25, 5, 30)
    ids = [key["api_key_id"] for key in first["keys"] + second["keys"]]
    assert len(set(ids)) == 30
    times = [key["created_at"] for key in first["keys"] + second["keys"]]
    assert times == sorted(times, reverse=True)


def test_secrets_from_creation_to_deletion(home, account, standin):
    chute = standin.chute("alice", "my-llm_chute")
    standin.chute("alice", "my-llmXchute")  # `_` is a wildcard to the server
    done = home.run("secrets", "create", "--purpose", "my-llm_chute", "--key", "HF_TOKEN", "--value", SECRET_VALUE,
                    "--output", "json")
    assert done.status == 0, done.err
    assert done.json()["purpose"] == chute["chute_id"]
    assert standin.rows("secrets")[0]["value"] == SECRET_VALUE
    assert SECRET_VALUE not in done.out + done.err
    secret_id = done.json()["secret_id"]
    again = home.run("secrets", "create", "--purpose", chute["chute_id"], "--key", "HF_TOKEN", "--value", "x")
    assert again.status == 6
    assert home.run("secrets", "get", secret_id, "--output", "json").json()["key"] == "HF_TOKEN"
    assert home.run("secrets", "delete", secret_id, "--yes").status == 0
    assert home.run("secrets", "get", secret_id).status == 5


def test_a_banned_secret_key_is_refused_before_anything_is_sent(home, account, standin):
    done = home.run("secrets", "create", "--purpose", "x", "--key", "PYTHONPATH", "--value", SECRET_VALUE)
    assert done.status == 2
    assert "PYTHONPATH" in done.err and SECRET_VALUE not in done.err
    assert standin.log() == []


def test_two_accounts_are_kept_apart(home, account, standin):
    other = home.make_wallet("other")
    user = standin.user(username="bob", hotkey=other.address)
    prod = home.write_config(other, user, standin.url, home.folder / "prod.ini")
    assert home.run("whoami", "--output", "json").json()["username"] == "alice"
    assert home.run("whoami", "--config-path", prod, "--output", "json").json()["username"] == "bob"
    assert home.run("whoami", "--output", "json", CHUTES_CONFIG_PATH=str(prod)).json()["username"] == "bob"
    option_wins = home.run("whoami", "--config-path", home.config, "--output", "json", CHUTES_CONFIG_PATH=str(prod))
    assert option_wins.json()["username"] == "alice"


def test_status_says_where_each_value_came_from(home, account, standin):
    session = home.run("status", "--output", "json", CHUTES_API_URL=standin.url + "/").json()["session"]
    assert session["api_url_origin"] == "environment"
    assert session["config_path_origin"] == "default"
    assert home.run("status", "--output", "json").json()["session"]["api_url_origin"] == "file"


def test_a_readable_config_works_with_a_warning(home, account):
    home.config.chmod(0o644)
    done = home.run("keys", "list")
    assert done.status == 0
    assert f"chmod 600 {home.config}" in done.err


def test_a_config_that_others_can_write_is_refused(home, account):
    home.config.chmod(0o666)
    done = home.run("keys", "list")
    assert done.status == 8, done.err
    assert "chmod" in done.err


def test_a_lost_reply_is_an_unknown_outcome_and_is_sent_once(home, account, standin):
    standin.fault(kind="close", commit=True, method="POST", path="^/api_keys/$", times=1)
    done = home.run("keys", "create", "--name", "lost", "--admin")
    assert done.status == 7, done.err
    assert "may" in done.err and "chutes keys list" in done.err
    assert len(standin.log(method="POST", path="^/api_keys/$")) == 1


def test_an_idle_connection_that_the_server_closed_does_not_matter(home, account, standin):
    assert home.run("keys", "list").status == 0
    standin.close_idle()
    assert home.run("keys", "list").status == 0
    standin.close_idle(reset=True)
    assert home.run("keys", "create", "--name", "after-idle", "--admin").status == 0
    assert len(standin.log(method="POST", path="^/api_keys/$")) == 1


def test_a_redirect_is_named_and_not_followed(home, account, standin):
    standin.fault(kind="reply", path="^/api_keys/$", status=307, headers={"Location": "https://elsewhere.example/x"})
    done = home.run("keys", "list")
    assert done.status == 7, done.err
    assert "elsewhere.example" in done.err


def test_an_echo_of_a_secret_is_never_shown(home, account, standin):
    chute = standin.chute("alice", "c")
    echo = {"detail": [{"type": "missing", "loc": ["body", "purpose"], "msg": "Field required",
                        "input": {"key": "HF_TOKEN", "value": SECRET_VALUE}}]}
    standin.fault(kind="reply", method="POST", path="^/secrets/$", status=422, body=json.dumps(echo))
    done = home.run("secrets", "create", "--purpose", chute["chute_id"], "--key", "HF_TOKEN", "--value", SECRET_VALUE)
    assert done.status == 2
    assert "purpose" in done.err
    for text in (done.out, done.err, home.daemon.log()):
        assert SECRET_VALUE not in text


def test_nothing_secret_is_in_the_log_at_debug(home, standin):
    key = home.make_wallet()
    daemon = home.start_daemon("--log-level", "debug")
    environment = {"CHUTES_API_URL": standin.url}
    token = standin.token()
    done = home.run("register", "--username", "logged", "--wallet", "default", "--hotkey", "default", "--token", token,
                    "--output", "json", **environment)
    assert done.status == 0, done.err
    created = home.run("keys", "create", "--name", "k", "--admin", "--output", "json", **environment).json()
    chute = standin.chute("logged", "c")
    home.run("secrets", "create", "--purpose", chute["chute_id"], "--key", "K", "--value", SECRET_VALUE, **environment)
    signatures = [value for entry in standin.log() for name, value in entry["headers"]
                  if name.lower() == "x-chutes-signature"]
    assert signatures
    log = daemon.log()
    assert "CreateSecret" in log
    for secret in (token, key.seed.hex(), done.json()["fingerprint"], created["secret_key"], SECRET_VALUE, *signatures):
        assert secret not in log


def test_exit_status_3_without_a_daemon(home):
    done = home.run("status")
    assert done.status == 3
    assert "chutesd" in done.err and "next:" in done.err


def test_time_runs_out_with_exit_status_9(home, account, standin):
    standin.fault(kind="hang", path="^/api_keys/$")
    done = home.run("keys", "list", "--timeout", "1")
    assert done.status == 9, done.err


def test_time_that_runs_out_while_connecting_is_a_timeout_too(home, account):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf, contextlib.ExitStack() as fillers:
        for _ in range(4):  # the first ones fill its queue, so that the daemon's connection stays open-ended
            filler = fillers.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        for arguments in (["keys", "list"], ["keys", "create", "--name", "late", "--admin"]):
            done = home.run(*arguments, "--timeout", "4", CHUTES_API_URL=url)
            assert done.status == 9, done.err
            assert "nothing was sent" in done.err and "--timeout" in done.err


def test_a_wrong_clock_is_named(home, account, standin):
    standin.settings(clock_offset=900)
    done = home.run("keys", "list")
    assert done.status == 4
    assert "clock" in done.err
