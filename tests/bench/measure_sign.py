"""sr25519 beside ed25519."""

from report import Figure


def measure(programs):
    # Its status says whether a goal was missed; that is told by the table.
    for line in programs.run("sign_bench", may_fail=True):
        yield Figure(line["id"], line["what"], line["measured"], "us", line["against"], line["reference"], line["goal"])
