"""A throwaway home: a wallet, the stand-in API, the daemon and the CLI, all of it gone afterwards.

Shared by the end-to-end tests and the demo. Needs PYTHONPATH (or sys.path) to have tests/standin.
"""

import dataclasses
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "standin"))

import launch  # noqa: E402
from signer import Hotkey  # noqa: E402

START_SECONDS = 30
STOP_SECONDS = 15
COMMAND_SECONDS = 60


@dataclasses.dataclass
class Result:
    """What a command did."""

    command: list
    status: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)


class NotifySocket:
    """What systemd gives a service to say READY=1 on."""

    def __init__(self, path):
        self.path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.bind(self.path)

    def wait_for(self, state, process, seconds=START_SECONDS):
        """Waits until `state` is told; fails as soon as `process` ends instead."""
        pidfd = os.pidfd_open(process.pid)
        try:
            while True:
                ready, _, _ = select.select([self._socket, pidfd], [], [], seconds)
                if self._socket in ready:
                    if state in self._socket.recv(4096).decode().split("\n"):
                        return
                elif pidfd in ready:
                    raise RuntimeError(f"the daemon ended with status {process.wait()}")
                else:
                    raise RuntimeError(f"the daemon did not say {state} within {seconds} s")
        finally:
            os.close(pidfd)

    def close(self):
        self._socket.close()


class Daemon:
    """One chutesd, started ready to serve."""

    def __init__(self, home, *options, **environment):
        self.home = home
        self._notify = NotifySocket(home.folder / f"notify-{len(home.daemons)}")
        self.log_path = home.folder / f"chutesd-{len(home.daemons)}.log"
        self._log = open(self.log_path, "wb")
        self.process = subprocess.Popen(
            [home.chutesd, *options],
            env={**home.environment, "NOTIFY_SOCKET": self._notify.path, **environment},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        home.daemons.append(self)
        try:
            self._notify.wait_for("READY=1", self.process)
        except RuntimeError as error:
            self.stop()
            raise RuntimeError(f"{error}; its log:\n{self.log()}") from error

    @property
    def pid(self):
        return self.process.pid

    def wait_for(self, state):
        self._notify.wait_for(state, self.process)

    def log(self):
        return self.log_path.read_text(errors="replace")

    def send(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM):
        """Ends it and returns its exit status; harmless if it has ended."""
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        self._notify.close()
        self._log.close()
        return self.process.returncode


class Household:
    """The folder, and everything that lives in it."""

    def __init__(self, chutes, chutesd):
        self.chutes = str(chutes)
        self.chutesd = str(chutesd)
        self._temporary = tempfile.TemporaryDirectory(prefix="chutesd-")
        self.folder = pathlib.Path(self._temporary.name)
        self.runtime = self.folder / "run"
        self.runtime.mkdir(mode=0o700)
        self.daemons = []
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "ASAN_OPTIONS", "UBSAN_OPTIONS")
                if name in os.environ}
        self.environment = {**kept, "HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.runtime),
                            # A test that wants a daemon says so; a machine that runs many tests is slow.
                            "CHUTESD_AUTOSTART": "0", "CHUTESD_START_TIMEOUT": "60",
                            "CHUTESD_PROGRAM": self.chutesd}

    @property
    def socket(self):
        return self.runtime / "chutesd" / "chutesd.sock"

    @property
    def config(self):
        return self.folder / ".chutes" / "config.ini"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for daemon in self.daemons:
            daemon.stop()
        self._temporary.cleanup()

    def start_daemon(self, *options, **environment):
        return Daemon(self, *options, **environment)

    def run(self, *arguments, stdin="", timeout=COMMAND_SECONDS, **environment):
        """Runs `chutes` with these arguments."""
        command = [self.chutes, *map(str, arguments)]
        done = subprocess.run(command, env={**self.environment, **environment}, input=stdin, text=True,
                              capture_output=True, timeout=timeout, check=False)
        return Result(command, done.returncode, done.stdout, done.stderr)

    def make_wallet(self, wallet="default", hotkey="default", key=None):
        """A wallet as btwallet writes it, with an unencrypted hotkey. Returns the hotkey."""
        key = key or Hotkey()
        coldkey = Hotkey()
        folder = self.folder / ".bittensor" / "wallets" / wallet
        (folder / "hotkeys").mkdir(parents=True, exist_ok=True)
        self._write(folder / "coldkeypub.txt", {"accountId": None, "publicKey": None, "ss58Address": coldkey.address})
        self._write(folder / "hotkeys" / hotkey, {"secretSeed": "0x" + key.seed.hex(), "ss58Address": key.address})
        key.coldkey = coldkey.address
        return key

    def write_config(self, key, user, api_url, path=None, name="default"):
        """A config file as registration writes it."""
        path = pathlib.Path(path or self.config)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(
            f"[api]\nbase_url = {api_url}\n\n"
            f"[auth]\nusername = {user['username']}\nuser_id = {user['user_id']}\n"
            f"hotkey_seed = {key.seed.hex()}\nhotkey_name = {name}\nhotkey_ss58address = {key.address}\n\n"
            f"[payment]\naddress = {user['payment_address']}\n")
        return path

    @staticmethod
    def _write(path, members):
        path.touch(mode=0o600)
        path.write_text(json.dumps(members))


__all__ = ["Daemon", "Hotkey", "Household", "Result", "launch"]
