"""1,000 ListKeys at once, against an upstream that takes its time."""

import statistics

import peers
import recorded_pages
from report import Figure

CALLS = 1000
DELAY_MS = 200
ROUNDS = 9
WAVES = 3  # per round; the first finds no connection to the upstream
GOAL = 2.0
MOST_NEW_THREADS = 4


def _waves(programs):
    """One round: a fresh daemon, and what each wave took."""
    with programs.household("http://127.0.0.1:9") as home:
        with peers.slow_upstream(programs.bench("slow_upstream"), home.folder, recorded_pages.key_page(1),
                                 DELAY_MS) as url:
            daemon = home.start_daemon(CHUTES_API_URL=url)
            loaded = home.run("status")
            if loaded.status != 0:
                raise RuntimeError(f"status does not work: {loaded.err}")
            return programs.run("burst_bench", home.socket, daemon.pid, CALLS, WAVES)


def measure(programs):
    rounds = [_waves(programs) for _ in range(programs.rounds(ROUNDS))]
    cold = statistics.median(waves[0]["ms"] for waves in rounds)
    warm = statistics.median(wave["ms"] for waves in rounds for wave in waves[1:])
    delay = f"the upstream's {DELAY_MS} ms"
    yield Figure("in-flight", f"{CALLS} ListKeys at once, no connections yet", cold, "ms", delay, DELAY_MS, GOAL)
    yield Figure("in-flight-warm", f"{CALLS} ListKeys at once, connections open", warm, "ms", delay, DELAY_MS, GOAL)

    before = max(waves[0]["threads"][0] for waves in rounds)
    grown = max(wave["threads"][1] - waves[0]["threads"][0] for waves in rounds for wave in waves)
    yield Figure("in-flight-threads", "threads that the daemon adds meanwhile", grown, "",
                 f"{MOST_NEW_THREADS} more than its {before}", MOST_NEW_THREADS, 1.0)
    idle = statistics.median(waves[0]["resident_kib"][0] for waves in rounds) / 1024
    peak = statistics.median(max(wave["resident_kib"][1] for wave in waves) for waves in rounds) / 1024
    yield Figure("in-flight-memory", "resident memory of the daemon meanwhile", peak, "MiB", "before", idle)
