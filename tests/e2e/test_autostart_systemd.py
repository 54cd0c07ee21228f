"""The CLI where systemd would start the daemon."""

import json
import socket

from lone_daemon import script


def make_manager(home, script_text):
    """A user's service manager with the socket unit enabled, as far as its client can tell."""
    (home.runtime / "systemd").mkdir()
    private = socket.socket(socket.AF_UNIX)
    private.bind(str(home.runtime / "systemd" / "private"))
    wants = home.folder / ".config" / "systemd" / "user" / "sockets.target.wants"
    wants.mkdir(parents=True)
    (wants / "chutesd.socket").symlink_to("/somewhere/chutesd.socket")
    folder = home.folder / "bin"
    folder.mkdir()
    script(folder / "systemctl", f"#!/bin/sh\necho \"$@\" >> {home.folder}/systemctl.log\n{script_text}")
    home.environment["PATH"] = f"{folder}:{home.environment['PATH']}"
    return private


def test_an_enabled_socket_unit_is_started_instead(lonely):
    with make_manager(lonely, f"[ \"$2\" = start ] || exit 3\nmkdir -p -m 700 {lonely.socket.parent}\n"
                              f"setsid {lonely.chutesd} </dev/null >/dev/null 2>&1 &\n"
                              f"until [ -S {lonely.socket} ]; do :; done\n"):
        done = lonely.run("status")
        assert done.status == 0, done.err
        assert "--user start chutesd.socket" in (lonely.folder / "systemctl.log").read_text()
        status = lonely.run("daemon", "status", "--output", "json").json()
        assert status["started_by"] == "hand", "it was not the client that started it"


def test_a_socket_unit_that_does_not_start_is_named(lonely):
    with make_manager(lonely, "echo 'Unit chutesd.socket is masked.' >&2\nexit 1\n"):
        done = lonely.run("status")
        assert done.status == 3
        assert "Unit chutesd.socket is masked." in done.err
        assert "systemctl --user status chutesd.socket" in done.err


def test_under_systemd_stop_tells_systemd_and_says_what_starts_it_again(lonely):
    state = lonely.folder / "state"
    state.write_text("active\nactive\n")
    with make_manager(lonely, f"case $2 in is-active) cat {state};; stop) printf 'inactive\\nactive\\n' > {state};; esac\n"):
        done = lonely.run("daemon", "stop")
        assert done.status == 0, done.err
        assert "chutesd.socket" in done.err
        assert "--user stop chutesd.service" in (lonely.folder / "systemctl.log").read_text()
        status = lonely.run("daemon", "status", "--output", "json")
        assert status.status == 3
        assert json.loads(status.out)["running"] is False
        assert "systemd starts it" in status.err
