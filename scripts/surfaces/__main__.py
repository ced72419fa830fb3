"""`python -m surfaces INTERPRETER [--refresh]`: the surface of the official package there against ours."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from . import introspection
from .comparison import RECORD, differences, ours, recorded, unexplained, unused, written


def main(interpreter: str, *options: str) -> int:
    ran = subprocess.run([interpreter, str(Path(introspection.__file__))], check=True, capture_output=True, text=True)
    official = json.loads(ran.stdout)
    if "--refresh" in options:
        RECORD.parent.mkdir(exist_ok=True)
        RECORD.write_text(written(official), "utf-8")
    found = differences(official, ours("chromalink", official))
    left, needless = unexplained(found), unused(found)
    names = sum(len(module) for module in official.values())
    print(f"{len(official)} modules, {names} names; {len(found)} differences, {len(left)} of them unexplained")
    for kind, number in sorted(Counter(one.kind for one in found).items()):
        print(f"  {kind}: {number}")
    stale = official != recorded()
    for line in (*map(str, left), *(f"allowed, but no difference: {place}" for place in needless)):
        print(line)
    if stale:
        print("the record is of another surface: run with --refresh")
    return 1 if left or needless or stale else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
