"""Daemons that nobody here has started: found, and waited for."""

import contextlib
import os
import select
import subprocess

WAIT_SECONDS = 60
NOBODY = 65534  # a user who is not the one who tests


def pid_of(home, **environment):
    """The running daemon's; nothing if none runs."""
    done = home.run("daemon", "status", "--output", "json", **environment)
    return done.json()["pid"] if done.status == 0 else None


def wait_for_end(pid):
    """Of a process that is not our child."""
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        ready, _, _ = select.select([pidfd], [], [], WAIT_SECONDS)
        assert ready, f"process {pid} does not end"
    finally:
        os.close(pidfd)


def script(path, text):
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


@contextlib.contextmanager
def running(words, environment, **pipes):
    """A process that does not outlive the block, however that is left."""
    process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, text=True, **pipes)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_of(stream):
    """The next line, waited for by event; the writer must not have written several."""
    ready, _, _ = select.select([stream], [], [], WAIT_SECONDS)
    assert ready, "nothing was written in time"
    return stream.readline()
