"""The CLI leaves no core file, and what it becomes can leave one."""

import os
import resource
import signal
import subprocess
import sys

import pytest

from lone_daemon import script


def core_of(command, home, **pipes):
    """Whether a program that waits for its standard input leaves a core when it is made to."""
    def allow():
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    process = subprocess.Popen(command, env=home.environment, cwd=home.folder, stdin=subprocess.PIPE,
                               preexec_fn=allow, **pipes)
    with process:
        process.stdin.write(b"x")
        process.stdin.flush()
        while "S" not in open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()[0]:
            os.sched_yield()
        process.send_signal(signal.SIGQUIT)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = status
        assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGQUIT
        return os.WCOREDUMP(status)


def test_the_cli_leaves_no_core_file(home):
    if not core_of(["/bin/cat"], home, stdout=subprocess.DEVNULL):
        pytest.skip("this machine makes no core files")
    assert not core_of([home.chutes, "keys", "list", "--api-key-stdin"], home)


def test_what_it_becomes_is_as_any_other_program(home, tools):
    official = home.folder / "official"
    official.mkdir()
    script(official / "chutes", f"""#!{sys.executable}
import ctypes, resource
PR_GET_DUMPABLE = 3
print(ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0])
""")
    before = resource.getrlimit(resource.RLIMIT_CORE)[0]
    done = home.run("deploy", "app:chute", PATH=f"{tools}:{official}:/usr/bin:/bin", CHUTES_API_KEY="cpk_x")
    assert done.out.split() == ["1", str(before)], done.err
