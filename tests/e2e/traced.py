"""Runs a program and stops it just before it is gone, with all of its memory: by ptrace(2), so for root."""

import contextlib
import ctypes
import os
import signal
import subprocess

from household import Result

_TRACEME, _CONT, _SETOPTIONS = 0, 7, 0x4200
_TRACE_EXIT, _KILL_WITH_US = 0x40, 0x100000
_EXIT_STOP = signal.SIGTRAP | 6 << 8  # PTRACE_EVENT_EXIT
_libc = ctypes.CDLL(None, use_errno=True)


def _ptrace(request, pid, data=0):
    if _libc.ptrace(request, pid, None, ctypes.c_void_p(data)) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


class Traced:
    """One process. All calls by the thread that made it."""

    def __init__(self, command, environment, folder, stdin=""):
        paths = [folder / name for name in ("stdin", "stdout", "stderr")]
        paths[0].write_text(stdin)
        self._out, self._err = paths[1:]
        with open(paths[0], "rb") as given, open(paths[1], "wb") as out, open(paths[2], "wb") as err:
            self._process = subprocess.Popen(command, env=environment, stdin=given, stdout=out, stderr=err,
                                             preexec_fn=lambda: _ptrace(_TRACEME, 0))
        self.pid = self._process.pid
        os.waitpid(self.pid, 0)  # stopped by its exec
        _ptrace(_SETOPTIONS, self.pid, _TRACE_EXIT | _KILL_WITH_US)
        _ptrace(_CONT, self.pid)

    def run_to_the_end(self):
        """Lets it run until it is about to be gone."""
        while True:
            _, status = os.waitpid(self.pid, 0)
            if not os.WIFSTOPPED(status):
                raise RuntimeError(f"the process was gone at once: {status}")
            if status >> 8 == _EXIT_STOP:
                return
            number = os.WSTOPSIG(status)
            _ptrace(_CONT, self.pid, 0 if number == signal.SIGTRAP else number)

    def output(self):
        """What it has written to standard output so far."""
        return self._out.read_text()

    def finish(self):
        """Lets it go and returns what it did."""
        _ptrace(_CONT, self.pid)
        status = self._process.wait()
        return Result(self._process.args, status, self.output(), self._err.read_text())

    def close(self):
        if self._process.poll() is None:
            self._process.kill()
            with contextlib.suppress(OSError):  # it is not stopped
                _ptrace(_CONT, self.pid)  # no signal ends a process that stands at its end
            self._process.wait()
