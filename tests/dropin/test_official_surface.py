"""What the official package offers is offered here, but for what is listed with its reason."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from surfaces.comparison import ALLOWED, allowances, differences, ours, recorded, unexplained, unused, written

SURFACE: Any = recorded()


@pytest.mark.parametrize("package", ["chromalink"])
def test_no_difference_from_the_official_surface_is_unexplained(package: str) -> None:
    found = differences(SURFACE, ours(package, SURFACE))
    assert [str(one) for one in unexplained(found)] == []
    assert unused(found) == []


def test_every_allowed_difference_has_a_reason() -> None:
    assert len(allowances()) > 20
    assert [one.places for one in allowances() if len(one.reason) < 10] == []
    assert ALLOWED.read_text("utf-8").count("[[difference]]") == len(allowances())


def test_the_record_is_written_as_the_script_writes_it() -> None:
    from surfaces.comparison import RECORD

    assert RECORD.read_text("utf-8") == written(SURFACE)
    assert sum(len(names) for names in SURFACE.values()) > 500


def drifted(change: str) -> Any:
    surface = deepcopy(SURFACE)
    method = surface["api.client"]["Client"]["members"]["create_collection"]["parameters"]
    if change == "a new method":
        surface["api.client"]["Client"]["members"]["merge"] = {"parameters": []}
    elif change == "a new parameter":
        method.append(["region", "KEYWORD_ONLY", "None"])
    elif change == "another default":
        method[-1][2] = "True"
    elif change == "another order":
        method[0], method[1] = method[1], method[0]
    elif change == "a new name":
        surface[""]["Sharded"] = {"is": "value"}
    else:
        surface["config"]["Settings"]["fields"]["chroma_new"] = "None"
    return surface


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("a new method", ["member missing: chromadb.api.client.Client.merge"]),
        ("a new parameter", ["parameter missing: chromadb.api.client.Client.create_collection(region)"]),
        (
            "another default",
            ["default: chromadb.api.client.Client.create_collection(get_or_create) (True, ours False)"],
        ),
        (
            "another order",
            [
                "order: chromadb.api.client.Client.create_collection(name)",
                "order: chromadb.api.client.Client.create_collection(schema)",
            ],
        ),
        ("a new name", ["name missing: chromadb.Sharded"]),
        ("a new setting", ["field missing: chromadb.config.Settings.chroma_new"]),
    ],
)
def test_drift_is_seen(change: str, told: list[str]) -> None:
    surface = drifted(change)
    assert [str(one) for one in unexplained(differences(surface, ours("chromalink", surface)))] == told
