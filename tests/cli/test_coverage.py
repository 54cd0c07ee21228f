"""The scripts leave nothing out: defects, exit statuses, commands, options, variables."""

import pathlib
import re
import sys

import pytest

import script

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "docs"))

from program_help import CHUTES, commands, help_of, split_help  # noqa: E402

SCRIPTS = [script.read(path) for path in sorted((HERE / "scripts").glob("*.txt"))]
MANUAL = "".join(page.read_text() for page in HERE.parents[1].glob("*/man/*.[158]"))
# Defect -> why no script shows it; empty if one must.
DEFECTS = dict(re.findall(r"^\| ([CD]-\d\d) \| .+ \| (.*)\|$", (HERE / "defects.md").read_text(), re.MULTILINE))
EXIT_STATUSES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130}


def typed():
    """Every line that a script has typed, with what stands in its files."""
    for each in SCRIPTS:
        for command in each.commands():
            yield command.text
        for step in each.steps:
            if isinstance(step, script.Step) and step.word in ("env", "daemon"):
                yield step.rest
        for file in each.files:
            yield from file.text.splitlines()


TYPED = list(typed())


def test_there_are_more_than_eighty_scripts():
    assert len(SCRIPTS) > 80


@pytest.mark.parametrize("defect", DEFECTS)
def test_every_defect_is_shown_or_explained(defect):
    covered = any(defect in each.covers for each in SCRIPTS)
    assert covered != bool(DEFECTS[defect].strip()), "a script, or a reason in defects.md; not both"


def test_scripts_cover_only_what_there_is():
    assert {name for each in SCRIPTS for name in each.covers} <= set(DEFECTS)


def test_every_exit_status_is_shown():
    assert {command.status for each in SCRIPTS for command in each.commands()} >= EXIT_STATUSES


def lines_with(command):
    """Lines that type this command, wherever options of every command stand."""
    words = r"(?: -\S+(?: \S+)?)* ".join(map(re.escape, command))
    return [line for line in TYPED if re.search(rf"\bchutes(?: -\S+(?: \S+)?)* {words}(?=\s|$|[;&|>)])", line)]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_is_typed_with_each_of_its_options(command):
    lines = lines_with(command)
    assert lines, "no script types it"
    own, _ = split_help(help_of(CHUTES, *command))
    missing = {option for option in own if not any(re.search(rf"{option}(?![\w-])", line) for line in lines)}
    assert not missing


def test_every_option_of_every_command_is_typed():
    _, common = split_help(help_of(CHUTES))
    assert {option for option in common if not any(option in line for line in TYPED)} == set()


def test_every_variable_of_the_manual_is_set_by_a_script():
    documented = set(re.findall(r"\bCHUTESD?_[A-Z][A-Z_]*[A-Z]\b", MANUAL))
    assert documented
    assert {name for name in documented if not any(name in line for line in TYPED)} == set()
