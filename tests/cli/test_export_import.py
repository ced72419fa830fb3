"""`chromalink export` and `chromalink import`."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from chromalink import PersistentClient
from chromalink.cli import main


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A directory with the collection `films`."""
    with PersistentClient(tmp_path / "store") as client:
        made = client.create_collection("films", embedding_function=None, metadata={"year": 1995})
        made.add(ids=["a", "b"], embeddings=[[0.1, 1.0], [2.0, 3.0]], documents=["one", "two"])
    return str(tmp_path / "store")


def held(path: Path, name: str) -> tuple[list[str], list[str | None]]:
    with PersistentClient(path) as client:
        found = client.get_collection(name).get()
    return found.ids, found.documents


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_collection_goes_to_a_file_and_back(
    ending: str, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / f"films.{ending}")
    assert main(["export", "films", file, "--path", store]) == 0
    assert "films: 2 records exported, checksum" in capsys.readouterr().out
    assert main(["import", file, "--path", str(tmp_path / "copy")]) == 0
    assert main(["import", file, "pictures", "--path", str(tmp_path / "copy"), "--json"]) == 0
    for name in ("films", "pictures"):
        assert held(tmp_path / "copy", name) == (["a", "b"], ["one", "two"])


def test_the_result_is_told_as_json(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "films.jsonl")
    assert main(["export", "films", file, "--path", store, "--json"]) == 0
    exported = json.loads(capsys.readouterr().out)
    assert main(["import", file, "--path", str(tmp_path / "copy"), "--json"]) == 0
    imported = json.loads(capsys.readouterr().out)
    assert (exported["name"], exported["records"], exported["to"]) == ("films", 2, file)
    assert (imported["state"], imported["checksum"]) == ("copied", exported["checksum"])


def test_a_dash_means_stdout_and_stdin(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["export", "films", "-", "--path", store]) == 0
    whole = capfdbinary.readouterr().out
    assert len(whole.splitlines()) == 4
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(whole)))
    assert main(["import", "-", "--path", str(tmp_path / "copy")]) == 0
    assert held(tmp_path / "copy", "films") == (["a", "b"], ["one", "two"])


def test_a_file_that_exists_is_replaced_only_when_asked(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "films.jsonl"
    file.write_text("mine")
    assert main(["export", "films", str(file), "--path", store]) == 1
    assert "--overwrite replaces it" in capsys.readouterr().err
    assert file.read_text() == "mine"
    assert main(["export", "films", str(file), "--path", store, "--overwrite"]) == 0
    assert file.read_text() != "mine"


def test_a_damaged_file_is_named_with_its_line(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "films.jsonl"
    assert main(["export", "films", str(file), "--path", store]) == 0
    file.write_bytes(file.read_bytes()[:-30])
    assert main(["import", str(file), "--path", str(tmp_path / "copy")]) == 1
    assert "films.jsonl, line 4: the line is cut short" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["export", "music", "music.jsonl", "--path", "store"], 1, "music"),
        (["export", "films", "films.csv", "--path", "store"], 2, "expected an ending out of"),
        (["export", "films", "nowhere/films.jsonl", "--path", "store"], 1, "nowhere"),
        (["export", "films", "-", "--path", "store", "--json"], 2, "--json: stdout is where the collection goes"),
        (
            ["export", "films", "films.jsonl", "--path", "store", "--host", "x"],
            2,
            "--host and --path: expected one",
        ),
        (["export", "films", "films.jsonl", "--path", "nowhere"], 1, "nowhere: expected a directory with collections"),
        (["export", "films", "films.jsonl"], 1, "--local, --host or --path mean another place"),
        (["import", "nowhere.jsonl", "--path", "store"], 1, "nowhere.jsonl: expected a file, found nothing"),
    ],
)
@pytest.mark.usefixtures("store", "home")
def test_what_cannot_be_is_refused(
    words: list[str],
    code: int,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == code
    assert told in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "store"]


def test_without_pyarrow_the_error_names_the_extra(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert main(["export", "films", str(tmp_path / "films.parquet"), "--path", store]) == 1
    assert "pip install 'chromalink[arrow]'" in capsys.readouterr().err
