import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from household import launch  # noqa: E402


@pytest.fixture(scope="session")
def programs():
    """Where the build put chutes and chutesd."""
    return pathlib.Path(os.environ["CHUTES"]), pathlib.Path(os.environ["CHUTESD"])


@pytest.fixture(scope="session")
def standin():
    """One for all scripts of a worker: each of them begins with a reset."""
    with launch.Standin() as server:
        yield server
