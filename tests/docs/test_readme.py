"""The README says what the programs do: options, reasons, exit statuses, JSON members, the Python example."""

import pathlib
import re
import subprocess
import sys

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "e2e"))

from household import Household, launch  # noqa: E402
from program_help import (  # noqa: E402
    CHUTES, CHUTESD, COMMON, OPTION, commands, help_of, options_in_help, split_help)

README = (TOP / "README.md").read_text()
EXAMPLE_SECONDS = 60


def section(title):
    """The text below a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"the README has no section {title!r}"
    return found.group(1)


def rows(title):
    """The cells of the tables of a section, heading aside, without backticks."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    cells = [[cell.strip().replace("`", "") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [row for row in cells[1:] if not set(row[0]) <= set("-")]


def options_in_tables(title):
    return {option for row in rows(title) for option in OPTION.findall(row[0])}


def reasons_in_source():
    """Reason -> codes, as the comments of errors.proto have them."""
    text = (TOP / "proto/chutesd/v1/errors.proto").read_text()
    found = {}
    for comment, name in re.findall(r"((?:^ +//.*\n)+) +REASON_(\w+) = \d+;", text, re.MULTILINE):
        found[name] = set(re.findall(r"\b[A-Z]{7,}\b|\b[A-Z]+(?:_[A-Z]+)+\b", comment))
    del found["UNSPECIFIED"]
    return found


def exits_in_source():
    """Reason -> exit status, as the CLI has them."""
    numbers = dict(re.findall(r"^  (k\w+) = (\d+),", (TOP / "client/terminal/exit_code.h").read_text(), re.MULTILINE))
    table = (TOP / "client/terminal/exit_code.cc").read_text()
    return numbers, {name: numbers[exit] for name, exit in re.findall(r'"(\w+)",\s*Exit::(k\w+)\}', table)}


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_options_of_a_command_are_those_of_its_help(command):
    own, common = split_help(help_of(CHUTES, *command))
    assert options_in_tables("`chutes " + " ".join(command) + "`") == own
    assert options_in_tables(COMMON) - {"--help"} == common


def test_every_command_of_the_readme_exists():
    documented = set(re.findall(r"^### `chutes (.+)`$", README, re.MULTILINE))
    assert documented == {" ".join(command) for command in commands()}


def test_options_of_the_daemon_are_those_of_its_help():
    assert options_in_tables("`chutesd`") == options_in_help(help_of(CHUTESD))


def test_no_option_is_made_up():
    text = "".join(help_of(CHUTES, *command) for command in [(), *commands()]) + help_of(CHUTESD)
    known = set(OPTION.findall(text))
    used = {option for line in re.findall(r"(?:^|[$`(] ?)(chutesd? [^`\n]*)", README, re.MULTILINE)
            for option in OPTION.findall(line)}
    assert used <= known


def test_reasons_and_codes_are_those_of_the_protos():
    documented = {row[0]: set(row[1].split(", ")) for row in rows("Errors")}
    source = reasons_in_source()
    assert set(documented) == set(source)
    for reason, codes in documented.items():
        assert codes <= source[reason], reason


def test_exit_statuses_are_those_of_the_cli():
    numbers, by_reason = exits_in_source()
    assert {row[0] for row in rows("Exit statuses")} == set(numbers.values())
    documented = {row[0]: row[3] for row in rows("Errors")}
    assert documented.pop("CANCELLED") == "1, 3"
    assert documented == by_reason


def members(value):
    """The names of all members of a JSON document."""
    if isinstance(value, list):
        return set().union(*map(members, value))
    if not isinstance(value, dict):
        return set()
    return set(value).union(*map(members, value.values()))


@pytest.fixture(scope="module")
def home():
    with launch.Standin() as standin, Household(CHUTES, CHUTESD) as household:
        key = household.make_wallet()
        key.user = standin.user(username="alice", hotkey=key.address)
        household.write_config(key, key.user, standin.url)
        standin.keys("alice", "ci")
        standin.chute("alice", "my-chute")
        household.start_daemon()
        yield household


def test_json_members_are_documented(home):
    documented = {row[0]: set(re.findall(r"[a-z_0-9]+", row[1])) for row in rows("JSON output")}
    keys = documented["keys get"]
    secret = documented["secrets get, secrets create"]
    expected = [
        (["status"], documented["status"]),
        (["whoami"], documented["whoami"]),
        (["version"], documented["version"]),
        (["profiles"], documented["profiles"]),
        *((["config", name], documented[f"config {name}"]) for name in ("path", "show", "explain", "check")),
        (["keys", "list"], documented["keys list"] | keys),
        (["keys", "count"], documented["keys count"]),
        (["keys", "get", "ci"], keys),
        (["keys", "create", "--name", "new", "--chutes"], documented["keys create"] | keys),
        (["keys", "delete", "new", "--yes"], documented["keys delete"]),
        (["secrets", "create", "--purpose", "my-chute", "--key", "K", "--value", "v"], secret),
        (["secrets", "list"], documented["secrets list"] | secret),
    ]
    for command, names in expected:
        done = home.run(*command, "--output", "json")
        assert done.status == 0, done.err
        assert members(done.json()) <= names, command


def run_example(home, *arguments):
    code = re.search(r"```python\n(.*?)```", section("Python"), re.DOTALL).group(1)
    environment = {**home.environment, "CHUTESD_SOCKET": str(home.socket)}
    return subprocess.run([sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True,
                          timeout=EXAMPLE_SECONDS, check=False)


def test_the_python_example_lists_keys_and_shows_warnings(home):
    home.config.chmod(0o644)
    try:
        done = run_example(home)
    finally:
        home.config.chmod(0o600)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"[0-9a-f-]{36} ci\n", done.stdout)
    assert done.stderr.startswith("warning: ") and "chmod 600" in done.stderr


def test_the_python_example_reads_the_reason_of_an_error(home):
    done = run_example(home, str(home.folder / "no.ini"))
    assert done.returncode == 1, done.stderr
    assert "CONFIG_MISSING {'next_step':" in done.stdout
