"""scripts/release refuses what is not ready, and publishes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from snippets import ROOT

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")

CHANGES = (
    "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-31\n\n- Everything.\n\n## [1.2.2] - 2026-01-01\n\n- Some.\n"
)


def git(tree: Path, *arguments: str) -> None:
    person = {f"GIT_{role}_{what}": "x@y" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    nobodys = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(tree)}
    command = ["git", "-C", str(tree), *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **person, **nobodys})


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree that is ready, whose checks and builds do nothing but say so."""
    place = tmp_path / "tree"
    (place / "sdk" / "chromalink").mkdir(parents=True)
    (place / "sdk" / "chromalink" / "_version.py").write_text('__version__ = "1.2.3"\n', encoding="utf-8")
    (place / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    (place / ".gitignore").write_text(".venv/\ndist/\n", encoding="utf-8")
    program(place / "scripts" / "check", "echo checked")
    program(place / "scripts" / "package", "echo packaged")
    program(place / ".venv" / "bin" / "python", 'echo "$@"; mkdir dist; touch dist/chromalink-1.2.3.tar.gz')
    shutil.copy(ROOT / "scripts" / "release", place / "scripts" / "release")
    git(place, "init", "--quiet")
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message", "ready")
    return place


def release(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([tree / "scripts" / "release", *arguments], capture_output=True, text=True, check=False)


def test_a_tree_that_is_ready_is_checked_and_built_and_not_published(tree: Path) -> None:
    done = release(tree, "1.2.3")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("checked\npackaged\n-m build --outdir dist .\n\nchromalink-1.2.3.tar.gz\n")
    assert "nothing has been published" in done.stdout
    assert "git tag -a v1.2.3" in done.stdout


def test_a_check_that_fails_ends_it(tree: Path) -> None:
    program(tree / "scripts" / "check", "exit 3")
    git(tree, "commit", "--all", "--quiet", "--message", "broken")
    done = release(tree, "1.2.3")
    assert (done.returncode, "packaged" in done.stdout, (tree / "dist").exists()) == (3, False, False)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "expected one argument, the version"),
        (["1.2.3", "now"], "expected one argument, the version"),
        (["v1.2.3"], "expected a version like 1.2.3 or 1.2.3rc1, got 'v1.2.3'"),
        (["1.2"], "expected a version like 1.2.3 or 1.2.3rc1, got '1.2'"),
        (["1.2.4"], "sdk/chromalink/_version.py states 1.2.3, not 1.2.4"),
    ],
)
def test_a_version_that_cannot_be_is_refused(tree: Path, arguments: list[str], told: str) -> None:
    refused(release(tree, *arguments), told)


def test_a_tree_with_changes_is_refused(tree: Path) -> None:
    (tree / "notes.txt").touch()
    refused(release(tree, "1.2.3"), "the tree has changes that are not committed")


def test_a_version_that_was_released_is_refused(tree: Path) -> None:
    git(tree, "tag", "v1.2.3")
    refused(release(tree, "1.2.3"), "the tag v1.2.3 exists already")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("## [1.2.3] - 2026-01-31", "## [1.2.1] - 2026-01-31", "CHANGELOG.md has no section '## [1.2.3] - DATE'"),
        ("2026-01-31", "soon", "CHANGELOG.md: expected a date like 2026-01-31 in '## [1.2.3] - soon'"),
        ("- Everything.", "", "CHANGELOG.md: the section of 1.2.3 is empty"),
    ],
)
def test_a_changelog_that_does_not_tell_is_refused(tree: Path, before: str, after: str, told: str) -> None:
    (tree / "CHANGELOG.md").write_text(CHANGES.replace(before, after), encoding="utf-8")
    git(tree, "commit", "--all", "--quiet", "--message", "changelog")
    refused(release(tree, "1.2.3"), told)


def refused(done: subprocess.CompletedProcess[str], told: str) -> None:
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"scripts/release: {told}\n")
