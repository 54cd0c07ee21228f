"""The man pages say what the programs do: every command, every option, every variable."""

import pathlib
import re

import pytest

from program_help import CHUTES, CHUTESD, commands, help_of, options_in_help, split_help

TOP = pathlib.Path(__file__).resolve().parents[2]
PAGES = {page.name: page.read_text() for page in TOP.glob("*/man/*.[158]")}
README = (TOP / "README.md").read_text()


def options_in_page(text):
    return set(re.findall(r"^\.It (?:Fl \w , )?Fl -(\S+)", text, re.MULTILINE))


def without_dashes(options):
    return {option.removeprefix("--") for option in options}


def part(page, macro, title):
    """The text below a heading, up to the next one of its kind or above it."""
    ends = r"^\.S[sh] " if macro == "Ss" else r"^\.Sh "
    found = re.search(rf"^\.{macro} {re.escape(title)}(?: Ar \w+)?\n(.*?)(?={ends}|\Z)", PAGES[page],
                      re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no section {title!r}"
    return found.group(1)


def test_there_are_three():
    assert set(PAGES) == {"chutes.1", "chutesd.8", "chutes-config.5"}


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_options_of_a_command_are_those_of_its_help(command):
    own, _ = split_help(help_of(CHUTES, *command))
    assert options_in_page(part("chutes.1", "Ss", "chutes " + " ".join(command))) == without_dashes(own)


def test_options_of_every_command_are_those_of_the_help():
    _, common = split_help(help_of(CHUTES))
    assert options_in_page(part("chutes.1", "Sh", "OPTIONS")) == without_dashes(common) | {"help", "version"}


def test_every_command_of_the_page_exists():
    documented = re.findall(r"^\.Ss chutes (.*?)(?: Ar \w+)?$", PAGES["chutes.1"], re.MULTILINE)
    assert sorted(documented) == sorted(" ".join(command) for command in commands())


def test_options_of_the_daemon_are_those_of_its_help():
    assert options_in_page(PAGES["chutesd.8"]) == without_dashes(options_in_help(help_of(CHUTESD)))


def test_every_variable_of_the_readme_is_in_a_page():
    documented = set(re.findall(r"\bCHUTESD?_[A-Z][A-Z_]*[A-Z]\b", README))
    assert {name for name in documented if not any(name in text for text in PAGES.values())} == set()


def test_exit_statuses_are_those_of_the_readme():
    section = re.search(r"^## Exit statuses\n(.*?)^## ", README, re.MULTILINE | re.DOTALL).group(1)
    assert re.findall(r"^\.It (\d+)$", part("chutes.1", "Sh", "EXIT STATUS"), re.MULTILINE) == \
        re.findall(r"^\| (\d+) \|", section, re.MULTILINE)


def test_settings_are_those_of_the_readme():
    example = re.search(r"^## Configuration\n.*?```ini\n(.*?)```", README, re.MULTILINE | re.DOTALL).group(1)
    page = PAGES["chutes-config.5"]
    assert re.findall(r"^\.It Ic (\w+)$", page, re.MULTILINE) == re.findall(r"^(\w+) = ", example, re.MULTILINE)
    assert re.findall(r"^\.Ss (\[.+\])$", page, re.MULTILINE) == re.findall(r"^(\[.+\])$", example, re.MULTILINE)
