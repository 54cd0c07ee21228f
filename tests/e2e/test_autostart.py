"""The CLI at a socket that nobody serves: it starts the daemon and goes on."""

import concurrent.futures
import os
import pathlib
import select
import shutil
import signal
import subprocess
import time

import pytest

from lone_daemon import NOBODY, WAIT_SECONDS, pid_of, script, wait_for_end


class Witness:
    """A program that notes what it was started with and becomes chutesd: whose own /proc only root can read."""

    def __init__(self, home):
        self._place, self._variables = home.folder / "place", home.folder / "variables"
        self.program = script(home.folder / "witness",
                              f"#!/bin/sh\n{{ pwd -P; readlink /proc/$$/fd/0; }} > {self._place}\n"
                              f'env -0 > {self._variables}\nexec {home.chutesd} "$@"\n')

    @property
    def place(self):
        """The working directory, and what standard input is."""
        return self._place.read_text().split()

    @property
    def variables(self):
        return dict(entry.split("=", 1) for entry in self._variables.read_text().split("\0") if entry)


def test_a_command_starts_the_daemon_and_goes_on(lonely):
    done = lonely.run("status", "--output", "json")
    assert done.status == 0, done.err
    assert done.err == ""
    assert done.json()["daemon"]["pid"] == pid_of(lonely)


def test_ten_commands_at_once_start_one_daemon(lonely):
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        done = list(pool.map(lambda _: lonely.run("status", "--output", "json"), range(10)))
    assert [one.status for one in done] == [0] * 10, [one.err for one in done]
    assert len({one.json()["daemon"]["pid"] for one in done}) == 1
    log = pathlib.Path(f"{lonely.socket}.log").read_text()
    assert log.count(" serves ") == 1, log


def test_the_daemon_has_a_life_of_its_own(lonely):
    witness = Witness(lonely)
    lonely.environment["CHUTESD_PROGRAM"] = witness.program
    read, write = os.pipe()
    try:
        # A descriptor that the shell has left open must not stay open in the daemon.
        subprocess.run([lonely.chutes, "status"], env=lonely.environment, check=True, capture_output=True,
                       pass_fds=[write], timeout=WAIT_SECONDS)
        pid = pid_of(lonely)
        os.close(write)
        write = None
        ready, _, _ = select.select([read], [], [], WAIT_SECONDS)
        assert ready and os.read(read, 1) == b"", "the daemon holds a descriptor of the shell's"
    finally:
        os.close(read)
        if write is not None:
            os.close(write)
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    parent, group, session, terminal = map(int, fields[1:5])
    assert session == group != os.getsid(0)
    assert session != pid, "a session leader could get a terminal"
    assert parent != os.getpid() and terminal == 0
    assert witness.place == ["/", "/dev/null"]


def test_the_daemon_takes_over_no_account_of_the_shell(lonely):
    witness = Witness(lonely)
    done = lonely.run("status", CHUTESD_PROGRAM=witness.program, CHUTES_CONFIG_PATH="/no.ini",
                      CHUTES_API_URL="https://other.example", CHUTES_PROFILE="", BT_PW__HOME_X="secret",
                      HTTPS_PROXY="http://127.0.0.1:1")
    assert done.status == 0, done.err
    variables = witness.variables
    assert not [name for name in variables if name.startswith(("CHUTES_", "BT_PW_"))]
    assert variables["HTTPS_PROXY"] == "http://127.0.0.1:1"
    assert lonely.run("status", "--output", "json").json()["session"]["api_url"] == "https://api.chutes.ai"


def test_a_killed_daemon_is_started_anew(lonely):
    assert lonely.run("status").status == 0
    first = pid_of(lonely)
    os.kill(first, signal.SIGKILL)
    wait_for_end(first)
    assert lonely.run("status").status == 0
    assert pid_of(lonely) not in (None, first)


def test_an_idle_daemon_ends_and_the_next_command_starts_another(lonely):
    first = lonely.run("status", "--output", "json", CHUTESD_IDLE_EXIT="1").json()["daemon"]["pid"]
    wait_for_end(first)
    assert not lonely.socket.exists()
    assert "idle" in pathlib.Path(f"{lonely.socket}.log").read_text()
    assert lonely.run("status").status == 0
    assert pid_of(lonely) not in (None, first)


def test_no_command_is_lost_or_done_twice_while_daemons_come_and_go(lonely, standin):
    """Daemons that end after a second, and by SIGTERM at any moment: every command gets its answer."""
    key = lonely.make_wallet()
    lonely.write_config(key, standin.user(username="alice", hotkey=key.address), standin.url)
    lonely.environment["CHUTESD_IDLE_EXIT"] = "1"
    results, pids = [], set()
    end = time.monotonic() + 6

    def is_enough():
        seen_much = time.monotonic() > end and len(pids) > 3 and len(results) > 20
        return seen_much or any(one.status != 0 for one in results)

    def commands(worker):
        number = 0
        while not is_enough():
            results.append(lonely.run("keys", "create", "--name", f"{worker}-{number}", "--admin"))
            number += 1

    def ends():
        while not is_enough():
            pid = pid_of(lonely)
            if pid:
                pids.add(pid)
                try:
                    os.kill(pid, signal.SIGTERM)
                except ProcessLookupError:
                    continue
                wait_for_end(pid)

    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        for running in [pool.submit(ends), *(pool.submit(commands, worker) for worker in range(4))]:
            running.result()
    assert len(pids) > 3 and len(results) > 20, [one.err for one in results]
    assert [one.err for one in results if one.status != 0] == []
    listed = lonely.run("keys", "list", "--limit", "1000", "--output", "json").json()
    assert listed["total"] == len(results)


@pytest.mark.parametrize("how", [["--no-autostart"], []])
def test_it_can_be_turned_off(lonely, how):
    environment = {} if how else {"CHUTESD_AUTOSTART": "0"}
    done = lonely.run("status", *how, **environment)
    assert done.status == 3
    assert "chutes daemon start" in done.err
    assert not lonely.socket.parent.exists()


@pytest.mark.parametrize("command", [["version"], ["daemon", "status"], ["daemon", "stop"], ["daemon", "logs"]])
def test_commands_about_the_daemon_start_none(lonely, command):
    lonely.run(*command)
    assert not lonely.socket.exists()


def test_a_start_that_fails_shows_why(lonely):
    done = lonely.run("status", CHUTESD_IDLE_EXIT="soon")
    assert done.status == 3
    assert "--idle-exit" in done.err and "'soon'" in done.err

    done = lonely.run("status", CHUTESD_PROGRAM="/no/chutesd")
    assert done.status == 3
    assert "CHUTESD_PROGRAM" in done.err and "/no/chutesd" in done.err


def test_a_program_that_dies_or_cannot_run_is_told(lonely):
    dying = script(lonely.folder / "dying", "#!/bin/sh\necho 'the library is missing' >&2\nexit 7\n")
    done = lonely.run("status", CHUTESD_PROGRAM=dying)
    assert done.status == 3
    assert "the library is missing" in done.err

    broken = script(lonely.folder / "broken", "#!/no/such/interpreter\n")
    done = lonely.run("status", CHUTESD_PROGRAM=broken)
    assert done.status == 3
    assert f"cannot run {broken}" in done.err


def test_a_daemon_that_does_not_get_ready_is_not_waited_for_longer_than_it_may(lonely):
    pid_file = lonely.folder / "pid"
    hanging = script(lonely.folder / "hanging", f"#!/bin/sh\necho $$ > {pid_file}\nexec tail -f /dev/null\n")
    start = time.monotonic()
    done = lonely.run("status", CHUTESD_PROGRAM=hanging, CHUTESD_START_TIMEOUT="")
    took = time.monotonic() - start
    pid = int(pid_file.read_text())
    os.kill(pid, signal.SIGTERM)
    wait_for_end(pid)
    assert done.status == 3
    assert "does not get ready" in done.err
    assert took >= 2


def test_a_socket_by_a_relative_path_is_the_daemons_too(lonely):
    done = subprocess.run([lonely.chutes, "status", "--socket", "here/s"], env=lonely.environment, check=False,
                          cwd=lonely.folder, capture_output=True, text=True, timeout=WAIT_SECONDS)
    assert done.returncode == 0, done.stderr
    assert (lonely.folder / "here" / "s").is_socket()
    assert (lonely.folder / "here").stat().st_mode & 0o777 == 0o700
    assert lonely.run("daemon", "stop", "--socket", lonely.folder / "here" / "s").status == 0


def test_what_is_not_a_socket_is_left_alone(lonely):
    lonely.socket.parent.mkdir()
    lonely.socket.write_text("mine")
    done = lonely.run("status")
    assert done.status == 3
    assert "is not a socket" in done.err
    assert lonely.socket.read_text() == "mine"
    lonely.socket.unlink()


def run_without_roots_rights(home, *arguments):
    """Runs chutes. If it is root who tests, as nobody, and from a copy: nobody may not reach the build folder."""
    program = home.chutes
    lent = {}
    if os.geteuid() == 0:
        program = shutil.copy(program, home.folder)
        lent = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return subprocess.run([program, *arguments], env=home.environment, cwd="/", capture_output=True, text=True,
                          check=False, timeout=WAIT_SECONDS, **lent)


def test_folders_that_cannot_be_written_to_are_named(lonely):
    if os.geteuid() == 0:
        lonely.folder.chmod(0o755)
        os.chown(lonely.runtime, NOBODY, NOBODY)
    lonely.runtime.chmod(0o500)
    try:
        done = run_without_roots_rights(lonely, "status")
    finally:
        lonely.runtime.chmod(0o700)
    assert done.returncode == 3
    assert f"XDG_RUNTIME_DIR ({lonely.runtime}) is not used" in done.stderr
    assert f"the folder {lonely.folder}" in done.stderr and "--socket PATH" in done.stderr


def test_no_socket_is_made_in_another_users_runtime_folder(lonely):
    """For root that is a folder of nobody's, for anybody else one of root's."""
    runtime = pathlib.Path("/usr")
    if os.geteuid() == 0:
        runtime = lonely.runtime
        os.chown(runtime, NOBODY, NOBODY)
    elsewhere = {"XDG_RUNTIME_DIR": str(runtime)}
    done = lonely.run("daemon", "start", **elsewhere)
    socket = lonely.folder / ".chutes" / "run" / "chutesd.sock"
    assert done.status == 0 and str(socket) in done.out
    assert "XDG_RUNTIME_DIR" in done.err
    assert lonely.run("daemon", "stop", **elsewhere).status == 0
    if os.geteuid() == 0:
        os.chown(runtime, 0, 0)
    assert not (runtime / "chutesd").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_root_uses_another_users_daemon_only_when_it_is_named(home):
    home.start_daemon()
    for path in (home.socket, home.socket.parent):
        os.chown(path, NOBODY, NOBODY)
    try:
        found = home.run("version")
        assert "belongs to another user" in found.err
        named = home.run("version", "--socket", home.socket)
        assert "chutesd" in named.out, named.err
    finally:
        for path in (home.socket, home.socket.parent):
            os.chown(path, 0, 0)
