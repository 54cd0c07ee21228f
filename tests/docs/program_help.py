"""What the programs say about themselves with --help: commands and options."""

import functools
import os
import re
import subprocess

CHUTES, CHUTESD = os.environ["CHUTES"], os.environ["CHUTESD"]
HELP_SECONDS = 60
OPTION = re.compile(r"--[a-z][a-z-]*")
COMMON = "Options of every command"


@functools.cache
def help_of(program, *command):
    done = subprocess.run([program, *command, "--help"], capture_output=True, text=True, timeout=HELP_SECONDS,
                          check=True)
    return done.stdout


def options_in_help(text):
    return set(re.findall(r"^ +(?:-\w,)?(--[a-z][a-z-]*)", text, re.MULTILINE))


def split_help(text):
    """A command's own options, and those of every command."""
    own, _, common = text.partition(f"{COMMON}:")
    return options_in_help(own) - {"--help", "--version"}, options_in_help(common)


def commands(*parents):
    """All commands, found by asking each group for its help."""
    _, _, listed = help_of(CHUTES, *parents).partition("Subcommands:\n")
    names = re.findall(r"^  (\w+) ", listed.partition("\n\n")[0], re.MULTILINE)
    if not names:
        return [parents]
    return [found for name in names for found in commands(*parents, name)]
