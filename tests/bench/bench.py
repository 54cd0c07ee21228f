"""Measures, side by side in one run, and compares with the goals: what `./dev bench` runs.

Exits 0 even if a goal is missed, which the table says; 1 if something could not be measured.
"""

import argparse
import dataclasses
import pathlib
import subprocess
import sys

for beside in ("e2e", "standin"):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / beside))

import measure_burst  # noqa: E402
import measure_call  # noqa: E402
import measure_cli  # noqa: E402
import measure_footprint  # noqa: E402
import measure_overwriting  # noqa: E402
import measure_sign  # noqa: E402
import report  # noqa: E402
from programs import Programs  # noqa: E402

MEASURES = {
    "sign": measure_sign.measure,
    "cli-list": measure_cli.measure,
    "get-session": measure_call.measure,
    "in-flight": measure_burst.measure,
    "footprint": measure_footprint.measure,
    "overwriting": measure_overwriting.measure,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=pathlib.Path, help="build folder, with the benchmarks")
    parser.add_argument("--nginx", required=True, type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--once", action="store_true", help="one round of each, to see that it works: no judgement")
    parser.add_argument("ids", nargs="*", metavar="ID", help=f"only these: {', '.join(MEASURES)}")
    options = parser.parse_args()
    unknown = [name for name in options.ids if name not in MEASURES]
    if unknown:
        parser.error(f"no such measurement: {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    programs = Programs(options.build.resolve(), options.nginx.resolve(), options.once)

    figures, failed = [], []
    for name in options.ids or MEASURES:
        print(f"measuring {name}", file=sys.stderr, flush=True)
        try:
            figures.extend(MEASURES[name](programs))
            if options.once:
                figures = [dataclasses.replace(figure, goal=None) for figure in figures]
        except (RuntimeError, OSError, ValueError, subprocess.SubprocessError) as error:
            failed.append(name)
            print(f"bench: {name} failed: {error}", file=sys.stderr, flush=True)

    print(report.to_table(figures))
    if options.json:
        options.json.write_text(report.to_json(figures))
    missed = [figure.id for figure in figures if figure.met is False]
    if missed:
        print(f"\ngoals missed: {', '.join(missed)}")
    elif any(figure.met for figure in figures):
        print("\nall goals met")
    if failed:
        print(f"not measured: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
