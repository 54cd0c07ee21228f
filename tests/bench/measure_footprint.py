"""What the programs take when they do little."""

import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

import peers
from report import Figure

STARTS = 11
PROCESS_ROUNDS = 300
MOST_CLIENT_MIB = 4


def _resident_mib(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _stripped_mib(program):
    with tempfile.TemporaryDirectory(prefix="chutesd-bench-") as folder:
        stripped = pathlib.Path(folder) / "stripped"
        subprocess.run(["strip", "-o", stripped, program], check=True)
        return stripped.stat().st_size / 1024 / 1024


def _starts(programs, home):
    """Milliseconds to READY and idle memory, of the daemon and of a gRPC server that does nothing."""
    ours, theirs = [], []
    for _ in range(programs.rounds(STARTS)):
        start = time.monotonic()
        daemon = home.start_daemon()
        ours.append(((time.monotonic() - start) * 1000, _resident_mib(daemon.pid)))
        daemon.stop()
        start = time.monotonic()
        with peers.EmptyServer(programs.bench("empty_server"), home.folder) as empty:
            theirs.append(((time.monotonic() - start) * 1000, _resident_mib(empty.pid)))
    return [tuple(map(statistics.median, zip(*each))) for each in (ours, theirs)]


def measure(programs):
    with programs.household("http://127.0.0.1:9") as home:
        (start, memory), (empty_start, empty_memory) = _starts(programs, home)
        yield Figure("start", "start of chutesd to READY", start, "ms", "gRPC server that does nothing", empty_start)
        yield Figure("idle-memory", "resident memory of the idle chutesd", memory, "MiB",
                     "gRPC server that does nothing", empty_memory)
        home.start_daemon()
        local, asking, nothing = (
            line["median"] / 1000 for line in programs.run(
                "process_bench", programs.rounds(PROCESS_ROUNDS), "--", programs.chutes, "--help",
                "--", programs.chutes, "version", "--", shutil.which("true"), env=home.environment))
        yield Figure("cli-help", "chutes --help", local, "ms", "true", nothing)
        yield Figure("cli-version", "chutes version, which asks the daemon", asking, "ms", "true", nothing)
    yield Figure("cli-size", "chutes, stripped", _stripped_mib(programs.chutes), "MiB", "limit", MOST_CLIENT_MIB, 1.0)
