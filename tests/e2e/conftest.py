import os
import pathlib

import pytest

from household import Household, launch


@pytest.fixture(scope="session")
def programs():
    """Where the build put chutes and chutesd."""
    return pathlib.Path(os.environ["CHUTES"]), pathlib.Path(os.environ["CHUTESD"])


@pytest.fixture
def standin():
    with launch.Standin() as server:
        yield server
        assert server.bugs() == []


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
