"""`chutes config ...`, `chutes profiles` and `chutes whoami`, by the real programs."""

import pytest


def settings(done):
    return {each["name"]: each for each in done.json()["settings"]}


@pytest.fixture
def profiles(home, account, standin):
    """Two profiles beside the default file of alice: bob, and one that is broken."""
    folder = home.folder / ".chutes" / "environments"
    key = home.make_wallet("bob")
    user = standin.user(username="bob", hotkey=key.address)
    home.write_config(key, user, standin.url, folder / "prod.ini")
    (folder / "broken.ini").write_text("[auth\n")
    (folder / "broken.ini").chmod(0o600)
    (folder / "notes.txt").write_text("no profile")
    return folder


def test_path_names_the_file_in_use_whatever_is_in_it(home, account, profiles):
    assert home.run("config", "path").out == f"{home.config}\n"
    assert home.run("config", "path", "--profile", "prod").out == f"{profiles}/prod.ini\n"
    assert home.run("config", "path", CHUTES_PROFILE="broken").out == f"{profiles}/broken.ini\n"
    assert home.run("config", "path", "--config-path", "/nowhere.ini").out == "/nowhere.ini\n"
    home.config.write_text("[auth\n")
    home.daemon.stop()
    home.start_daemon()
    done = home.run("config", "path", "--output", "json")
    assert done.status == 0 and done.json() == {"config_path": str(home.config)}


def test_show_masks_the_seed(home, account, standin):
    done = home.run("config", "show")
    assert done.status == 0, done.err
    assert done.out.startswith(f"# {home.config}\n[api]\nbase_url = {standin.url}\n\n[auth]\nusername = alice\n")
    assert "hotkey_seed = ********\n" in done.out
    shown = home.run("config", "show", "--output", "json").json()
    assert shown["auth"]["hotkey_seed"] == "********"
    assert shown["auth"]["hotkey_ss58address"] == account.address
    assert account.seed.hex() not in done.out + str(shown)


def test_explain_says_what_hides_what(home, account, standin, profiles):
    environment = {"CHUTES_CONFIG_PATH": str(home.config), "CHUTES_PROFILE": "broken",
                   "CHUTES_API_URL": standin.url + "/", "CHUTES_ALLOW_MISSING": "1",
                   "CHUTES_API_KEY": standin.keys("bob", "k", admin=True)[0]["key"]}
    done = home.run("config", "explain", "--profile", "prod", "--output", "json", **environment)
    assert done.status == 0, done.err
    found = settings(done)
    path = found["config_path"]
    assert (path["value"], path["origin"], path["source"]) == (f"{profiles}/prod.ini", "profile", "--profile")
    assert path["hides"] == [{"source": "CHUTES_CONFIG_PATH", "value": str(home.config)},
                             {"source": "CHUTES_PROFILE", "value": "broken"}]
    assert found["api_url"]["source"] == "CHUTES_API_URL"
    assert found["api_url"]["hides"] == [{"source": "[api] base_url", "value": standin.url}]
    assert found["allow_missing"]["value"] == "false"
    assert found["allow_missing"]["hides"] == [{"source": "CHUTES_ALLOW_MISSING", "value": "1"}]
    assert found["auth_method"]["value"] == "hotkey"
    assert found["auth_method"]["hides"][0]["source"] == "API key"
    assert found["hotkey_seed"]["value"] == "********"
    assert environment["CHUTES_API_KEY"][70:] not in done.out
    table = home.run("config", "explain", "--profile", "prod", **environment)
    assert f"CHUTES_CONFIG_PATH = {home.config}" in table.out


def test_explain_works_where_the_file_does_not(home, account, profiles):
    done = home.run("config", "explain", "--output", "json", CHUTES_PROFILE="broken")
    assert done.status == 1
    assert settings(done)["config_path"]["source"] == "CHUTES_PROFILE"
    assert f"{profiles}/broken.ini:1" in done.err and "next:" in done.err


def test_check_reads_the_file_anew_and_names_the_line(home, account):
    assert home.run("config", "check").status == 0
    text = home.config.read_text()
    home.config.write_text(text.replace("hotkey_ss58address", "hotkey_address"))
    done = home.run("config", "check", "--output", "json")
    assert done.status == 1
    verdict = done.json()
    assert not verdict["valid"] and "hotkey_ss58address" in verdict["problem"] and verdict["fix"]
    assert f"{home.config}:" in done.err and "next:" in done.err
    home.config.write_text(text)
    assert home.run("config", "check", "--output", "json").json()["valid"]


def test_check_reports_what_others_can_read_or_change(home, account):
    home.config.chmod(0o644)
    done = home.run("config", "check")
    assert done.status == 0 and f"chmod 600 {home.config}" in done.err
    home.config.chmod(0o666)
    assert home.run("config", "check").status == 8


def test_profiles_lists_them_with_their_problems(home, account, standin, profiles):
    done = home.run("profiles", "--output", "json", CHUTES_PROFILE="prod", CHUTES_API_URL="https://elsewhere.example")
    assert done.status == 0, done.err
    found = {each["name"]: each for each in done.json()["profiles"]}
    assert set(found) == {None, "prod", "broken"}
    assert found["prod"]["in_use"] and not found["broken"]["in_use"] and not found[None]["in_use"]
    assert found["prod"]["username"] == "bob"
    assert found["prod"]["api_url"] == standin.url
    assert found[None]["hotkey_ss58address"] == account.address
    assert "broken.ini:1" in found["broken"]["problem"]
    assert home.run("profiles", "--output", "json").json()["profiles"][0]["in_use"]


def test_profiles_without_a_folder_or_account_is_an_empty_list(home):
    home.start_daemon()
    done = home.run("profiles", "--output", "json")
    assert done.status == 0, done.err
    assert [each["in_use"] for each in done.json()["profiles"]] == [True]  # the default file, which is not there
    assert "no config file" in done.json()["profiles"][0]["problem"]


def test_config_path_and_profile_together_are_refused(home):
    done = home.run("status", "--config-path", "/a", "--profile", "b")
    assert done.status == 2 and "two config files" in done.err
    assert home.run("status", "--profile", "../config").status == 2


def test_whoami_shows_config_and_method(home, account, standin):
    shown = home.run("whoami", "--output", "json").json()
    assert shown["config_path"] == str(home.config) and shown["auth_method"] == "hotkey"
    assert shown["balance"] is not None and shown["api_url"] == standin.url


def test_whoami_warns_of_a_payment_address_that_adds_no_balance(home, account, standin):
    assert home.run("whoami").err == ""
    right = account.user["payment_address"]
    home.config.write_text(home.config.read_text().replace(right, account.user["coldkey"]))
    done = home.run("whoami")
    assert done.status == 0
    assert "coldkey" in done.err and right in done.err and "adds no balance" in done.err


def test_files_of_other_tools_stay_untouched(home, account, standin, profiles):
    others = {".gitignore": b"*\n", "config": b"[default]\nbackend = file\n", ".keychain": b"\0\1secret"}
    for name, content in others.items():
        (home.config.parent / name).write_bytes(content)
        (home.config.parent / name).chmod(0o600)
    before = {name: (home.config.parent / name).stat().st_mtime_ns for name in others}
    home.make_wallet("new")
    commands = [("status",), ("whoami",), ("config", "check"), ("profiles",), ("keys", "create", "--name", "k", "--admin"),
                ("register", "--username", "fresh", "--wallet", "new", "--hotkey", "default", "--token", standin.token(),
                 "--force")]
    for command in commands:
        done = home.run(*command, CHUTES_API_URL=standin.url)
        assert done.status == 0, done.err
    for name, content in others.items():
        path = home.config.parent / name
        assert path.read_bytes() == content and path.stat().st_mode & 0o777 == 0o600
        assert path.stat().st_mtime_ns == before[name]
    assert home.config.parent.stat().st_mode & 0o777 == 0o700
