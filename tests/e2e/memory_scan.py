"""Looks for secrets in another process's memory, as root can: by /proc/PID/mem, over every map that can hold them.

That is all that a core file of the process would hold. A secret counts as found in any piece of PIECE bytes: memory
that was freed has lost its first bytes to the allocator, and a buffer that is used again to its next content.
"""

import base64
import contextlib
import dataclasses
import itertools
import mmap
import re

PIECE = 16
_LINE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (....) \S+ \S+ (\d+)\s*(.*)")


@dataclasses.dataclass(frozen=True)
class Found:
    """One piece of a secret."""

    secret: str  # its name
    form: str
    address: int
    place: str  # the map's name: [heap], [stack], a file; empty for memory of no name
    around: bytes  # what stands before and after it


def _base64_forms(data):
    """How `data` looks inside base64, by what stands before it; without the characters that its neighbours share."""
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + data)
        first = -(-shift * 8 // 6)
        last = (shift + len(data)) * 8 // 6
        yield text[first:last]


def forms_of(data):
    """Name of a form -> the byte strings that it can have."""
    in_base64 = list(_base64_forms(data))
    return {
        "raw": [data],
        "hex": [data.hex().encode(), data.hex().upper().encode()],
        "base64": sorted({*in_base64, *(text.replace(b"+", b"-").replace(b"/", b"_") for text in in_base64)}),
        "utf-16": [data.decode("latin-1").encode("utf-16-le")],
    }


def _needles(secrets):
    """Byte string -> (name of the secret, form)."""
    needles = {}
    for name, secret in secrets.items():
        data = secret if isinstance(secret, bytes) else secret.encode()
        assert len(data) >= PIECE, f"{name} is too short to be told from chance"
        for start in [*range(0, len(data) - PIECE, PIECE), len(data) - PIECE]:
            for form, texts in forms_of(data[start:start + PIECE]).items():
                needles.update({text: (name, form) for text in texts})
    return needles


def _maps(pid):
    """(start, end, name) of the maps that can hold what a program has read or computed."""
    with open(f"/proc/{pid}/maps", encoding="ascii", errors="replace") as lines:
        for line in lines:
            start, end, flags, inode, name = _LINE.match(line).groups()
            # What is of a file and cannot be written is the file's; [vvar] cannot be read.
            if flags[0] == "r" and ("w" in flags or inode == "0") and name not in ("[vvar]", "[vsyscall]"):
                yield int(start, 16), int(end, 16), name


def _runs(memory):
    """(offset, bytes) of what is not empty pages, which most of a thread's stack and of a core file are."""
    pages = range(0, len(memory), mmap.PAGESIZE)
    for empty, group in itertools.groupby(pages, lambda at: not memory[at:at + mmap.PAGESIZE].strip(b"\0")):
        if not empty:
            run = list(group)
            yield run[0], memory[run[0]:run[-1] + mmap.PAGESIZE]


def _search(memory, needles, start, place):
    found = []
    for offset, run in _runs(memory):
        for needle, (name, form) in needles.items():
            at = run.find(needle)
            while at >= 0:
                around = run[max(0, at - 48):at + len(needle) + 32]
                found.append(Found(name, form, start + offset + at, place, around))
                at = run.find(needle, at + 1)
    return found


def scan(pid, secrets):
    """Every piece of the secrets (name -> text or bytes) that process `pid` holds."""
    needles = _needles(secrets)
    found = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end, place in _maps(pid):
            memory.seek(start)
            with contextlib.suppress(OSError):  # unmapped in between
                found += _search(memory.read(end - start), needles, start, place)
    return found


def scan_file(path, secrets):
    """The same for a core file."""
    return _search(path.read_bytes(), _needles(secrets), 0, path.name)


def describe(found):
    """For a failed assertion: what was found where, with what stands around it."""
    return "\n".join(f"{each.secret} as {each.form} at {each.address:#x} {each.place or '(no name)'}: {each.around!r}"
                     for each in sorted(found, key=lambda each: each.address))
