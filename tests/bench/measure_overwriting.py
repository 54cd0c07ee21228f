"""The daemon's CPU time per call, beside the same daemon that does not overwrite the memory that it frees."""

import contextlib
import pathlib
import statistics
import tempfile

import peers
import recorded_pages
from reflection_call import method_of
from report import Figure

ROUNDS = 21
KEYS = 25
GOAL = 1.1
CALLS = {"GetSession": ("SessionService", 200), "ListKeys": ("KeysService", 40)}


def _cpu_us(pid):
    """Of all its threads so far."""
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1000


def _round(ask, pid, calls):
    before = _cpu_us(pid)
    for _ in range(calls):
        ask({})
    return (_cpu_us(pid) - before) / calls


def measure(programs):
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chutesd-bench-")))
        base_url = stack.enter_context(
            peers.nginx(programs.nginx, folder, recorded_pages.key_page(KEYS), http2=True))
        homes = []
        for chutesd in (programs.chutesd, programs.bench("chutesd_that_frees_only")):
            home = stack.enter_context(programs.household(base_url))
            home.chutesd = str(chutesd)
            home.start_daemon("--ca-file", str(folder / "cert.pem"))
            homes.append(home)
        for method, (service, calls) in CALLS.items():
            asks = [stack.enter_context(method_of(f"unix:{home.socket}", f"chutesd.v1.{service}", method))
                    for home in homes]
            pids = [home.daemons[0].pid for home in homes]
            for ask, pid in zip(asks, pids):
                _round(ask, pid, calls)  # warm
            rounds = [[_round(ask, pid, calls) for ask, pid in zip(asks, pids)] for _ in range(ROUNDS)]
            ours, theirs = map(statistics.median, zip(*rounds))
            yield Figure(f"overwriting-{method.lower()}", f"CPU time of the daemon for a {method}", ours, "us",
                         "memory freed as it is", theirs, GOAL)
