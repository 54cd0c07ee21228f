"""`chutes doctor`: each thing that can be wrong is found, and its fix, typed as it is printed, mends it."""

import pytest

from examination import apply_fix, examine, program, verdicts


def test_all_is_well(home, account, standin):
    status, found = examine(home)
    assert status == 0
    assert set(found) == {"daemon", "socket", "lock", "environment", "config", "config_mode", "wallets", "dns", "tcp",
                          "tls", "ping", "clock", "account", "ledger"}
    assert {finding["verdict"] for findings in found.values() for finding in findings} == {"ok"}
    assert found["tcp"][0]["duration_ms"] is not None and found["ping"][0]["duration_ms"] is not None
    assert account.seed.hex() not in str(found)
    assert [entry["method"] for entry in standin.log()] == ["GET", "GET"]  # ping and account: nothing is changed


def test_a_missing_config_is_mended_by_registering(home, standin, tools):
    home.make_wallet()
    home.start_daemon()
    environment = {"CHUTES_API_URL": standin.url}
    status, found = examine(home, **environment)
    assert status == 1 and verdicts(found, "config", "account", "ledger") == ["failed", "skipped", "skipped"]
    fix = found["config"][0]["fix"]
    assert fix == "chutes register"
    options = f" --username fresh --wallet default --hotkey default --token {standin.token()}"
    apply_fix(home, tools, {"fix": fix + options}, **environment)
    assert examine(home)[0] == 0


def test_a_missing_config_elsewhere_is_named_in_its_fix(home, standin):
    home.start_daemon()
    _, found = examine(home, "--profile", "staging")
    assert found["config"][0]["fix"] == "chutes profiles"  # a mistyped name is likelier than a new account
    path = home.folder / ".chutes" / "environments" / "staging.ini"
    _, found = examine(home, "--config-path", path)
    assert found["config"][0]["fix"] == f"chutes --config-path {path} register"


def test_a_broken_line_opens_in_the_editor(home, account, tools):
    text = home.config.read_text()
    home.config.write_text(text.replace("user_id = ", "user_id "))
    line = text[:text.index("user_id")].count("\n") + 1
    status, found = examine(home)
    assert status == 1 and verdicts(found, "config", "account") == ["failed", "skipped"]
    program(tools, "editor", f'[ "$1" = +{line} ] && sed -i "$(echo $1 | tr -d +)s/^user_id /user_id = /" "$2"\n')
    apply_fix(home, tools, found["config"][0], EDITOR="editor")
    assert examine(home)[0] == 0 and home.config.read_text() == text


def test_a_config_that_others_can_read_is_a_warning(home, account, tools):
    home.config.chmod(0o644)
    status, found = examine(home)
    assert status == 0 and verdicts(found, "config_mode") == ["warning"]
    apply_fix(home, tools, found["config_mode"][0])
    assert verdicts(examine(home)[1], "config_mode") == ["ok"]


@pytest.mark.parametrize("target", ["file", "folder"])
def test_a_config_that_others_can_change_is_broken(home, account, tools, target):
    (home.config if target == "file" else home.config.parent).chmod(0o777)
    status, found = examine(home)
    assert status == 1 and verdicts(found, "config_mode") == ["failed"]
    apply_fix(home, tools, found["config_mode"][0])
    assert examine(home)[0] == 0


def test_what_the_environment_hides_is_unset(home, account, standin, tools):
    environment = {"CHUTES_API_URL": standin.url.replace("127.0.0.1", "localhost"), "CHUTES_CONFIG_PATH": str(home.config),
                   "CHUTES_PROFILE": "other", "CHUTES_ALLOW_MISSING": "yes"}
    status, found = examine(home, **environment)
    assert status == 0 and verdicts(found, "environment") == ["warning"] * 3
    mended = " ; ".join(finding["fix"] for finding in found["environment"])
    done = apply_fix(home, tools, {"fix": mended}, then="chutes config explain --output json; env", **environment)
    assert '"value": "other"' not in done.stdout and "CHUTES_API_URL" not in done.stdout
    assert "CHUTES_ALLOW_MISSING=true" in done.stdout


# A key of a user that nobody is: another than the file's.
@pytest.mark.parametrize("variable, value", [("CHUTES_API_KEY", f"cpk_{'0' * 32}.{'1' * 32}.{'hunter2x' * 4}"),
                                             ("CHUTES_API_URL", "http://api.example")])
def test_a_variable_that_cannot_be_meant_is_found_and_the_rest_examined(home, account, tools, variable, value):
    status, found = examine(home, **{variable: value})
    assert status == 1 and verdicts(found, "environment", "account") == ["failed", "ok"]
    assert "hunter2" not in str(found)
    apply_fix(home, tools, found["environment"][0], then="chutes doctor", **{variable: value})


def test_wallets_are_needed_only_without_an_account(home, account, standin, tools):
    for wallet in (home.folder / ".bittensor").rglob("hotkeys/*"):
        wallet.unlink()
    assert verdicts(examine(home)[1], "wallets") == ["ok"]
    home.config.unlink()
    environment = {"CHUTES_ALLOW_MISSING": "true", "CHUTES_API_URL": standin.url}
    status, found = examine(home, **environment)
    assert status == 0 and verdicts(found, "wallets", "config") == ["warning", "warning"]
    # Bittensor's own tool, which makes keyfiles such as this.
    folder = home.folder / ".bittensor" / "wallets" / "default" / "hotkeys"
    program(tools, "btcli", f"""[ "$*" = "wallet create" ] && umask 077 && echo '{{"secretSeed": "0x{account.seed.hex()}",
        "ss58Address": "{account.address}"}}' > {folder}/default\n""")
    apply_fix(home, tools, found["wallets"][0])
    assert verdicts(examine(home, **environment)[1], "wallets") == ["ok"]


@pytest.mark.parametrize("url, broken, status", [
    ("https://no-such-host.invalid", "dns", 2),
    ("http://127.0.0.1:1", "tcp", 7),
])
def test_the_stage_that_fails_is_named(home, account, tools, url, broken, status):
    exit_status, found = examine(home, CHUTES_API_URL=url)
    stages = ["dns", "tcp", "tls", "ping"]
    at = stages.index(broken)
    assert exit_status == 1
    assert verdicts(found, *stages) == ["ok"] * at + ["failed"] + ["skipped"] * (3 - at)
    assert verdicts(found, "clock", "account") == ["skipped"] * 2
    apply_fix(home, tools, found[broken][0], status=status, then="exit $?")  # shows the same


def test_a_certificate_that_nobody_vouches_for_is_found(home, tools, programs):
    from household import launch

    certificate, key = launch.make_certificate(home.folder)
    with launch.Standin(tls=(certificate, key)) as standin:
        account = home.make_wallet()
        user = standin.user(username="alice", hotkey=account.address)
        home.write_config(account, user, standin.url)
        daemon = home.start_daemon()
        status, found = examine(home)
        assert status == 1 and verdicts(found, "tcp", "tls", "ping") == ["ok", "failed", "skipped"]
        apply_fix(home, tools, found["tls"][0], status=60, then="exit $?")  # what curl has for certificates
        daemon.stop()
        home.start_daemon("--ca-file", str(certificate))
        status, found = examine(home)
        assert status == 0 and found["tls"][0]["duration_ms"] > 0


def test_a_server_that_is_not_the_api_is_found(home, account, standin, tools):
    status, found = examine(home, CHUTES_API_URL=standin.url + "/v2")
    assert status == 1 and verdicts(found, "tls", "ping") == ["ok", "failed"]
    assert "is this the API's address?" in found["ping"][0]["detail"]
    assert "Authentication required" in apply_fix(home, tools, found["ping"][0]).stdout


def test_an_outage_is_found(home, account, standin, tools):
    standin.settings(database_down=True)
    status, found = examine(home)
    assert status == 1 and verdicts(found, "ping", "account", "ledger") == ["failed", "skipped", "ok"]
    assert "Database" in apply_fix(home, tools, found["ping"][0]).stdout


@pytest.mark.parametrize("offset, verdict, status", [(90, "warning", 0), (-90, "warning", 0), (900, "failed", 1),
                                                     (30, "ok", 0)])
def test_the_clock_is_held_against_the_servers(home, account, standin, tools, offset, verdict, status):
    standin.settings(clock_offset=offset)
    exit_status, found = examine(home)
    assert (exit_status, verdicts(found, "clock")) == (status, [verdict])
    if verdict == "ok":
        return
    # Nobody may set this machine's clock; that of the stand-in is as good.
    program(tools, "timedatectl", f"""[ "$*" = "set-ntp true" ] && exec curl -sS -m 10 -o /dev/null -d '{{"clock_offset": 0}}' \\
        {standin.url}/_standin/settings\n""")
    for finding in found["clock"]:
        apply_fix(home, tools, finding)
    assert verdicts(examine(home)[1], "clock", "account") == ["ok", "ok"]


def test_what_the_api_says_otherwise_is_set_in_the_file(home, account, standin, tools):
    right = account.user
    text = home.config.read_text()
    wrong = text.replace("username = alice", "USERNAME: alicia").replace(right["payment_address"], right["coldkey"])
    home.config.write_text(wrong.replace(right["user_id"], "44b99a8e-6839-5638-90a9-a4a14874a2fc"))
    status, found = examine(home)
    assert status == 1
    assert verdicts(found, "account", "username", "user_id", "payment_address") == ["ok", "warning", "failed", "warning"]
    assert "adds no balance" in found["payment_address"][0]["detail"]
    for check in ("username", "user_id", "payment_address"):
        apply_fix(home, tools, found[check][0])
    status, found = examine(home)
    assert status == 0 and not {"username", "user_id", "payment_address"} & set(found)
    assert home.config.read_text() == text.replace("username = alice", "USERNAME = alice")
    assert home.config.stat().st_mode & 0o777 == 0o600


def test_a_hostile_api_gets_no_command_into_a_fix(home, account, standin, tools):
    evil = "x/; touch pwned #'`touch pwned`"
    standin.change_user("alice", username=evil)
    _, found = examine(home)
    assert found["username"][0]["fix"] == f"${{EDITOR:-vi}} {home.config}"


def test_a_hotkey_without_an_account_is_registered(home, account, standin, tools):
    home.make_wallet(key=account)
    standin.delete_user("alice")
    status, found = examine(home)
    assert status == 1 and verdicts(found, "account", "ledger") == ["failed", "ok"]
    options = f" --username again --wallet default --hotkey default --token {standin.token()}"
    apply_fix(home, tools, {"fix": found["account"][0]["fix"] + options}, CHUTES_API_URL=standin.url)
    assert examine(home)[0] == 0


def test_a_refused_api_key_is_replaced_where_the_hotkey_is(home, account, standin, tools):
    scoped = standin.keys("alice", "scoped", scopes=[{"object_type": "chutes", "object_id": None, "action": "invoke"}])
    ci = home.folder / "ci.ini"
    ci.write_text(f"[api]\nbase_url = {standin.url}\n[auth]\n")
    ci.chmod(0o600)
    status, found = examine(home, "--config-path", ci, CHUTES_API_KEY=scoped[0]["key"])
    assert status == 1 and verdicts(found, "config", "account") == ["ok", "failed"]
    fix = found["account"][0]["fix"].replace(f"--config-path {ci} ", "")  # the hotkey is in the default file
    made = apply_fix(home, tools, {"fix": fix + " --output json"}).stdout
    key = made.split('"secret_key": "')[1].split('"')[0]
    assert examine(home, "--config-path", ci, CHUTES_API_KEY=key)[0] == 0


def test_a_key_whose_secret_was_lost_is_removed(home, account, standin, tools):
    standin.fault(kind="close", commit=True, method="POST", path="^/api_keys/$", times=1)
    assert home.run("keys", "create", "--name", "lost", "--admin").status == 7
    status, found = examine(home)
    assert status == 0 and verdicts(found, "ledger") == ["warning"]
    assert "nobody has its secret" in found["ledger"][0]["detail"]
    # As it is printed it asks: without a terminal nothing is deleted.
    apply_fix(home, tools, found["ledger"][0], then="exit $?", status=2)
    assert len(standin.rows("keys")) == 1
    apply_fix(home, tools, {"fix": found["ledger"][0]["fix"] + " --yes"})
    assert verdicts(examine(home)[1], "ledger") == ["ok"]
    assert standin.rows("keys") == []


def test_a_damaged_ledger_is_named_and_left_to_its_owner(home, account, standin, tools):
    assert home.run("keys", "create", "--name", "k", "--admin").status == 0
    ledger = home.folder / ".local" / "state" / "chutesd" / "ledger.db"
    home.daemon.stop()
    ledger.write_bytes(b"no database" * 1000)
    home.start_daemon()
    status, found = examine(home)
    assert status == 1 and verdicts(found, "ledger") == ["failed"]
    assert str(ledger) in apply_fix(home, tools, found["ledger"][0]).stdout
    assert ledger.read_bytes().startswith(b"no database")
    ledger.rename(ledger.with_name("damaged"))
    assert examine(home)[0] == 0


def test_the_text_for_people_has_each_fix_below_its_finding(home, account):
    home.config.chmod(0o644)
    rows = [line.split("\t") for line in home.run("doctor").out.splitlines()]
    assert rows[0] == ["Check", "Verdict", "Time", "Detail", "Fix"]
    assert ["config_mode", "warning"] in [row[:2] for row in rows]
