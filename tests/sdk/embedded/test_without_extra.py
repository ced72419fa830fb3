"""Without the extra that embedded clients need, one error says so."""

from __future__ import annotations

import subprocess
import sys

BLOCKING = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"starlette", "uvicorn", "flpc", "hnswlib"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocked())
import chromalink
for make in %r:
    try:
        eval(f"chromalink.{make}")
    except ImportError as error:
        print(error)
"""

MADE = [
    "EphemeralClient()",
    "AsyncEphemeralClient()",
    "PersistentClient('/nowhere/at/all')",
    "AsyncPersistentClient('/nowhere/at/all')",
    "Client()",
    "AsyncClient()",
]


def test_the_error_names_the_pip_line() -> None:
    ran = subprocess.run([sys.executable, "-c", BLOCKING % MADE], capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "an embedded client needs the engine, and starlette is missing: pip install 'chromalink[mock]'"
    ] * len(MADE)


def test_importing_the_classes_imports_no_engine() -> None:
    code = "import sys, chromalink; chromalink.EphemeralClient; print('chromalink_mock' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
