"""One add of 100,000 records, and a large ingest, against servers of their own: what scripts/volume runs, in short."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CHROMA = shutil.which("chroma")


def volume(*arguments: str) -> str:
    path = os.pathsep.join(filter(None, [str(ROOT / "scripts"), os.environ.get("PYTHONPATH")]))
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-m", "volumes", *arguments],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def test_one_add_of_100_000_records_lands_in_order_in_both_colours() -> None:
    told = volume("one-add", "--dimension", "4")
    assert told.count("100,000 of 100,000 records there, in order") == 2


@pytest.mark.official
@pytest.mark.skipif(CHROMA is None, reason="the official server is not on PATH")
def test_one_add_of_100_000_records_lands_in_the_official_server_too() -> None:
    told = volume("one-add", "--dimension", "4", "--official", str(CHROMA))
    assert told.count("100,000 of 100,000 records there, in order") == 4


def test_an_ingest_from_a_generator_stays_in_constant_memory() -> None:
    told = volume("memory", "--records", "30000", "--dimension", "64")
    assert told.count("30,000 of 30,000 records of 64 numbers arrived, 30,000 told as landed") == 2
