"""The papers of the project, and what stands in them: sections, tables, code, commands to type."""

import dataclasses
import pathlib
import re
import shlex
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
# What is typed, and where: before it stand at most these, and variables that are set for one command.
BEFORE_A_COMMAND = re.compile(r"(\w+=\S*|\$|-|run:|docker|exec|CONTAINER)$")
PROGRAMS = ("chutes", "chutesd", "./dev")
OPERATORS = "();<>|&"


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], cwd=TOP, check=True,
                            capture_output=True, text=True).stdout.split()
    return sorted(path for path in listed if (TOP / path).is_file())


MARKDOWN = {path: (TOP / path).read_text() for path in tracked("*.md")}
PAGES = {pathlib.PurePosixPath(path).name: (TOP / path).read_text() for path in tracked("*/man/*.[158]")}
# A changelog names what was, too.
PRESENT = {path: text for path, text in (MARKDOWN | PAGES).items() if path != "CHANGELOG.md"}


def section(paper, title):
    """The text below a heading of a Markdown paper, up to the next heading."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", MARKDOWN[paper], re.MULTILINE | re.DOTALL)
    assert found, f"{paper} has no section {title!r}"
    return found.group(1)


def rows(paper):
    """The cells of all tables of a Markdown paper, headings aside, without backticks."""
    tables = re.findall(r"^ *\|.*\n *\|[-| ]+\n((?: *\|.*\n)+)", MARKDOWN[paper], re.MULTILINE)
    return [[cell.strip().replace("`", "") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for table in tables for line in table.splitlines()]


def part(page, macro, title):
    """The text below a heading of a manual page, up to the next one of its kind or above it."""
    ends = r"^\.S[sh] " if macro == "Ss" else r"^\.Sh "
    found = re.search(rf"^\.{macro} {re.escape(title)}(?: Ar \w+)?\n(.*?)(?={ends}|\Z)", PAGES[page],
                      re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no section {title!r}"
    return found.group(1)


def blocks(paper):
    """(language, text) of each fenced block of a Markdown paper."""
    return re.findall(r"^```(\w*)\n(.*?)^```", MARKDOWN[paper], re.MULTILINE | re.DOTALL)


def spans(paper):
    """What stands between backticks, in one line."""
    text = re.sub(r"^```.*?^```", "", MARKDOWN[paper], flags=re.MULTILINE | re.DOTALL)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text)]


def code_of_page(page):
    """Literal blocks and quoted text of a manual page, without its escapes."""
    literal = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", PAGES[page], re.MULTILINE | re.DOTALL)
    quoted = re.findall(r"^\.Ql (.+?)(?: [.,;:])?$", PAGES[page], re.MULTILINE)
    return [text.replace(r"\e", "\\") for text in literal], quoted


@dataclasses.dataclass(frozen=True)
class Typed:
    """One call of a program in a paper."""

    paper: str
    words: tuple

    def __str__(self):
        return f"{self.paper}: {' '.join(self.words)}"


def typed_in(paper, text, of_output=False):
    """The calls of our programs in shell text. `of_output`: only lines that begin with `$ ` are typed."""
    text = text.replace("\\\n", " ")
    for line in text.splitlines():
        if of_output:
            if not line.startswith("$ "):
                continue
            line = line.removeprefix("$ ")
        words = shlex.shlex(line, posix=True, punctuation_chars=OPERATORS)
        words.whitespace_split = True
        try:
            yield from calls(paper, list(words))
        except ValueError:  # no shell text: an apostrophe of other languages
            continue


def calls(paper, words):
    command, skip = [], False
    for word in [*words, ";"]:
        if skip:  # the file behind < or >
            skip = False
        elif set(word) <= set("<>"):
            skip = True
        elif set(word) <= set(OPERATORS):
            start = next((i for i, each in enumerate(command) if not BEFORE_A_COMMAND.match(each)), len(command))
            if command[start:] and command[start] in PROGRAMS:
                yield Typed(paper, tuple(command[start:]))
            command = []
        else:
            command.append(word)


def all_typed():
    found = []
    for paper in PRESENT:
        if paper in PAGES:
            literal, quoted = code_of_page(paper)
            texts = [(text, False) for text in [*literal, *quoted]]
        else:
            texts = [(text, language == "console") for language, text in blocks(paper)
                     if language in ("", "sh", "console", "yaml")]
            texts += [(span, False) for span in spans(paper)]
        for text, of_output in texts:
            found += typed_in(paper, text, of_output)
    return list(dict.fromkeys(found))


def anchors(text):
    """The anchors that a viewer makes of the headings of a Markdown text."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
