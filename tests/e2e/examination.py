"""What `chutes doctor` finds, and fixes typed as they are printed."""

import subprocess

FIX_SECONDS = 60


def examine(home, *options, **environment):
    """The exit status, and what was found: check -> findings."""
    done = home.run("doctor", "--output", "json", *options, **environment)
    found = {}
    for finding in done.json()["findings"]:
        found.setdefault(finding["check"], []).append(finding)
        assert bool(finding["fix"]) == (finding["verdict"] in ("warning", "failed")), finding
    assert done.json()["healthy"] == (done.status == 0)
    return done.status, found


def verdicts(found, *checks):
    return [finding["verdict"] for check in checks for finding in found[check]]


def program(tools, name, script):
    (tools / name).write_text("#!/bin/sh\n" + script)
    (tools / name).chmod(0o755)


def apply_fix(home, tools, finding, then="true", status=0, **environment):
    """Types a fix into a shell, and `then` a command in the same shell."""
    path = f"{tools}:{home.environment['PATH']}"
    done = subprocess.run(["bash", "-c", f"{finding['fix']}\n{then}"], capture_output=True, text=True, check=False,
                          timeout=FIX_SECONDS, env={**home.environment, "PATH": path, **environment})
    assert done.returncode == status, done.stdout + done.stderr
    return done
