"""The environments that scripts/bench makes: one for each contender, since none may use another's packages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
FOLDER = ROOT / ".bench"


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment."""

    path: Path

    @property
    def python(self) -> str:
        return str(self.path / "bin" / "python")

    def program(self, name: str) -> str:
        return str(self.path / "bin" / name)

    @property
    def packages(self) -> Path:
        """Its site-packages."""
        return next((self.path / "lib").glob("python3.*")) / "site-packages"


OURS = Environment(FOLDER / "ours")
"""Everything of ours, the server too."""
CLIENT = Environment(FOLDER / "client")
"""What `pip install chromalink` gives."""
OFFICIAL = Environment(FOLDER / "chromadb")
HTTPX = Environment(FOLDER / "httpx")
"""httpx and nothing that it does not ask for."""
