"""INI texts mean to chutesd what they mean to Python's ConfigParser, which the official tool reads with.

CHUTES_INI_DUMP names the program built from ini_dump.cc.
"""

import configparser
import io
import json
import os
import random
import subprocess

import pytest

OFFICIAL = """\
[api]
base_url = https://api.chutes.ai

[auth]
username = myusername
user_id = 5682c3e0-3635-58f7-b7f5-694962450dfc
hotkey_seed = da3cf5b1e9144931a0f0db65664aab662673b099415a7f8121b7245fb0be4143
hotkey_name = my_hotkey
hotkey_ss58address = 5HDvhV6WDCjCKyrXqGQSDYqQAzkzabNhctmiDYEqgBC66BsX

[payment]
address = 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
"""

CASES = {
    "official": OFFICIAL,
    "empty": "",
    "only blank lines": "\n \n\t\n",
    "only comments": "# a\n; b\n",
    "colon": "[a]\nkey: v\n",
    "tight": "[a]\nkey=v\n",
    "tabs around the delimiter": "[a]\nkey\t=\tv\n",
    "later delimiters belong to the value": "[a]\nk = a=b:c\nl: d=e\n",
    "key case is folded": "[a]\nKeY = v\n",
    "section case is kept": "[Auth]\nk = 1\n[auth]\nk = 2\n",
    "section spaces are kept": "[ auth ]\nk = 1\n[auth]\nk = 2\n",
    "text after the header": "[a] trailing\nk = v\n",
    "header with a bracket inside": "[a]b]\nk = v\n",
    "header swallows a key with brackets": "[a] k = [1]\nl = w\n",
    "header of one bracket": "[]]\nk = v\n",
    "empty header": "[]\nk = v\n",
    "empty header after a section": "[a]\n[]\n",
    "open header as a key": "[a]\n[b = c\n",
    "open header": "[a\nk = v\n",
    "double percent": "[a]\nk = 100%%\n",
    "bare percent": "[a]\nk = 100%\nl = fine\n",
    "percent letter": "[a]\nk = %d\n",
    "reference": "[a]\nhome = /x\nk = %(home)s/y\n",
    "reference in any case": "[a]\nHome = /x\nk = %(HOME)s/y\n",
    "reference to default": "[DEFAULT]\nhome = /d\n[a]\nk = %(home)s/y\n",
    "section before default": "[DEFAULT]\nhome = /d\n[a]\nhome = /a\nk = %(home)s/y\n",
    "reference to nothing": "[a]\nk = %(none)s\n",
    "reference without s": "[a]\nx = 1\nk = %(x)d\n",
    "reference unclosed": "[a]\nx = 1\nk = %(x\n",
    "reference empty": "[a]\nk = %()s\n",
    "reference to itself": "[a]\nk = %(k)s\n",
    "reference over lines": "[a]\nx\n y = 1\nk = %(x)s\n",
    "reference across a line break": "[a]\nk = %(x\n  y)s\n",
    "reference chain of 10": "[a]\n" + "".join(f"k{i} = %(k{i + 1})s\n" for i in range(10)) + "k10 = %%\n",
    "reference chain of 9": "[a]\n" + "".join(f"k{i} = %(k{i + 1})s\n" for i in range(9)) + "k9 = %%\n",
    "reference chain to plain": "[a]\n" + "".join(f"k{i} = %(k{i + 1})s\n" for i in range(10)) + "k10 = x\n",
    "escaped reference": "[a]\nx = 1\nk = %%(x)s\n",
    "percent in default": "[DEFAULT]\nk = 5%\n[a]\nl = 1\n",
    "inline comments are values": "[a]\nk = v # note\nl = v ; note\nm = #x\n",
    "indented comments": "[a]\nk = v\n   # note\n   ; note\nl = w\n",
    "comment inside a value": "[a]\nk = v\n# note\n  w\n",
    "blank line inside a value": "[a]\nk = v\n\n  w\n\n",
    "comment and blank inside a value": "[a]\nk = v\n\n  # note\n\n  w\nl = 1\n",
    "continuation": "[a]\nk = v\n  w\n\tx\nl = 1\n",
    "continuation of an empty value": "[a]\nk =\n  w\n",
    "continuation that looks like a key": "[a]\nk = v\n  l = w\n",
    "continuation that looks like a header": "[a]\nk = v\n  [b]\n",
    "continuation after a header": "[a]\n  k = v\n",
    "whole file indented": "  [a]\n  k = v\n  l = w\n  [b]\n  k = x\n",
    "second key deeper": "[a]\n  k = v\n    l = w\n  m = x\n",
    "keys ever shallower": "[a]\n   k = v\n  l = w\n m = x\n",
    "header deeper than the last key": "[a]\nk = v\n [b]\nl = w\n",
    "indent by a no-break space": "[a]\nk = v\n\u00a0w\n",
    "indent by an ideographic space": "[a]\nk = v\n\u3000w\n",
    "indent counts characters": "[a]\n\u3000k = v\n  l = w\n\u3000m = x\n",
    "duplicate key": "[a]\nk = 1\nk = 2\n",
    "duplicate key in another case": "[a]\nk = 1\nK = 2\n",
    "duplicate section": "[a]\nk = 1\n[b]\n[a]\nl = 1\n",
    "default twice": "[DEFAULT]\nk = 1\n[a]\n[DEFAULT]\nl = 2\n",
    "duplicate in default": "[DEFAULT]\nk = 1\n[DEFAULT]\nk = 2\n",
    "default is no section": "[DEFAULT]\nk = 1\n",
    "key in default and section": "[DEFAULT]\nk = 1\nl = 2\n[a]\nk = 3\n",
    "key without delimiter": "[a]\nkey\n",
    "seed without key": "[auth]\nda3cf5b1e9144931\n",
    "no key": "[a]\n= v\n",
    "no key but a colon": "[a]\n: v\n",
    "no header": "k = v\n",
    "no header after a comment": "# x\nk = v\n[a]\n",
    "byte order mark": "\ufeff[a]\nk = v\n",
    "byte order mark alone": "\ufeff",
    "byte order mark before a comment": "\ufeff# x\n[a]\n",
    "CRLF": "[a]\r\nk = v\r\n  w\r\n\r\nl = x\r\n",
    "lone CR": "[a]\rk = v\rl = w",
    "mixed line breaks": "[a]\nk = v\r\nl = w\rm = x",
    "no final line break": "[a]\nk = v",
    "quotes are kept": "[a]\nk = \"v\"\nl = 'w'\n",
    "white space at the ends": "[a]\nk =   v  \t \nl =\u00a0v\u3000\n",
    "empty value": "[a]\nk =\nl = \n",
    "unit separators are white space": "[a]\nk = \x1cv\x1f\n",
    "vertical tab and form feed": "[a]\nk =\x0bv\x0c\n\x0c# x\n",
    "next line control": "[a]\nk = v\u0085\u0085l = w\n",
    "line separator": "[a]\nk = v\u2028l = w\n",
    "NUL": "[a]\nk = a\0b\n",
    "key with spaces": "[a]\na key = v\n",
    "key with a comment sign": "[a]\na#key = v\n",
    "non-ASCII values": "[a]\nk = přílišžluť \U0001fa82\n",
    "ini in a github workflow": "[api]\nbase_url = https://api.chutes.ai\n\n[auth]\n# Use API key authentication\n",
}

RAW = {
    "invalid UTF-8": b"[a]\nk = \xff\n",
    "overlong": b"[a]\nk = \xc0\xaf\n",
    "surrogate": b"[a]\nk = \xed\xa0\x80\n",
    "beyond U+10FFFF": b"[a]\nk = \xf4\x90\x80\x80\n",
    "cut character": b"[a]\nk = \xe2\x82",
    "Latin-1 in a comment": b"# caf\xe9\n[a]\nk = v\n",
    "UTF-16": "[a]\nk = v\n".encode("utf-16"),
}

# Pieces that mean something to the parser, so that random edits meet its corners often.
PIECES = [
    "\n", "\r\n", "\r", "\n\n", " ", "  ", "\t", "\u00a0", "=", ":", " = ", "[", "]", "[auth]", "[DEFAULT]", "[x]",
    "#", ";", "# c\n", "%", "%%", "%(username)s", "%(x)s", "%(", ")s", "x = 1\n", "  deeper\n", "\n  [in]\n",
    "username = again\n", "key\n", "\ufeff", "é", "0x", "\x1d", "\n \n", " # note",
]  # fmt: skip


def python_reads(data: bytes):
    parser = configparser.ConfigParser()
    try:
        parser.read_file(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
    except (configparser.Error, UnicodeDecodeError):
        return None
    result = {}
    for section in parser.sections():
        keys = result[section] = {}
        for key in parser.options(section):
            try:
                keys[key] = parser.get(section, key)
            except configparser.InterpolationError:
                keys[key] = None
    return result


def daemon_reads(texts: list[bytes]):
    sent = b"".join(str(len(text)).encode() + b"\n" + text for text in texts)
    run = subprocess.run([os.environ["CHUTES_INI_DUMP"]], input=sent, capture_output=True, timeout=100, check=True)
    # Not splitlines(): values may hold other line separators.
    lines = run.stdout.decode().rstrip("\n").split("\n")
    assert len(lines) == len(texts)
    return [json.loads(line) for line in lines]


def mutated(rng: random.Random, base: str) -> str:
    text = base
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(text))
        action = rng.randrange(4)
        if action == 0:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif action == 1:
            text = text[:at] + text[at + rng.randint(1, 12) :]
        elif action == 2:
            lines = text.split("\n")
            line = rng.randrange(len(lines))
            lines[line] = rng.choice(["  ", "\t", " ", "    "]) + lines[line]
            text = "\n".join(lines)
        else:
            lines = text.split("\n")
            lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
            text = "\n".join(lines)
    return text


def assembled(rng: random.Random) -> str:
    return "".join(rng.choice([*PIECES, "k = v\n", "l: w\n", "[a]\n", "[b]\n", "m =\n"]) for _ in range(rng.randint(1, 25)))


@pytest.mark.parametrize("name", CASES)
def test_case_reads_alike(name):
    data = CASES[name].encode()
    assert daemon_reads([data]) == [python_reads(data)]


@pytest.mark.parametrize("name", RAW)
def test_bytes_read_alike(name):
    assert daemon_reads([RAW[name]]) == [python_reads(RAW[name])]


def test_random_edits_read_alike():
    rng = random.Random(3)
    bases = [OFFICIAL, OFFICIAL.replace("\n", "\r\n"), "[DEFAULT]\nx = 1\n" + OFFICIAL, *CASES.values()]
    texts = [mutated(rng, rng.choice(bases)).encode() for _ in range(3000)]
    texts += [("[a]\n" + assembled(rng)).encode() for _ in range(3000)]
    understood = 0
    for text, ours in zip(texts, daemon_reads(texts)):
        theirs = python_reads(text)
        understood += theirs is not None
        assert ours == theirs, text
    # Enough texts must be well-formed, or this would compare refusals only.
    assert understood > len(texts) // 4
