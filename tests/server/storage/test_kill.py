"""The chaos of scripts/chaos in short: servers killed while they are written to, and copies with damaged files."""

from __future__ import annotations

from pathlib import Path

from chaos_runs.damage import damage
from chaos_runs.run import kill_again_and_again


def test_what_was_acknowledged_survives_kills_and_damage_is_never_served(tmp_path: Path) -> None:
    killed = kill_again_and_again(tmp_path / "store", 5, seed=2)
    assert killed.faults == []
    assert killed.acknowledged >= 15
    damaged = damage(tmp_path / "store", tmp_path / "copy", 25, seed=2)
    assert damaged.faults == []
