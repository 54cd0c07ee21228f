"""A warm GetSession beside a gRPC method that does nothing."""

import peers
from report import Figure

ROUNDS = 60
GOAL = 1.5


def measure(programs):
    # GetSession never talks to the API: no one listens there.
    with programs.household("http://127.0.0.1:9") as home:
        home.start_daemon()
        with peers.EmptyServer(programs.bench("empty_server"), home.folder) as empty:
            for name, callers, goal in (("get-session", 1, GOAL), ("get-session-8", 8, None)):
                [line] = programs.run("call_bench", home.socket, empty.socket, programs.rounds(ROUNDS // callers),
                                      callers)
                yield Figure(name, f"GetSession p50, {callers} in flight", line["measured"], "us",
                             "empty method", line["reference"], goal)
