"""chutes daemon start, stop, restart, status, logs."""

import os
import pathlib
import signal
import subprocess

from lone_daemon import WAIT_SECONDS, line_of, pid_of, running, wait_for_end


def has_ended(pid):
    """Whether only its entry is left, if that, for its parent to read."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_start_prints_pid_and_socket_and_may_be_repeated(lonely):
    first = lonely.run("daemon", "start")
    pid = pid_of(lonely)
    assert first.status == 0, first.err
    assert first.out == f"chutesd started: process {pid} serves {lonely.socket}\n"
    again = lonely.run("daemon", "start", CHUTESD_AUTOSTART="0")
    assert again.status == 0
    assert again.out == f"chutesd runs already: process {pid} serves {lonely.socket}\n"


def test_stop_waits_for_the_end_and_may_be_repeated(lonely):
    lonely.run("daemon", "start")
    pid = pid_of(lonely)
    done = lonely.run("daemon", "stop")
    assert done.status == 0, done.err
    assert done.out == f"chutesd stopped: it was process {pid}\n"
    assert has_ended(pid)
    assert not lonely.socket.exists()
    again = lonely.run("daemon", "stop", "--output", "json")
    assert again.status == 0
    assert again.json() == {"stopped": False, "pid": None}


def test_stop_gives_up_in_time_and_says_how_to_go_on(lonely):
    lonely.run("daemon", "start")
    pid = pid_of(lonely)
    os.kill(pid, signal.SIGSTOP)
    try:
        done = lonely.run("daemon", "stop", "--timeout", "0.5")
        assert done.status == 9
        assert f"process {pid}" in done.err and f"kill -9 {pid}" in done.err
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_for_end(pid)


def test_restart_changes_the_process(lonely):
    lonely.run("daemon", "start")
    first = pid_of(lonely)
    done = lonely.run("daemon", "restart")
    assert done.status == 0, done.err
    second = pid_of(lonely)
    assert second != first
    assert done.out == f"chutesd restarted: process {second} serves {lonely.socket}\n"
    assert done.err == ""


def test_restart_of_a_daemon_with_options_of_its_own_says_that_they_are_gone(lonely):
    words = [lonely.chutesd, "--log-level", "debug"]
    with running(words, lonely.environment, stderr=subprocess.PIPE) as process:
        assert any(" serves " in line for line in process.stderr)
        done = lonely.run("daemon", "restart")
        assert done.status == 0, done.err
        assert "started by hand" in done.err
        assert process.wait(WAIT_SECONDS) == 0
    assert lonely.run("daemon", "status", "--output", "json").json()["started_by"] == "client"


def test_status_shows_the_process_and_3_means_none(lonely):
    none = lonely.run("daemon", "status")
    assert none.status == 3
    assert none.out == "" and "chutes daemon start" in none.err
    absent = lonely.run("daemon", "status", "--output", "json")
    assert absent.status == 3
    assert absent.json()["running"] is False
    lonely.run("daemon", "start")
    status = lonely.run("daemon", "status", "--output", "json")
    assert status.status == 0
    found = status.json()
    assert set(found) == set(absent.json())
    assert found["running"] is True
    assert pathlib.Path(f"/proc/{found['pid']}/exe").is_symlink()
    assert found["socket_path"] == str(lonely.socket)
    assert found["started_by"] == "client"
    assert found["idle_exit_seconds"] == 900
    assert found["log_path"] == f"{lonely.socket}.log"
    table = lonely.run("daemon", "status").out
    assert f"Process\t{found['pid']}\n" in table and "Ends when idle\tafter 900 s\n" in table


def test_status_works_with_a_broken_config(lonely):
    lonely.config.parent.mkdir(mode=0o700)
    lonely.config.write_text("[auth\n")
    lonely.config.chmod(0o600)
    lonely.run("daemon", "start")
    assert lonely.run("daemon", "status", CHUTES_ALLOW_MISSING="").status == 0
    assert "chutesd" in lonely.run("version").out


def test_logs_shows_the_last_lines_of_a_file_for_this_user_alone(lonely):
    assert lonely.run("daemon", "logs").status == 5
    lonely.run("daemon", "start")
    lonely.run("daemon", "restart")
    log = pathlib.Path(f"{lonely.socket}.log")
    assert log.stat().st_mode & 0o777 == 0o600
    every = lonely.run("daemon", "logs")
    assert every.status == 0
    assert every.out == log.read_text()
    assert every.out.count(" serves ") == 2
    last = lonely.run("daemon", "logs", "--lines", "1")
    assert last.out == every.out.splitlines(keepends=True)[-1]
    lonely.run("daemon", "stop")
    assert lonely.run("daemon", "logs", "-n", "1").out.endswith(" stopped\n")


def test_logs_follow_what_is_written_until_ctrl_c(lonely):
    lonely.run("daemon", "start")
    words = [lonely.chutes, "daemon", "logs", "--lines", "1", "--follow"]
    with running(words, lonely.environment, stdout=subprocess.PIPE) as process:
        assert " serves " in line_of(process.stdout), "the last line that was there"
        os.kill(pid_of(lonely), signal.SIGHUP)
        assert "SIGHUP" in line_of(process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait(WAIT_SECONDS) == 130


def test_logs_of_a_daemon_that_logs_to_its_terminal_are_there(home):
    home.start_daemon()
    done = home.run("daemon", "logs")
    assert done.status == 1
    assert "standard error" in done.err
