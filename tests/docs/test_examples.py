"""What the papers show is what happens: the first session, the Python example, JSON members, the services."""

import configparser
import os
import pathlib
import re
import subprocess
import sys

import grpc
import pytest
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from papers import PAGES, TOP, blocks, part, rows

for folder in ("e2e", "cli"):
    sys.path.insert(0, str(TOP / "tests" / folder))

from expectation import PATTERNS  # noqa: E402
from household import Household, launch  # noqa: E402
from world import World  # noqa: E402

CHUTES, CHUTESD = os.environ["CHUTES"], os.environ["CHUTESD"]
EXAMPLE_SECONDS = 60
MOST_SESSION_LINES = 15
COLUMNS = 100
SHOWN_HOME = "/home/alice"


@pytest.fixture(scope="module")
def standin():
    with launch.Standin() as server:
        yield server


@pytest.fixture(scope="module")
def home(standin):
    with Household(CHUTES, CHUTESD) as household:
        key = household.make_wallet()
        key.user = standin.user(username="alice", hotkey=key.address)
        household.write_config(key, key.user, standin.url)
        standin.keys("alice", "ci")
        standin.chute("alice", "my-chute")
        household.start_daemon()
        yield household


def members(value):
    """The names of all members of a JSON document."""
    if isinstance(value, list):
        return set().union(*map(members, value))
    if not isinstance(value, dict):
        return set()
    return set(value).union(*map(members, value.values()))


def documented_members():
    """Command -> the names that the manual gives its JSON output."""
    found = {}
    for head, body in re.findall(r"^\.It Cm (.*)\n((?:(?!\.It |\.El).*\n)+)", part("chutes.1", "Sh", "JSON OUTPUT"),
                                 re.MULTILINE):
        listed = set(re.findall(r"\b[a-z][a-z_0-9]*\b", " ".join(re.findall(r"^\.Va (.*)$", body, re.MULTILINE))))
        found.update({command.strip(): listed for command in head.split(" , ")})
    return found


def test_json_members_are_documented(home):
    names = documented_members()
    keys, secrets = names["keys get"], names["secrets get"]
    secret = ["--purpose", "my-chute", "--key"]
    expected = [
        (["status"], names["status"]),
        (["whoami"], names["whoami"]),
        (["version"], names["version"]),
        (["profiles"], names["profiles"]),
        *((["config", name], names[f"config {name}"]) for name in ("path", "show", "explain", "check")),
        (["doctor"], names["doctor"]),
        (["daemon", "status"], names["daemon status"]),
        (["daemon", "start"], names["daemon start"]),
        (["keys", "list"], names["keys list"] | keys),
        (["keys", "create", "--name", "new", "--chutes"], names["keys create"]),
        (["keys", "get", "new"], keys),
        (["keys", "delete", "new", "--yes"], names["keys delete"]),
        (["secrets", "create", *secret, "K", "--value", "v"], names["secrets create"]),
        (["secrets", "set", *secret, "K", "--value", "w"], names["secrets set"]),
        (["secrets", "list"], names["secrets list"] | secrets),
        (["secrets", "get", *secret, "K"], secrets),
        (["secrets", "delete", *secret, "K", "--yes"], names["secrets delete"]),
        (["refinger", "--yes"], names["refinger"]),
    ]
    # Where nothing is null or empty, there is no more in the manual than in the answer.
    complete = [["whoami"], ["version"], ["config", "path"], ["config", "show"], ["daemon", "status"],
                ["keys", "create"], ["keys", "get"], ["keys", "delete"], ["secrets", "create"], ["secrets", "list"],
                ["refinger", "--yes"]]
    for command, documented in expected:
        done = home.run(*command, "--output", "json")
        assert done.status == 0, done.err
        assert members(done.json()), command
        assert members(done.json()) <= documented, command
        if command[:2] in complete:
            assert members(done.json()) == documented, command


def test_the_services_are_those_of_the_daemon(home):
    documented = {service: set(re.findall(r"\b(?:[A-Z][a-z]+)+\b", methods.split(", for ")[0]))
                  for service, methods in rows("proto/README.md")}
    with grpc.insecure_channel(f"unix:{home.socket}") as channel:
        database = ProtoReflectionDescriptorDatabase(channel)
        pool = DescriptorPool(database)
        served = {name: {method.name for method in pool.FindServiceByName(name).methods}
                  for name in database.get_services()}
    assert documented == served


def run_example(home, *arguments):
    code = next(text for language, text in blocks("proto/README.md") if language == "python")
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
    assert done.stderr.startswith("warning: ") and str(home.config) in done.stderr


def test_the_python_example_reads_the_reason_of_an_error(home):
    done = run_example(home, str(home.folder / "no.ini"))
    assert done.returncode == 1, done.stderr
    assert re.search(r"^CONFIG_MISSING \{.*'next_step': ", done.stdout, re.MULTILINE)


def session():
    """The first session: (command, what it shows)."""
    text = next(text for language, text in blocks("README.md") if language == "console")
    return text, re.findall(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE)


def as_shown(text, folder):
    """What differs from run to run becomes the same: the home, ids."""
    return re.sub(PATTERNS["uuid"], "<uuid>", text.replace(str(folder), SHOWN_HOME))


def test_the_first_session_is_what_happens(standin):
    text, steps = session()
    assert len(text.splitlines()) <= MOST_SESSION_LINES
    with World((CHUTES, CHUTESD), standin) as world:
        folder = world.home.folder
        world.home.make_wallet("my_wallet", "my_hotkey")
        world.environment["CHUTES_API_URL"] = standin.url
        (folder / "token.txt").write_text(f"{standin.token()}\n")
        (folder / "hf.txt").write_text("hf_0123456789\n")
        for command, expected in steps:
            if " secrets create " in command:
                standin.chute("alice", "my-llm-chute")
            terminal = world.run_on_terminal(command, COLUMNS)
            terminal.finish()
            shown = terminal.shown
            terminal.close()
            assert as_shown(shown, folder) == as_shown(expected, folder), command
        check_what_registration_wrote(folder / ".chutes" / "config.ini")


def check_what_registration_wrote(path):
    assert path.stat().st_mode & 0o777 == 0o600
    config = configparser.ConfigParser()
    config.read(path)
    documented = re.findall(r"^\.It Ic (\w+)$", PAGES["chutes-config.5"], re.MULTILINE)
    assert sorted(name for section in config.sections() for name in config[section]) == sorted(documented)


def test_the_changelog_begins_with_the_version_of_the_programs():
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", (TOP / "CHANGELOG.md").read_text(), re.MULTILINE)[1]
    said = subprocess.run([CHUTESD, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"chutesd {newest} (")


def test_the_help_of_dev_is_that_of_the_paper():
    text = subprocess.run([TOP / "dev", "help"], capture_output=True, text=True, check=True).stdout
    verbs = set(re.findall(r"^  (\w+) ", text, re.MULTILINE)) - {"help"}
    paper = pathlib.Path(TOP / "tests/README.md").read_text()
    assert {verb for verb in verbs if not re.search(rf"^\./dev {verb}\b", paper, re.MULTILINE)} == set()
