"""What was measured, beside what it is held against: as a table and as JSON."""

import dataclasses
import json
import typing


@dataclasses.dataclass
class Figure:
    """One row. `measured` may be at most `goal` times `reference`, all in `unit`."""

    id: str
    what: str
    measured: float
    unit: str
    against: str = ""
    reference: typing.Optional[float] = None
    goal: typing.Optional[float] = None

    @property
    def ratio(self):
        return None if not self.reference else self.measured / self.reference

    @property
    def met(self):
        return None if self.goal is None else self.ratio <= self.goal

    def members(self):
        return {
            "id": self.id,
            "what": self.what,
            "against": self.against or None,
            "measured": round(self.measured, 2),
            "reference": None if self.reference is None else round(self.reference, 2),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "goal": self.goal,
            "met": self.met,
            "unit": self.unit,
        }


def to_json(figures):
    return json.dumps([figure.members() for figure in figures], indent=1) + "\n"


_HEADINGS = ("id", "what", "against", "measured", "reference", "unit", "ratio", "goal", "met")
_NUMBERS = {"measured", "reference", "ratio", "goal"}


def _row(figure):
    def number(value):
        return "-" if value is None else f"{value:.1f}"

    ratio = "-" if figure.ratio is None else f"{figure.ratio:.2f}"
    goal = "-" if figure.goal is None else f"<= {figure.goal:g}"
    met = {None: "-", True: "yes", False: "NO"}[figure.met]
    return (figure.id, figure.what, figure.against or "-", number(figure.measured), number(figure.reference),
            figure.unit, ratio, goal, met)


def to_table(figures):
    rows = [_HEADINGS, *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]

    def line(row):
        cells = (cell.rjust(width) if name in _NUMBERS else cell.ljust(width)
                 for name, cell, width in zip(_HEADINGS, row, widths))
        return "  ".join(cells).rstrip()

    return "\n".join([line(rows[0]), "  ".join("-" * width for width in widths), *map(line, rows[1:])])
