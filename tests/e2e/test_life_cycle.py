"""Start, stop, reload and the socket of the real daemon."""

import os
import signal
import socket
import subprocess

import pytest


def test_socket_and_folder_are_for_this_user_only(home):
    home.start_daemon()
    assert home.socket.stat().st_mode & 0o777 == 0o600
    assert home.socket.parent.stat().st_mode & 0o777 == 0o700


def test_without_a_runtime_folder_the_socket_is_below_the_home(home):
    del home.environment["XDG_RUNTIME_DIR"]
    home.start_daemon()
    assert (home.folder / ".chutes" / "run" / "chutesd.sock").is_socket()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_removes_the_socket(home, number):
    daemon = home.start_daemon()
    assert daemon.stop(number) == 0
    assert not home.socket.exists()


def test_it_tells_the_service_manager_that_it_stops(home):
    daemon = home.start_daemon()
    daemon.send(signal.SIGTERM)
    daemon.wait_for("STOPPING=1")
    assert daemon.process.wait(15) == 0


def test_a_second_daemon_names_the_first_and_exits_3(home):
    first = home.start_daemon()
    second = subprocess.run([home.chutesd], env=home.environment, capture_output=True, text=True, timeout=30,
                            check=False)
    assert second.returncode == 3
    assert str(first.pid) in second.stderr
    assert home.run("status", CHUTES_ALLOW_MISSING="true").status == 0


def test_a_killed_daemons_socket_is_taken_over(home):
    first = home.start_daemon()
    first.stop(signal.SIGKILL)
    assert home.socket.is_socket()
    home.start_daemon()
    assert home.run("status", CHUTES_ALLOW_MISSING="true").status == 0


def test_a_successors_socket_is_left_alone(home):
    daemon = home.start_daemon()
    home.socket.unlink()
    with socket.socket(socket.AF_UNIX) as successor:
        successor.bind(str(home.socket))
        assert daemon.stop() == 0
        assert home.socket.is_socket()


def test_it_serves_a_socket_that_the_service_manager_made(home):
    folder = home.socket.parent
    folder.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(home.socket))
        os.chmod(home.socket, 0o600)
        listener.listen()

        def pass_socket():
            os.dup2(listener.fileno(), 3, inheritable=True)
            os.environ["LISTEN_PID"] = str(os.getpid())
            os.environ["LISTEN_FDS"] = "1"
            os.execve(home.chutesd, [home.chutesd], {**home.environment, **{
                name: os.environ[name] for name in ("LISTEN_PID", "LISTEN_FDS")}})

        process = subprocess.Popen(["unused"], executable="/bin/true", preexec_fn=pass_socket, close_fds=False,
                                   stderr=subprocess.DEVNULL)
        try:
            # The kernel queues the connection until the daemon accepts it: nothing to wait for.
            assert home.run("status", CHUTES_ALLOW_MISSING="true").status == 0
        finally:
            process.terminate()
            assert process.wait(15) == 0
        assert home.socket.is_socket(), "the socket is the service manager's to remove"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_another_user_is_turned_away(home):
    home.start_daemon()
    # Root's own folder modes are lifted so that only the daemon's own check is in the way.
    for path in (home.folder, home.runtime, home.socket.parent):
        path.chmod(0o755)
    home.socket.chmod(0o666)
    code = ("import os, socket, sys; os.setgid(65534); os.setuid(65534); s = socket.socket(socket.AF_UNIX); "
            "s.settimeout(20); s.connect(sys.argv[1]); s.sendall(b'PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n'); "
            "sys.exit(0 if s.recv(1) == b'' else 1)")
    try:
        done = subprocess.run(["/usr/bin/python3", "-c", code, str(home.socket)], timeout=30, check=False,
                              capture_output=True, text=True)
        refused = done.returncode == 0 or "ConnectionResetError" in done.stderr or "BrokenPipe" in done.stderr
        assert refused, done.stderr
    finally:
        for path in (home.folder, home.runtime, home.socket.parent):
            path.chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_the_client_says_nothing_to_a_listener_of_another_user(home):
    home.socket.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(home.socket))
        home.socket.chmod(0o600)  # the file is ours; the kernel tells who listens behind it
        listener.settimeout(30)
        stranger = os.fork()
        if stranger == 0:
            os.setuid(65534)
            listener.listen()
            os._exit(0)
        assert os.waitpid(stranger, 0)[1] == 0
        done = home.run("keys", "create", "--name", "ci", "--admin", "--output", "json", "--timeout", "5")
        assert done.status == 3
        assert done.out == ""
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(30)
            assert connection.recv(4096) == b""


def test_hangup_reads_an_edited_config_again(home, account):
    text = home.config.read_text()
    home.config.write_text(text.replace("hotkey_name = default", "hotkey_name = renamed"))
    home.daemon.send(signal.SIGHUP)
    assert home.run("status", "--output", "json").json()["session"]["hotkey_name"] == "renamed"


def test_after_a_broken_edit_nothing_is_signed(home, account, standin):
    assert home.run("keys", "list").status == 0
    good = home.config.read_text()
    for broken in ("[auth\nusername = alice\n", "", good.replace("[auth]", "[aut]")):
        home.config.write_text(broken)
        home.daemon.send(signal.SIGHUP)
        asked = len(standin.log())
        for command in (["keys", "list"], ["keys", "create", "--name", "x", "--admin"], ["status"]):
            done = home.run(*command)
            assert done.status == 1, done.err
            assert str(home.config) in done.err
        assert len(standin.log()) == asked
    home.config.unlink()
    assert home.run("keys", "create", "--name", "x", "--admin").status == 1
    home.config.write_text(good)
    home.config.chmod(0o600)
    assert home.run("keys", "list").status == 0
    assert standin.log(method="POST") == []


def test_no_core_file_and_no_tracing(home):
    daemon = home.start_daemon()
    limits = (f"/proc/{daemon.pid}/limits")
    line = next(line for line in open(limits) if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"]
    # The files of a process that cannot be dumped belong to root.
    assert os.stat(f"/proc/{daemon.pid}/maps").st_uid == 0
