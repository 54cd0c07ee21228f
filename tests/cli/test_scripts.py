"""Runs every script of scripts/. CHUTES_RECORD=1 rewrites what they expect."""

import os
import pathlib

import pytest

import run_script
import script

SCRIPTS = sorted((pathlib.Path(__file__).parent / "scripts").glob("*.txt"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_script(path, programs, standin):
    differences = run_script.run(script.read(path), programs, standin, record="CHUTES_RECORD" in os.environ)
    assert not differences, "\n\n" + "\n\n".join(differences)
