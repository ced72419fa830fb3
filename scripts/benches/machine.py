"""What the figures were measured on and with."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .environments import Environment

_PACKAGES = ("numpy", "httpx", "orjson", "uvicorn", "hnswlib", "chromadb")


@dataclass(frozen=True, slots=True)
class Machine:
    """Processor, memory, system, versions, and how busy the machine was when the measurements began."""

    day: str
    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    versions: dict[str, str]
    load: float

    @property
    def line(self) -> str:
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        return (
            f"{self.day}: {self.cores} cores of {self.processor}, {self.memory_gib:.0f} GiB, {self.system}, "
            f"Python {self.python}, {versions}; load {self.load:.1f} before."
        )


def this_machine(environments: list[Environment]) -> Machine:
    """The machine as it is now, with the versions installed in these environments."""
    return Machine(
        day=date.today().isoformat(),
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=os.sysconf("SC_PAGESIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        versions={name: version for each in environments for name, version in _versions(each).items()},
        load=os.getloadavg()[0],
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _versions(environment: Environment) -> dict[str, str]:
    program = (
        "import importlib.metadata as m\n"
        f"for name in {_PACKAGES!r}:\n"
        "    try: print(name, m.version(name))\n"
        "    except m.PackageNotFoundError: pass\n"
    )
    told = subprocess.run([environment.python, "-c", program], check=True, capture_output=True, text=True).stdout
    return {name: version for name, _, version in (line.partition(" ") for line in told.splitlines())}
