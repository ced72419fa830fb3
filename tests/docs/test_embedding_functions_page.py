"""The page about embedding functions: its snippets run, and its tables tell what the declarations say."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
import respx

from chromalink.embeddings.catalogue import DENSE, SPARSE
from snippets import DOCS, code

PAGE = DOCS / "embedding-functions.md"
TEXT = PAGE.read_text(encoding="utf-8")
SNIPPETS = code(PAGE, "python")
VECTORS = {"data": [{"index": place, "embedding": [1.0, float(place)]} for place in range(2)]}
OURS = {**DENSE, **SPARSE}


@pytest.mark.parametrize(("number", "shown"), list(enumerate(["2 OPENAI_API_KEY\n", "2\n", "a\n"])))
def test_every_snippet_runs_as_written(
    number: int, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("OPENAI_API_KEY", "MISTRAL_API_KEY"):
        monkeypatch.setenv(variable, "key-of-a-test")
    with respx.mock(assert_all_called=False) as providers:
        for url in ("https://api.openai.com/v1/embeddings", "https://api.mistral.ai/v1/embeddings"):
            providers.post(url).respond(json=VECTORS)
        exec(compile(SNIPPETS[number], str(PAGE), "exec"), {"__name__": "snippet"})  # noqa: S102 - our own page
    assert capsys.readouterr().out == shown


def test_every_snippet_of_the_page_is_run() -> None:
    assert len(SNIPPETS) == 3


@pytest.mark.parametrize("name", sorted(OURS))
def test_each_function_has_its_row_with_its_class(name: str) -> None:
    (row,) = [line for line in TEXT.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[2]]
    assert f"`{OURS[name][1]}`" in row.split("|")[1]


OVER_HTTP = [
    name
    for name, (module, _) in OURS.items()
    if module.startswith(".providers.") and not module.endswith((".local", ".open_clip"))
]


@pytest.mark.parametrize("name", OVER_HTTP)
def test_the_variables_and_limits_of_a_row_are_those_of_its_declaration(name: str) -> None:
    module, kind = OURS[name]
    service: Any = getattr(import_module(module, "chromalink.embeddings"), kind).service
    (row,) = [line for line in TEXT.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[2]]
    for variable in (service.variable, service.official_variable):
        assert variable is None or f"`{variable}`" in row
    limits = row.split("|")[4]
    assert str(service.most_items) in limits
    assert service.most_bytes is None or f"{service.most_bytes // 1000} kB" in limits
