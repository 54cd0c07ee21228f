"""Compares output with what a script expects: README.md lists the placeholders."""

import re

PATTERNS = {
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "address": r"5[1-9A-HJ-NP-Za-km-z]{47}",
    "time": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "rfc3339": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z",
    "fingerprint": r"[A-Za-z0-9]{32}",
    "secret": r"cpk_[0-9a-f]{32}\.[0-9a-f]{32}\.[A-Za-z0-9]{32}",
    "commit": r"[0-9a-f]{7,40}(?:-dirty)?|unknown",
    "number": r"\d+",
    "age": r"a moment|\d+ (?:second|minute|hour|day|year)s?",
    "any": r"[^\n]*",
    "ws": r" *",
}
_PLACEHOLDER = re.compile(r"<(?:([a-z0-9]+)(?: ([A-Z_][A-Z0-9_]*))?|([A-Z_][A-Z0-9_]*)|/(.+?)/)>")
ANY_LINES = "..."


class Expectation:
    """Lines with placeholders. `variables`: what `<NAME>` stands for; captures are added to it."""

    def __init__(self, variables):
        self._variables = variables
        self._pattern = ""
        self._captures = []

    def add_line(self, line, end="\n"):
        if line == ANY_LINES:
            self._pattern += r"(?:[^\n]*\n)*?"
        else:
            self._pattern += self._line(line) + re.escape(end)
        return self

    def add_lines(self, lines):
        for line in lines:
            self.add_line(line)
        return self

    def add_text(self, text):
        self._pattern += re.escape(text)

    def add_pattern(self, pattern):
        self._pattern += pattern

    def matches(self, text):
        """Whether it is the whole text; then what was captured is in the variables."""
        found = re.fullmatch(self._pattern, text)
        if found:
            for name in self._captures:
                self._variables[name] = found[f"_{name}"]
        return found is not None

    def _line(self, line):
        pattern, end = "", 0
        for found in _PLACEHOLDER.finditer(line):
            pattern += re.escape(line[end : found.start()]) + self._placeholder(found)
            end = found.end()
        return pattern + re.escape(line[end:])

    def _placeholder(self, found):
        kind, name, variable, regex = found.groups()
        if regex:
            return f"(?:{regex})"
        if variable:
            if variable in self._captures:
                return f"(?P=_{variable})"
            if variable not in self._variables:
                raise LookupError(f"nothing has set <{variable}>")
            return re.escape(self._variables[variable])
        if kind not in PATTERNS:
            return re.escape(found[0])
        if not name:
            return f"(?:{PATTERNS[kind]})"
        self._captures.append(name)
        return f"(?P<_{name}>{PATTERNS[kind]})"


def with_placeholders(text, variables):
    """Output as one would write it in a script: what changes from run to run becomes a placeholder."""
    known = sorted(((value, name) for name, value in variables.items() if len(value) >= 10), key=lambda v: -len(v[0]))
    for value, name in known:
        text = text.replace(value, f"<{name}>")
    for kind in ("secret", "uuid", "address", "time", "rfc3339"):
        text = re.sub(rf"(?<![\w.-]){PATTERNS[kind]}(?![\w-])", f"<{kind}>", text)
    return text
