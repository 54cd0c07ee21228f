"""One account's file system hangs: that account's calls end at their deadlines, and nobody else notices."""

import contextlib
import os
import pathlib
import subprocess
import threading
import time

import grpc
import pytest
from reflection_call import method_of

SHIM = pathlib.Path(__file__).with_name("hanging_file.c")
HANG_SECONDS = 12
CALLS = 150
PATHS = 6
STAGE_IS_CONFIG = b"\n\x05stage\x12\x06config"  # an entry of ErrorInfo.metadata as it is sent
SERVING = b"\x08\x01"


class Disk:
    """A folder whose files can be made to hang at open()."""

    def __init__(self, home):
        self.folder = home.folder / "slow"
        self.folder.mkdir(mode=0o700)
        self._fifo = home.folder / "held"
        library = home.folder / "hanging_file.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, SHIM, "-ldl"], check=True)
        self.environment = {"LD_PRELOAD": str(library), "HANG_FOLDER": f"{self.folder}/", "HANG_FIFO": str(self._fifo),
                            # A sanitizer wants to be the first that is loaded.
                            "ASAN_OPTIONS": f"{os.environ.get('ASAN_OPTIONS', '')}:verify_asan_link_order=0"}

    def hang(self):
        os.mkfifo(self._fifo)

    def let_go(self):
        writer = os.open(self._fifo, os.O_RDWR)
        self._fifo.unlink()
        os.close(writer)


@pytest.fixture
def disk(home):
    return Disk(home)


@pytest.fixture
def two(home, standin, disk):
    """Accounts alice, whose files are on the disk that hangs, and bob. Returns the path of each one's config."""
    paths = []
    for name, path in (("alice", disk.folder / "0.ini"), ("bob", home.folder / "bob.ini")):
        key = home.make_wallet(name)
        paths.append(home.write_config(key, standin.user(username=name, hotkey=key.address), standin.url, path))
    for number in range(1, PATHS):
        (disk.folder / f"{number}.ini").touch(mode=0o600)
        (disk.folder / f"{number}.ini").write_text(paths[0].read_text())
    home.daemon = home.start_daemon(**disk.environment)
    return paths


def request(path):
    return {"session": {"config_path": str(path)}}


def timed(ask, path, count):
    """Seconds of each of `count` calls."""
    times = []
    for _ in range(count):
        start = time.monotonic()
        ask(request(path))
        times.append(time.monotonic() - start)
    return sorted(times)


def p99(times):
    return times[len(times) * 99 // 100 - 1]


def refused(ask, path, seconds):
    """How a call ended that had so long, and when."""
    start = time.monotonic()
    with pytest.raises(grpc.RpcError) as caught:
        ask(request(path), seconds)
    details = dict(caught.value.trailing_metadata()).get("grpc-status-details-bin", b"")

    return caught.value.code(), details, time.monotonic() - start


@contextlib.contextmanager
def calling(ask, paths, seconds):
    """Calls for all paths at once, in the background; their endings are complete after the block."""
    endings = []
    threads = [threading.Thread(target=lambda path=path: endings.append(refused(ask, path, seconds))) for path in paths]
    for thread in threads:
        thread.start()
    yield endings
    for thread in threads:
        thread.join()


def reads_in_progress(daemon):
    """The threads that read config files."""
    names = [task.read_text() for task in pathlib.Path(f"/proc/{daemon.pid}/task").glob("*/comm")]
    return names.count("chutesd-config\n")


def test_others_do_not_notice(home, two, disk):
    alice, bob = two
    target = f"unix:{home.socket}"
    hanging = [disk.folder / f"{number}.ini" for number in range(PATHS)]
    with method_of(target, "chutesd.v1.AccountService", "GetAccount") as ask, \
            method_of(target, "chutesd.v1.SessionService", "GetSession") as get, \
            grpc.insecure_channel(target) as channel:
        check = channel.unary_unary("/grpc.health.v1.Health/Check")
        assert ask(request(alice))["account"]["username"] == "alice"
        timed(ask, bob, CALLS)
        quiet, quiet_get = timed(ask, bob, CALLS), timed(get, bob, CALLS)
        disk.hang()
        alice.write_text(alice.read_text())  # an edit: it is to be read again
        began = time.monotonic()
        with calling(ask, hanging, HANG_SECONDS) as endings:
            busy, busy_get = timed(ask, bob, CALLS), timed(get, bob, CALLS)
            assert check(b"", timeout=5) == SERVING
            bob.write_text(bob.read_text())
            assert ask(request(bob))["account"]["username"] == "bob"
            home.daemon.send(1)  # SIGHUP reads all files, and waits for none on the loop
            assert len(timed(ask, bob, CALLS)) == CALLS
            assert reads_in_progress(home.daemon) == PATHS
            assert time.monotonic() - began < HANG_SECONDS, "the calls took so long that nothing was held meanwhile"
        assert len(endings) == PATHS
        for code, details, seconds in endings:
            assert code == grpc.StatusCode.DEADLINE_EXCEEDED
            assert STAGE_IS_CONFIG in details and str(disk.folder).encode() in details
            assert HANG_SECONDS - 1 < seconds < HANG_SECONDS + 1
        print(f"p99 of others' calls: {p99(quiet) * 1e3:.1f} ms, with files that hang {p99(busy) * 1e3:.1f} ms; "
              f"GetSession {p99(quiet_get) * 1e3:.2f} ms, {p99(busy_get) * 1e3:.2f} ms")
        # Other tests share the machine; a call that waited for the files would take seconds.
        assert p99(busy) < 3 * p99(quiet) + 0.5
        assert p99(busy_get) < 3 * p99(quiet_get) + 0.5
        disk.let_go()
        assert ask(request(alice))["account"]["username"] == "alice"


def test_the_command_says_which_file(home, two, disk):
    disk.hang()
    done = home.run("whoami", "--config-path", two[0], "--timeout", "2")
    assert done.status == 9
    assert str(two[0]) in done.err
    disk.let_go()
    assert home.run("whoami", "--config-path", two[0]).status == 0


def test_a_file_that_hangs_does_not_hold_up_the_end(home, two, disk):
    disk.hang()
    with method_of(f"unix:{home.socket}", "chutesd.v1.AccountService", "GetAccount") as ask:
        with calling(ask, [two[0]], 60):
            while reads_in_progress(home.daemon) == 0:
                ask(request(two[1]))
            began = time.monotonic()
            assert home.daemon.stop() == 0
            assert time.monotonic() - began < 5
    assert "does not answer" in home.daemon.log()
