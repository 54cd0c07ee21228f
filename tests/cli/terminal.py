"""A command on a pseudo-terminal: what it shows is read, and what a person types is written."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

SECONDS = 30
ROWS = 24


class Terminal:
    def __init__(self, command, environment, folder, columns):
        try:
            self._ours, theirs = pty.openpty()
        except OSError as error:
            raise RuntimeError(f"this machine gives no pseudo-terminals: {error}") from error
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
        self._process = subprocess.Popen(command, env=environment, cwd=folder, stdin=theirs, stdout=theirs,
                                         stderr=theirs, start_new_session=True,
                                         preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(theirs)
        self._shown = b""
        self._ended = False

    @property
    def shown(self):
        """Everything so far, as lines."""
        return self._shown.decode(errors="backslashreplace").replace("\r\n", "\n")

    def show_until(self, matches):
        """Reads until `matches(text so far)`, or the command's end, or too long. Whether it matched."""
        end = time.monotonic() + SECONDS
        while not matches(self.shown):
            if self._ended or not self._read(end - time.monotonic()):
                return False
        return True

    def type(self, text):
        os.write(self._ours, text.encode())

    def finish(self):
        """Reads to the end and returns the exit status as a shell has it; kills what does not end."""
        end = time.monotonic() + SECONDS
        while not self._ended and self._read(end - time.monotonic()):
            pass
        if not self._ended:
            self._process.kill()
        status = self._process.wait()
        return 128 - status if status < 0 else status

    def close(self):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)

    def _read(self, seconds):
        if not self.wait_readable(self._ours, max(seconds, 0)):
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # EIO: nobody has the other side any more
            data = b""
        self._shown += data
        self._ended = not data
        return True

    @staticmethod
    def wait_readable(fd, seconds):
        ready, _, _ = select.select([fd], [], [], seconds)
        return bool(ready)
