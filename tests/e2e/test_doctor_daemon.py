"""`chutes doctor` about the daemon: each fix, typed as it is printed, mends what was found."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

import pytest

from examination import apply_fix, examine, verdicts
from lone_daemon import WAIT_SECONDS, line_of, pid_of, running


def test_without_a_daemon_the_rest_is_still_examined(home):
    status, found = examine(home, CHUTES_CONFIG_PATH="/a.ini", CHUTES_PROFILE="b")
    assert status == 1
    assert verdicts(found, "daemon", "socket", "lock", "environment") == ["failed", "skipped", "ok", "warning"]


def test_a_folder_that_others_can_look_into_is_found(home, account, tools):
    home.socket.parent.chmod(0o755)
    status, found = examine(home)
    assert status == 0 and verdicts(found, "socket") == ["warning"]
    apply_fix(home, tools, found["socket"][0])
    home.socket.chmod(0o666)
    found = examine(home)[1]
    assert verdicts(found, "socket") == ["warning"]
    apply_fix(home, tools, found["socket"][0])
    assert verdicts(examine(home)[1], "socket") == ["ok"]


def test_something_else_in_the_sockets_place_is_named_and_left_to_its_owner(home, account, tools):
    home.daemon.stop()
    home.socket.write_text("no socket")
    status, found = examine(home)
    assert status == 1 and verdicts(found, "socket") == ["failed"]
    elsewhere = {"CHUTESD_SOCKET": apply_fix(home, tools, found["socket"][0], then="echo $CHUTESD_SOCKET").stdout.strip()}
    home.start_daemon(**elsewhere)
    assert examine(home, **elsewhere)[0] == 0
    assert home.socket.read_text() == "no socket"


def test_a_daemon_that_does_not_answer_is_ended(home, account, tools):
    daemon = home.daemon
    home.socket.unlink()
    status, found = examine(home)
    assert status == 1 and verdicts(found, "daemon", "lock") == ["failed", "failed"]
    assert found["lock"][0]["fix"] == f"kill {daemon.pid}"
    apply_fix(home, tools, found["lock"][0])
    assert daemon.process.wait(15) == 0
    home.start_daemon()
    assert examine(home)[0] == 0


def test_a_daemon_is_started_where_one_may_be(lonely, standin):
    key = lonely.make_wallet()
    lonely.write_config(key, standin.user(username="alice", hotkey=key.address), standin.url)
    status, found = examine(lonely)
    assert status == 0 and verdicts(found, "daemon", "socket", "lock", "account") == ["ok"] * 4
    assert f"process {pid_of(lonely)}" in found["daemon"][0]["detail"]


def test_a_daemon_that_may_not_be_started_unasked_is_started_by_the_fix(lonely, tools):
    status, found = examine(lonely, "--no-autostart")
    assert status == 1 and verdicts(found, "daemon") == ["failed"]
    apply_fix(lonely, tools, found["daemon"][0])
    assert verdicts(examine(lonely, "--no-autostart")[1], "daemon") == ["ok"]


def test_a_variable_that_names_no_program_is_unset(lonely, tools):
    wrong = {"CHUTESD_PROGRAM": "/no/such/program"}
    status, found = examine(lonely, **wrong)
    assert status == 1 and verdicts(found, "daemon") == ["failed"]
    # Without the variable it is found on the PATH.
    (tools / "chutesd").symlink_to(lonely.chutesd)
    apply_fix(lonely, tools, found["daemon"][0], then="chutes daemon start", **wrong)
    assert verdicts(examine(lonely)[1], "daemon") == ["ok"]


def test_a_program_that_is_not_on_the_path_is_looked_for_at_home(lonely, tools):
    del lonely.environment["CHUTESD_PROGRAM"]
    shutil.copy(lonely.chutesd, lonely.folder / "chutesd")
    status, found = examine(lonely)
    assert status == 1 and verdicts(found, "daemon") == ["failed"]
    assert "there is no chutesd" in found["daemon"][0]["detail"]
    apply_fix(lonely, tools, found["daemon"][0])
    assert verdicts(examine(lonely)[1], "daemon") == ["ok"]


def test_a_socket_whose_mode_shuts_its_owner_out_is_opened(home, account, tools):
    home.socket.chmod(0)
    status, found = examine(home)
    assert status == 1 and verdicts(found, "socket") == ["failed"]
    apply_fix(home, tools, found["socket"][0])
    assert examine(home)[0] == 0


def test_a_lock_that_was_removed_is_taken_anew_by_a_restart(lonely, tools):
    lonely.run("daemon", "start")
    first = pid_of(lonely)
    lonely.socket.with_name("chutesd.sock.lock").unlink()
    found = examine(lonely)[1]
    assert verdicts(found, "daemon", "lock") == ["ok", "warning"]
    apply_fix(lonely, tools, found["lock"][0])
    assert pid_of(lonely) != first
    assert verdicts(examine(lonely)[1], "daemon", "lock") == ["ok", "ok"]


def test_a_daemon_that_hangs_is_restarted(lonely, tools):
    lonely.run("daemon", "start")
    first = pid_of(lonely)
    os.kill(first, signal.SIGSTOP)
    status, found = examine(lonely, "--timeout", "0.5")
    assert status == 1 and verdicts(found, "daemon") == ["failed"]
    # The kernel keeps SIGTERM for a stopped process; a hang that passes is enough here.
    os.kill(first, signal.SIGCONT)
    apply_fix(lonely, tools, found["daemon"][0])
    assert pid_of(lonely) != first and verdicts(examine(lonely)[1], "daemon") == ["ok"]


@pytest.mark.parametrize("examined, verdict, says", [([], "failed", "older than this client"),
                                                     (["DiagnosticsService/Diagnose"], "warning", "0.0.9")])
def test_a_daemon_of_another_version_is_restarted(home, account, tools, examined, verdict, says):
    home.daemon.stop()
    home.environment["CHUTESD_AUTOSTART"] = "1"
    other = home.folder / "other.sock"
    home.start_daemon("--socket", str(other))
    words = [sys.executable, pathlib.Path(__file__).with_name("old_daemon.py"), home.socket, other,
             "SessionService/GetSession", *examined]
    with running(words, home.environment, stdout=subprocess.PIPE) as old:
        assert line_of(old.stdout) == "ready\n"
        found = examine(home)[1]
        assert verdicts(found, "daemon") == [verdict] and says in found["daemon"][0]["detail"]
        apply_fix(home, tools, found["daemon"][0])
        assert old.wait(WAIT_SECONDS) == -signal.SIGTERM
    assert verdicts(examine(home)[1], "daemon") == ["ok"]
    assert home.run("daemon", "stop").status == 0


def test_a_path_that_is_too_long_for_a_socket_is_unset(home, account, tools):
    environment = {"CHUTESD_SOCKET": "/" + "x" * 200}
    status, found = examine(home, **environment)
    assert status == 1 and verdicts(found, "daemon", "socket") == ["skipped", "failed"]
    apply_fix(home, tools, found["socket"][0], then="chutes doctor", **environment)
