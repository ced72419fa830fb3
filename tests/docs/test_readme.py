"""What the README tells of the tree is so."""

from __future__ import annotations

from snippets import README


def test_the_map_of_the_tree_names_only_what_exists() -> None:
    rows = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    folders = [line.split("`")[1] for line in rows]
    assert folders
    assert [folder for folder in folders if not (README.parent / folder).is_dir()] == []
