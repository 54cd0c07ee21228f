"""What a script finds around it: a home of its own, accounts, the stand-in API, a daemon, a shell."""

import json
import os
import re
import shlex
import signal
import socket
import string
import struct
import subprocess

from household import Household
from script import ScriptError
from terminal import Terminal

COMMAND_SECONDS = 60
LEAVE_SECONDS = 15
NOWHERE = "http://127.0.0.1:1"


class World:
    """Made for one script, gone after it. The stand-in may be shared: it is reset first."""

    def __init__(self, programs, standin):
        self.standin = standin
        standin.reset()
        self.home = Household(*programs)
        self._daemon_decided = False
        programs_folder = self.home.folder / "bin"
        programs_folder.mkdir()
        for name, program in zip(("chutes", "chutesd"), programs):
            (programs_folder / name).symlink_to(program)
        self.environment = {
            **self.home.environment,
            "PATH": f"{programs_folder}:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            # Others show, when the machine is slow, that they wait.
            "TERM": "dumb",
            # Nothing leaves this machine, even where a script forgets to say which API it means.
            "HTTPS_PROXY": NOWHERE,
        }
        # What `<NAME>` and, in the shell, `$NAME` stand for.
        self.variables = {"API": standin.url, "API_ADDRESS": standin.url.removeprefix("http://"), "HOME": str(self.home.folder)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stop_daemons_that_commands_started()
        self.home.close()

    # Steps. Each takes the rest of its line.

    def do(self, step):
        getattr(self, f"_do_{step.word}")(step.rest)

    def _do_env(self, rest):
        for word in shlex.split(self.expand(rest)):
            name, equals, value = word.partition("=")
            if not equals:
                raise ScriptError(f"env NAME=VALUE, not {word!r}")
            self.environment[name] = value

    def _do_unset(self, rest):
        for name in rest.split():
            self.environment.pop(name, None)

    def _do_wallet(self, rest):
        wallet, hotkey = (rest.split() + ["default"])[:2]
        self._remember_key(wallet, self.home.make_wallet(wallet, hotkey))

    def _do_account(self, rest):
        name, *options = rest.split()
        given = dict(option.split("=", 1) for option in options)
        key = self.home.make_wallet(given.get("wallet", name))
        user = self.standin.user(username=name, hotkey=key.address, coldkey=key.coldkey,
                                 balance=float(given.get("balance", 0)))
        self._remember_key(name, key)
        self._set(name, ID=user["user_id"], PAYMENT=user["payment_address"], FINGERPRINT=user["fingerprint"])
        if given.get("config") != "none":
            path = self._path(given.get("config", "~/.chutes/config.ini"))
            self.home.write_config(key, user, self.standin.url, path)

    def _do_api(self, rest):
        """VERB ROUTE [JSON] [-> NAME=member ...]: a control route of the stand-in."""
        call, _, captures = self.expand(rest).partition(" -> ")
        method, route, *body = call.split(" ", 2)
        answer = self.standin.control(method, route, json.loads(body[0]) if body else None)
        for capture in captures.split():
            name, member = capture.split("=")
            row = answer[0] if isinstance(answer, list) else answer
            self.variables[name] = str(row[member])

    def _do_daemon(self, rest):
        self._daemon_decided = True
        if rest == "none":
            return
        if rest == "stop":
            self.home.daemons[-1].stop()
            return
        words = shlex.split(self.expand(rest))
        options = [word for word in words if not re.match("[A-Z_]+=", word)]
        environment = dict(word.split("=", 1) for word in words if word not in options)
        daemon = self.home.start_daemon(*options, HTTPS_PROXY=NOWHERE, **environment)
        self.variables.update(DAEMON_PID=str(daemon.pid), DAEMON_LOG=str(daemon.log_path))

    def write_file(self, file):
        path = self._path(file.path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(self.expand(file.text), "utf-8")
        path.chmod(file.mode)

    # Commands.

    def run(self, text):
        """Standard output, standard error and exit status of a shell command."""
        self._start_daemon()
        done = subprocess.run(["/bin/sh", "-c", text], env=self._shell_environment(), cwd=self.home.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False)
        status = 128 - done.returncode if done.returncode < 0 else done.returncode
        return done.stdout.decode(errors="backslashreplace"), done.stderr.decode(errors="backslashreplace"), status

    def run_on_terminal(self, text, columns):
        """The same, as a Terminal that is to be talked to."""
        self._start_daemon()
        return Terminal(["/bin/sh", "-c", text], self._shell_environment(), self.home.folder, columns)

    def requests(self):
        """The requests that the stand-in got since it was last asked, one a line."""
        lines = [f"{entry['method']} {entry['target']} {entry['body']}".rstrip() for entry in self.standin.log()]
        self.standin.clear_log()
        return "".join(f"{line}\n" for line in lines)

    def wait_for_request(self, method_and_path):
        method, path = method_and_path.split(" ", 1)
        self.standin.wait_for(1, method=method, path=path)

    def _start_daemon(self):
        if not self._daemon_decided:
            self._do_daemon("")

    def _shell_environment(self):
        return {**self.environment, **{name: value for name, value in self.variables.items() if name != "HOME"}}

    def expand(self, text):
        """`${NAME}` is a variable; any other `$` stays."""
        return _Braced(text).safe_substitute({**self.environment, **self.variables})

    def _path(self, path):
        return self.home.folder / path.removeprefix("~/")

    def _remember_key(self, name, key):
        self._set(name, HOTKEY=key.address, COLDKEY=key.coldkey, SEED=key.seed.hex())

    def _set(self, name, **members):
        prefix = re.sub("[^A-Z0-9]", "_", name.upper())
        self.variables.update({f"{prefix}_{member}": value for member, value in members.items()})

    def _stop_daemons_that_commands_started(self):
        ours = {daemon.pid for daemon in self.home.daemons}
        for path in self.home.folder.rglob("*.sock"):
            pid = _listener_of(path)
            if pid and pid not in ours:
                _end(pid)


class _Braced(string.Template):
    pattern = r"\$(?:(?P<escaped>\$\$)|\{(?P<braced>[A-Z][A-Z0-9_]*)\}|(?P<named>(?!))|(?P<invalid>(?!)))"


def _listener_of(path):
    """The process that listens on a Unix socket; None if nobody does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(str(path))
        except OSError:
            return None
        pid, _, _ = struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        return pid


def _end(pid):
    pidfd = os.pidfd_open(pid)
    try:
        signal.pidfd_send_signal(pidfd, signal.SIGTERM)
        if not Terminal.wait_readable(pidfd, LEAVE_SECONDS):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            raise RuntimeError(f"the daemon {pid} that a command started did not end")
    finally:
        os.close(pidfd)

