"""`chromalink install`: the sample programs come with the package, and they work."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import chromalink
from chromalink.cli import main
from chromalink.cli.install import samples

ROOT = Path(__file__).parents[2]
NAMES = ("fastapi-service", "notes", "pytest-suite")


def python(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=place,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "program"


def installed(name: str, place: Path) -> None:
    assert main(["install", name, "--directory", str(place)]) == 0


def test_they_are_listed_with_what_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install", "--list"]) == 0
    shown = capsys.readouterr().out
    assert [name in shown for name in NAMES] == [True] * 3
    assert main(["install", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert tuple(one["name"] for one in listed) == NAMES
    assert [bool(one["summary"]) for one in listed] == [True] * 3


@pytest.mark.parametrize("name", NAMES)
def test_each_arrives_whole_and_says_what_it_needs(name: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(name, place)
    assert f"cd {place}\n" in capsys.readouterr().out
    source = Path(chromalink.__file__).parent / "samples" / name
    expected = {path.relative_to(source) for path in source.rglob("*") if "__pycache__" not in path.parts}
    assert {path.relative_to(place) for path in place.rglob("*")} == expected
    assert {"README.md", "requirements.txt"} <= {str(path) for path in expected}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    tested = " ".join([*project["dev"], *project["mock"]])
    needed = (place / "requirements.txt").read_text("utf-8").split()
    assert [one for one in needed if one not in tested and not one.startswith("chromalink[")] == []


@pytest.mark.parametrize("name", ["fastapi-service", "pytest-suite"])
def test_its_own_tests_pass(name: str, place: Path) -> None:
    installed(name, place)
    options = ("-o", "asyncio_default_fixture_loop_scope=function", "-W", "error")
    done = python(place, "-m", "pytest", "-p", "no:cacheprovider", "-q", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout


def test_the_notes_are_searched_and_their_index_follows_them(place: Path, tmp_path: Path) -> None:
    installed("notes", place)
    found = python(place, "-W", "error", "notes.py", "how deep do I plant garlic", "--results", "1")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("7 paragraphs (7 added, 0 deleted)\n\ngarden.txt (distance 0.")
    assert "\nGarlic goes into the ground" in found.stdout
    texts = place / "texts"
    (texts / "garden.txt").unlink()
    (texts / "more").mkdir()
    (texts / "more" / "sea.txt").write_text("The tide turns at noon.\n\n\nGulls follow the boats.", "utf-8")
    again = python(place, "notes.py", "gulls and boats", "--results", "1")
    assert again.stdout.startswith("6 paragraphs (2 added, 3 deleted)\n\nmore/sea.txt")
    assert "Gulls follow the boats." in again.stdout
    (tmp_path / "empty").mkdir()
    options = ("--folder", str(tmp_path / "empty"), "--index", str(tmp_path / "index"))
    assert python(place, "notes.py", "gulls", *options).stdout == "0 paragraphs (0 added, 0 deleted)\n"
    missing = python(place, "notes.py", "gulls", "--folder", "nowhere")
    assert missing.returncode == 2
    assert "--folder: nowhere is no directory" in missing.stderr


def test_it_goes_into_the_working_directory_under_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").mkdir()
    assert main(["install", "notes"]) == 0
    assert (tmp_path / "notes" / "notes.py").is_file()


def test_a_directory_with_something_in_it_is_left_alone(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place.mkdir()
    (place / "README.md").write_text("mine", "utf-8")
    assert main(["install", "notes", "--directory", str(place)]) == 1
    assert "expected a new or empty directory" in capsys.readouterr().err
    assert [path.read_text("utf-8") for path in place.iterdir()] == ["mine"]
    assert main(["install", "notes", "--directory", str(place / "README.md")]) == 1
    assert "expected a new or empty directory" in capsys.readouterr().err
    assert main(["install", "notes", "--directory", str(place / "README.md" / "below")]) == 1
    assert "below cannot be" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nothing"], "NAME: no sample 'nothing'; there are fastapi-service, notes, pytest-suite"),
        ([], "NAME: missing, and there is no terminal to ask on"),
        (["notes", "--json"], "--json: it goes with --list"),
    ],
)
def test_what_makes_no_sense_is_named(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["install", *words]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_samples_use_what_is_public() -> None:
    sources = [path.read_text("utf-8") for one in samples().values() for path in one.directory.rglob("*.py")]
    lines = [line for text in sources for line in text.splitlines() if line.startswith(("from chromalink", "import "))]
    assert lines
    assert [line for line in lines if "._" in line or "chromalink_" in line] == []
