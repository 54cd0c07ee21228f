"""Changes whose reply was lost: none of them is forgotten, whatever happened to the daemon."""

import signal
import sqlite3
import subprocess

from lone_daemon import running

LEDGER = ".local/state/chutesd/ledger.db"
KEYS = "^/api_keys/$"
SECRETS = "^/secrets/$"
LOST_KEYS = 100


def listed(home):
    done = home.run("keys", "list", "--limit", "1000", "--output", "json")
    assert done.status == 0, done.err
    return {key["name"]: key for key in done.json()["keys"]}, done.err


def test_a_hundred_lost_replies_are_a_hundred_lost_keys(home, account, standin):
    standin.fault(kind="close", commit=True, method="POST", path=KEYS, times=LOST_KEYS)
    for number in range(LOST_KEYS):
        done = home.run("keys", "create", "--name", f"lost-{number}", "--admin")
        assert done.status == 7, done.err
    assert home.run("keys", "create", "--name", "kept", "--admin").status == 0
    keys, warnings = listed(home)
    assert len(keys) == len(standin.rows("keys")) == LOST_KEYS + 1
    assert {name for name, key in keys.items() if key["secret_lost"]} == {f"lost-{n}" for n in range(LOST_KEYS)}
    assert "chutes keys delete" in warnings and f"{LOST_KEYS - 10} more" in warnings


def test_a_key_is_found_though_the_daemon_was_killed_before_the_reply(home, account, standin):
    standin.fault(kind="hang", commit=True, method="POST", path=KEYS)
    client = subprocess.Popen([home.chutes, "keys", "create", "--name", "orphan", "--chutes", "--action", "invoke"],
                              env=home.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    standin.log(method="POST", path=KEYS, count=1, timeout_ms=10_000)
    home.daemon.stop(signal.SIGKILL)
    client.communicate(timeout=30)
    assert client.returncode != 0
    home.start_daemon()
    keys, warnings = listed(home)
    orphan = keys["orphan"]
    assert orphan["secret_lost"] and orphan["action_source"] == "ledger"
    assert orphan["scopes"][0]["action"] == "invoke"
    assert f"chutes keys delete {orphan['api_key_id']}" in warnings
    again = home.run("keys", "create", "--name", "orphan", "--admin")
    assert again.status == 6 and f"chutes keys delete {orphan['api_key_id']}" in again.err
    assert home.run("keys", "delete", orphan["api_key_id"], "--yes").status == 0
    assert home.run("keys", "create", "--name", "orphan", "--admin").status == 0
    assert listed(home)[1] == ""


def test_a_caller_who_leaves_makes_a_lost_key(home, account, standin):
    home.daemon.stop()
    home.daemon = home.start_daemon("--log-file", str(home.folder / "log"))
    standin.fault(kind="hold", method="POST", path=KEYS)
    client = subprocess.Popen([home.chutes, "keys", "create", "--name", "late", "--admin"], env=home.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    standin.log(method="POST", path=KEYS, count=1, timeout_ms=10_000)
    with running([home.chutes, "daemon", "logs", "--follow"], home.environment, stdout=subprocess.PIPE) as log:
        client.send_signal(signal.SIGINT)
        client.communicate(timeout=30)
        assert client.returncode == 130
        assert any("CreateKey CANCELLED" in line for line in log.stdout)
    home.daemon.send(signal.SIGTERM)
    home.daemon.wait_for("STOPPING=1")
    # The daemon stops only once the change has come to its end.
    standin.clear_faults()
    assert home.daemon.stop() == 0
    home.start_daemon()
    assert listed(home)[0]["late"]["secret_lost"]


def test_a_lost_secret_is_told_by_the_next_call(home, account, standin):
    chute = standin.chute("alice", "my-chute")
    standin.fault(kind="close", commit=True, method="POST", path=SECRETS)
    lost = home.run("secrets", "set", "--purpose", "my-chute", "--key", "HF_TOKEN", "--value-stdin", stdin="hf_1")
    assert lost.status == 7, lost.err
    told = home.run("secrets", "list")
    assert "was lost; it is there" in told.err
    assert f"chutes secrets set --purpose {chute['chute_id']} --key HF_TOKEN" in told.err
    assert home.run("secrets", "list").err == ""


def test_the_ledger_holds_no_secret_and_is_the_owners(home, account, standin):
    standin.chute("alice", "c")
    secret = home.run("keys", "create", "--name", "k", "--admin", "--quiet").out.strip()
    home.run("secrets", "create", "--purpose", "c", "--key", "K", "--value-stdin", stdin="Canary0123")
    assert home.daemon.stop() == 0
    files = list((home.folder / LEDGER).parent.iterdir())
    assert files
    for file in files:
        assert file.stat().st_mode & 0o777 == 0o600
        for text in (secret, secret.split(".")[-1], "Canary0123", account.seed.hex()):
            assert text.encode() not in file.read_bytes()


def test_without_a_ledger_no_key_is_made_and_reading_goes_on(home, account, standin):
    standin.keys("alice", "there")
    (home.folder / LEDGER).parent.mkdir(parents=True, mode=0o700)
    (home.folder / LEDGER).write_bytes(b"x" * 4096)
    refused = home.run("keys", "create", "--name", "k", "--admin")
    assert refused.status == 1, refused.err
    assert "is damaged" in refused.err and f"ls -ld {home.folder / LEDGER}" in refused.err
    assert "mv " not in refused.err
    assert standin.log(method="POST") == []
    done = home.run("keys", "list")
    assert done.status == 0 and "there" in done.out and "ledger" in done.err
    (home.folder / LEDGER).rename(home.folder / "damaged")
    assert home.run("keys", "create", "--name", "k", "--admin").status == 0


def test_two_daemons_share_a_ledger(home, account, standin):
    other = home.folder / "other.sock"
    home.start_daemon("--socket", str(other))
    assert home.run("keys", "create", "--name", "one", "--chutes", "--action", "invoke").status == 0
    seen = home.run("keys", "get", "one", "--output", "json", CHUTESD_SOCKET=str(other)).json()
    assert seen["action_source"] == "ledger"
    with sqlite3.connect(home.folder / LEDGER) as ledger:
        assert ledger.execute("SELECT count(*) FROM keys").fetchone() == (1,)


def test_names_are_resolved_and_the_nearest_are_named(home, account, standin):
    chute = standin.chute("alice", "my-chute")
    assert home.run("keys", "create", "--name", "ci-main", "--chute-ids", "my-chute", "--action", "invoke").status == 0
    assert standin.rows("keys")[0]["scopes"][0]["object_id"] == chute["chute_id"]
    for command, meant in ((["keys", "get", "ci-mian"], "ci-main"),
                           (["keys", "create", "--name", "x", "--chute-ids", "my-chut"], "my-chute"),
                           (["secrets", "get", "--purpose", "my-chut", "--key", "K"], "my-chute")):
        done = home.run(*command)
        assert done.status == 5, done.err
        assert f"did you mean '{meant}'?" in done.err


def test_secrets_by_chute_and_key(home, account, standin):
    standin.chute("alice", "my-chute")
    name = ["--purpose", "my-chute", "--key", "HF_TOKEN"]
    assert home.run("secrets", "set", *name, "--value-stdin", stdin="one").err == "Secret created successfully\n"
    assert home.run("secrets", "set", *name, "--value-stdin", stdin="two").err == "Secret replaced successfully\n"
    assert standin.rows("secrets")[0]["value"] == "two"
    shown = home.run("secrets", "get", *name, "--output", "json").json()
    assert (shown["key"], shown["chute_name"]) == ("HF_TOKEN", "my-chute")
    assert home.run("secrets", "list", "--output", "json").json()["secrets"] == [shown]
    assert home.run("secrets", "delete", *name, "--yes").status == 0
    assert home.run("secrets", "get", *name).status == 5
