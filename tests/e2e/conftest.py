import os
import pathlib
import signal

import pytest

from household import Household, launch
from lone_daemon import pid_of, wait_for_end


@pytest.fixture(scope="session")
def programs():
    """Where the build put chutes and chutesd."""
    return pathlib.Path(os.environ["CHUTES"]), pathlib.Path(os.environ["CHUTESD"])


@pytest.fixture(scope="session")
def api_server():
    """One for all tests of a worker."""
    with launch.Standin() as server:
        yield server


@pytest.fixture
def standin(api_server):
    """As new for each test."""
    api_server.reset()
    yield api_server
    assert api_server.bugs() == []


@pytest.fixture
def home(programs):
    with Household(*programs) as household:
        yield household


@pytest.fixture
def account(home, standin):
    """A home with an account, its config file and a running daemon. Returns the hotkey."""
    key = home.make_wallet()
    key.user = standin.user(username="alice", hotkey=key.address)
    home.write_config(key, key.user, standin.url)
    home.daemon = home.start_daemon()
    return key


@pytest.fixture
def lonely(home):
    """A home without a daemon, where one may be started."""
    home.environment["CHUTESD_AUTOSTART"] = "1"
    home.environment["CHUTES_ALLOW_MISSING"] = "true"
    yield home
    pid = pid_of(home)
    if pid:
        os.kill(pid, signal.SIGTERM)
        wait_for_end(pid)


@pytest.fixture
def tools(home):
    """A folder on the PATH of fixes: `chutes` is the program under test; tests add stand-ins of other tools."""
    folder = home.folder / "bin"
    folder.mkdir()
    (folder / "chutes").symlink_to(home.chutes)
    return folder
