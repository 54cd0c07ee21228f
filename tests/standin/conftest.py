"""One server for each test process, emptied before each test."""

import api_client
import launch
import pytest
import signer


@pytest.fixture(scope="session")
def running_standin():
    with launch.Standin() as server:
        yield server


@pytest.fixture
def standin(running_standin):
    running_standin.reset()
    yield running_standin
    assert running_standin.bugs() == []


@pytest.fixture
def api(standin):
    return api_client.Api(standin.port)


@pytest.fixture
def hotkey():
    return signer.Hotkey()


@pytest.fixture
def account(standin, hotkey):
    """A registered account whose hotkey is `hotkey`."""
    return standin.user(hotkey=hotkey.address, username="alice")
