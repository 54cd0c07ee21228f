"""Reads a script: README.md describes the format.

Knows nothing of programs or servers; world.py runs what is read here.
"""

import dataclasses
import pathlib
import re
import shlex


class ScriptError(Exception):
    """A script that cannot be understood, or a world that it cannot have."""


@dataclasses.dataclass
class Step:
    """One line that is not a command: `account alice`, `api POST keys {...}`, `env A=b` ..."""

    line: int
    word: str
    rest: str


@dataclasses.dataclass
class Command:
    """A line for the shell, and what it must do."""

    line: int
    text: str
    # Columns of the terminal that it runs on; None: it has pipes.
    terminal: int | None = None
    out: list = dataclasses.field(default_factory=list)
    err: list = dataclasses.field(default_factory=list)
    # On a terminal: (kind, text) in order; "show" what appears, "type", "hide", "press", "until".
    talk: list = dataclasses.field(default_factory=list)
    status: int = 0
    last_line: int = 0


@dataclasses.dataclass
class File:
    path: str
    mode: int
    text: str


@dataclasses.dataclass
class Script:
    path: pathlib.Path
    title: str
    covers: list
    steps: list
    files: list

    def commands(self):
        return [step for step in self.steps if isinstance(step, Command)]


STEPS = ("env", "unset", "account", "wallet", "api", "daemon", "standin")
_SECTION = re.compile(r"-- (\S+)(?: (0[0-7]{3}))? --")
_COMMAND = re.compile(r"(?:tty(?: (\d+))? )?\$ (.+)|(requests)(?: .*)?")
_TALK = {"<": "type", "<*": "hide", "<^": "press"}
DEFAULT_COLUMNS = 80


def read(path):
    path = pathlib.Path(path)
    lines = path.read_text("utf-8").split("\n")
    script = Script(path, "", [], [], [])
    number = 0
    while number < len(lines) and not _SECTION.fullmatch(lines[number]):
        number += 1
        try:
            _read_line(lines[number - 1], number, script)
        except (ScriptError, ValueError) as error:
            raise ScriptError(f"{path.name}:{number}: {error}") from error
    script.files = list(_read_files(lines[number:]))
    if not script.title:
        raise ScriptError(f"{path.name}: the first line must be a comment that says what is shown")
    if not script.commands():
        raise ScriptError(f"{path.name}: no command")
    return script


def _read_line(line, number, script):
    word, _, rest = line.partition(" ")
    command = _COMMAND.fullmatch(line)
    if not line.strip():
        return
    if line.startswith("#"):
        script.title = script.title or line.lstrip("# ")
    elif word == "covers:":
        script.covers += rest.split()
    elif command:
        columns = int(command[1] or DEFAULT_COLUMNS) if line.startswith("tty") else None
        script.steps.append(Command(number, command[2] or line, columns, last_line=number))
    elif word in STEPS:
        script.steps.append(Step(number, word, rest.strip()))
    else:
        _read_expectation(line, word, rest, number, script)


def _read_expectation(line, word, rest, number, script):
    if not script.steps or not isinstance(script.steps[-1], Command):
        raise ScriptError(f"neither a step nor below a command: {line!r}")
    command = script.steps[-1]
    command.last_line = number
    if word == "?":
        command.status = int(rest)
    elif word == "|":
        command.talk.append(("show", rest))
        command.out.append(rest)
    elif word == "!" and command.terminal is None:
        command.err.append(rest)
    elif word in _TALK and command.terminal is not None:
        command.talk.append((_TALK[word], rest))
    elif word == "until" and command.terminal is not None:
        command.talk.append(("until", rest))
    else:
        raise ScriptError(f"not understood: {line!r}")


def _read_files(lines):
    file = None
    for line in lines:
        section = _SECTION.fullmatch(line)
        if section:
            if file:
                yield file
            file = File(section[1], int(section[2] or "0600", 8), "")
        else:
            file.text += line + "\n"
    if file:
        # The text's last newline ended the file's last line.
        file.text = file.text.removesuffix("\n")
        yield file


def words(rest):
    return shlex.split(rest)
