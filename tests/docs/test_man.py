"""The manual says what the programs do: every command, every option, every variable, every exit status."""

import re

import pytest

from papers import PAGES, PRESENT, TOP, part, tracked
from program_help import CHUTES, CHUTESD, commands, help_of, options_in_help, split_help

VARIABLE = re.compile(r"\bCHUTESD?_[A-Z][A-Z_]*[A-Z]\b")


def options_in_page(text):
    return set(re.findall(r"^\.It (?:Fl \w , )?Fl -(\S+)", text, re.MULTILINE))


def without_dashes(options):
    return {option.removeprefix("--") for option in options}


def statuses(page):
    return re.findall(r"^\.It (\d+)$", part(page, "Sh", "EXIT STATUS"), re.MULTILINE)


def test_there_are_three():
    assert set(PAGES) == {"chutes.1", "chutesd.8", "chutes-config.5"}


def test_pages_refer_to_each_other_only():
    for text in PAGES.values():
        named = re.findall(r"^\.Xr (\S+) (\d)", text, re.MULTILINE)
        assert {f"{name}.{number}" for name, number in named} <= set(PAGES)


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_options_of_a_command_are_those_of_its_help(command):
    own, _ = split_help(help_of(CHUTES, *command))
    assert options_in_page(part("chutes.1", "Ss", "chutes " + " ".join(command))) == without_dashes(own)


@pytest.mark.parametrize("command", [(), *commands()], ids=" ".join)
def test_options_of_every_command_are_those_of_the_help(command):
    _, common = split_help(help_of(CHUTES, *command))
    assert options_in_page(part("chutes.1", "Sh", "OPTIONS")) == without_dashes(common) | {"help", "version"}


def test_every_command_of_the_page_exists():
    documented = re.findall(r"^\.Ss chutes (.*?)(?: Ar \w+)?$", PAGES["chutes.1"], re.MULTILINE)
    assert sorted(documented) == sorted(" ".join(command) for command in commands())


def test_commands_that_are_handed_over_are_those_of_the_help():
    listed = re.search(r"^Handed to the official CLI.*:\n(.*)$", help_of(CHUTES), re.MULTILINE).group(1).split()
    documented = re.search(r"^\.Cm (.*)\nand\n\.Cm (\S+)\nare handed", PAGES["chutes.1"], re.MULTILINE).groups()
    assert sorted(", ".join(documented).replace(",", " ").split()) == sorted(listed)


def test_options_of_the_daemon_are_those_of_its_help():
    assert options_in_page(PAGES["chutesd.8"]) == without_dashes(options_in_help(help_of(CHUTESD)))


def test_every_variable_of_a_paper_is_in_a_page():
    documented = {name for paper, text in PRESENT.items() if not paper.startswith("tests/")
                  for name in VARIABLE.findall(text)}
    assert documented
    assert {name for name in documented if not any(name in text for text in PAGES.values())} == set()


def test_every_variable_of_the_manual_is_read_and_every_one_that_is_read_is_in_the_manual():
    paths = tracked(*(f"{folder}/*.{kind}" for folder in ("client", "daemon", "proto/support") for kind in ("cc", "h")))
    sources = "".join((TOP / path).read_text() for path in paths)
    strings = "\n".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', sources))
    documented = {name for text in PAGES.values() for name in VARIABLE.findall(text)}
    assert documented == set(VARIABLE.findall(strings))


def test_exit_statuses_are_those_of_the_programs():
    enumerators = re.findall(r"^  k\w+ = (\d+),", (TOP / "client/terminal/process.h").read_text(), re.MULTILINE)
    of_reasons = re.findall(r"\(exit_status\) = (\d+)", (TOP / "proto/chutesd/v1/errors.proto").read_text())
    assert set(statuses("chutes.1")) == set(enumerators) | set(of_reasons)
    assert statuses("chutes.1") == sorted(statuses("chutes.1"), key=int)
    not_restarted = re.search(r"^RestartPreventExitStatus=(.*)$", (TOP / "systemd/chutesd.service.in").read_text(),
                              re.MULTILINE).group(1).split()
    assert set(not_restarted) < set(statuses("chutesd.8"))


def test_settings_are_those_of_the_example():
    page = PAGES["chutes-config.5"]
    example = re.search(r"^\.Bd -literal\n(.*?)^\.Ed", page, re.MULTILINE | re.DOTALL).group(1)
    assert re.findall(r"^\.It Ic (\w+)$", page, re.MULTILINE) == re.findall(r"^(\w+) = ", example, re.MULTILINE)
    assert re.findall(r"^\.Ss (\[.+\])$", page, re.MULTILINE) == re.findall(r"^(\[.+\])$", example, re.MULTILINE)
