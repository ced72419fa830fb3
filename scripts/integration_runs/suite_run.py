"""One run of one suite with one client: a pytest of the framework's environment, and what it reports."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Literal
from xml.etree import ElementTree

from .suites.place import CLIENT, PORT
from .ways import Client

SCRIPTS = Path(__file__).parents[1]
Result = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Tried:
    """How a test ended, and the first line of what it said where it did not pass."""

    result: Result
    message: str


def run(environment: Path, suite: str, client: Client, port: int | None) -> Mapping[str, Tried]:
    """The tests of `suites/<suite>_suite.py` by name; against memory where there is no port.

    Raises RuntimeError with pytest's output where no test ran.
    """
    told = {key: value for key, value in os.environ.items() if key not in {PORT, CLIENT}}
    told |= {"PYTHONPATH": str(SCRIPTS), CLIENT: client, "ANONYMIZED_TELEMETRY": "False"}
    if port is not None:
        told[PORT] = str(port)
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory, "report.xml")
        ours = ["-m", "chromalink.as_chromadb"] if client == "chromalink" else []
        file = Path(__file__).parent / "suites" / f"{suite}_suite.py"
        options = ["-q", "-c", os.devnull, "-o", "asyncio_mode=auto", "-p", "no:cacheprovider", f"--junitxml={report}"]
        command = [str(environment / "bin/python"), *ours, "-m", "pytest", *options, f"--rootdir={SCRIPTS}", str(file)]
        ended = subprocess.run(command, env=told, cwd=directory, check=False, capture_output=True, text=True)
        cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    if not cases:
        raise RuntimeError(f"no test of {file.name} ran in {environment}:\n{ended.stdout}{ended.stderr}")
    return {case.attrib["name"]: _tried(case) for case in cases}


def _tried(case: ElementTree.Element) -> Tried:
    for kind in ("failure", "error", "skipped"):
        found = case.find(kind)
        if found is not None:
            return Tried("skipped" if kind == "skipped" else "failed", _told(found.attrib.get("message", "")))
    return Tried("passed", "")


def _told(message: str) -> str:
    """The beginning of the first line, without the modules that the exception's class is in."""
    line = message.partition("\n")[0]
    kind, colon, rest = line.partition(": ")
    return shorten(f"{kind.rpartition('.')[2]}{colon}{rest}" if " " not in kind else line, 160, placeholder=" ...")
