"""Runs one script and says how what happened differs from what it expects."""

import difflib

from expectation import Expectation, with_placeholders
from script import Command, File, ScriptError
from world import World

_KEYS = {"C": "\x03", "D": "\x04"}


def run(script, programs, standin, record=False):
    """A list of differences, one text for each command that did something else; empty if all is well.

    `record`: the script is rewritten with what happened. Look at the difference before committing it.
    """
    recorded = {}
    with World(programs, standin) as world:
        differences = []
        try:
            for step in _in_order(script):
                if isinstance(step, File):
                    world.write_file(step)
                elif isinstance(step, Command):
                    differences += _run_command(step, script, world, recorded)
                else:
                    world.do(step)
        except (LookupError, RuntimeError, ScriptError, TimeoutError, ValueError) as error:
            raise ScriptError(f"{script.path.name}:{getattr(step, 'line', '')}: {error}") from error
        if standin.bugs():
            differences.append(f"the stand-in failed: {standin.bugs()}")
    if record:
        _record(script, recorded)
    return differences


def _in_order(script):
    """Files come before the first command and before a daemon, and after the steps that they may refer to."""
    first = next(i for i, step in enumerate(script.steps) if isinstance(step, Command))
    before = script.steps[:first]
    starts = [step for step in before if step.word == "daemon"]
    return [*(step for step in before if step not in starts), *script.files, *starts, *script.steps[first:]]


def _record(script, recorded):
    lines = script.path.read_text("utf-8").split("\n")
    for command in reversed(script.commands()):
        if command.line in recorded:
            lines[command.line : command.last_line] = recorded[command.line]
    script.path.write_text("\n".join(lines), "utf-8")


def _run_command(command, script, world, recorded):
    if command.terminal is not None:
        return _run_on_terminal(command, script, world, recorded)
    if command.text == "requests":
        out, err, status = world.requests(), "", 0
    else:
        out, err, status = world.run(command.text)
    actual = [*_marked("|", out, world), *_marked("!", err, world), *_status(status)]
    fits = (Expectation(world.variables).add_lines(command.out).matches(_ended(out))
            and Expectation(world.variables).add_lines(command.err).matches(_ended(err))
            and status == command.status)
    if fits:
        return []
    recorded[command.line] = actual
    return [_difference(command, script, actual)]


def _ended(text):
    return text if not text or text.endswith("\n") else text + "\n"


def _run_on_terminal(command, script, world, recorded):
    terminal = world.run_on_terminal(command.text, command.terminal)
    try:
        fits = _talk(command, world, terminal)
        status = terminal.finish()
    finally:
        terminal.close()
    if fits and status == command.status:
        return []
    actual = [*_marked("|", terminal.shown, world), *_status(status)]
    if not any(kind != "show" for kind, _ in command.talk):
        recorded[command.line] = actual
    return [_difference(command, script, actual)]


def _talk(command, world, terminal):
    """Shows and types in turn. What was typed is part of what is shown, unless it is hidden."""
    expected = Expectation(world.variables)
    for i, (kind, text) in enumerate(command.talk):
        follows = command.talk[i + 1][0] if i + 1 < len(command.talk) else "end"
        if kind == "show":
            # Questions end without a newline: what is typed comes on the same line.
            expected.add_line(text, "" if follows in ("type", "hide", "press", "until") else "\n")
            continue
        if kind == "until":
            world.wait_for_request(text)
            continue
        expected.add_pattern("[ \\n]?")  # a question, or a line of something that goes on
        if not terminal.show_until(expected.matches):
            return False
        text = world.expand(text)
        terminal.type(_KEYS[text] if kind == "press" else text + "\n")
        if kind == "type":
            expected.add_text(text)
            expected.add_pattern("\n")
        elif kind == "hide":
            expected.add_pattern("\n")
        else:
            expected.add_pattern("(?:\\^[CD])?(?:\x08\x08)?\n?")
    return terminal.show_until(lambda shown: False) or expected.matches(_ended(terminal.shown))


def _marked(mark, text, world):
    lines = with_placeholders(text, world.variables).split("\n")
    if lines[-1] == "":
        lines.pop()
    return [f"{mark} {line}".rstrip() for line in lines]


def _status(status):
    return [f"? {status}"] if status else []


def _difference(command, script, actual):
    lines = script.path.read_text("utf-8").split("\n")
    expected = [line for line in lines[command.line : command.last_line] if line[:1] in "|!?"]
    diff = difflib.unified_diff(expected, actual, "expected", "happened", lineterm="", n=50)
    return f"{script.path.name}:{command.line}: {lines[command.line - 1]}\n" + "\n".join(list(diff)[2:])

