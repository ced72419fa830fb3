"""Collections made by either client, searched through both: `python -m crosschecks.both_search OFFICIAL_BIN`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from chromalink_mock import serve

PROGRAM = Path(__file__).with_name("searches.py")


def main(official: Path) -> None:
    pythons = {"chromalink": sys.executable, "chromadb": str(official / "python")}

    def run(library: str, verb: str, collection: str) -> str:
        command = [pythons[library], str(PROGRAM), library, str(server.port), verb, collection]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    with serve() as server:
        answers: dict[tuple[str, str], str] = {}
        for maker in pythons:
            run(maker, "make", f"by-{maker}")
            for asker in pythons:
                answers[maker, asker] = run(asker, "ask", f"by-{maker}")
    expected = answers["chromadb", "chromadb"]
    for (maker, asker), answer in answers.items():
        print(f"made by {maker}, asked through {asker}: {'the same' if answer == expected else answer}", flush=True)
    if set(answers.values()) != {expected}:
        raise SystemExit(f"the answers differ; expected {expected}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
