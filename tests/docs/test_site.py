"""The site has every page and every public name, its links lead somewhere, and it asks nobody for anything."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

import chromalink
from chromalink.cli.app import app
from docstring_examples import documented
from snippets import DOCS, README, ROOT, blocks, code

PAGES = sorted(DOCS.rglob("*.md"))
WRITTEN = [README, ROOT / "CHANGELOG.md", *PAGES]
SITE = (ROOT / ".mkdocs.yml").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def settings() -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(SITE)
    return found


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> list[str]:
    """The lines outside of fenced blocks."""
    lines = page.read_text(encoding="utf-8").splitlines()
    inside = {block.line + number for block in blocks(page) for number in range(-1, len(block.code.splitlines()) + 1)}
    return [line for number, line in enumerate(lines, 1) if number not in inside]


def anchors(page: Path) -> set[str]:
    """What a link to a part of the page may name, by the rule of the site, which is GitHub's for such headings."""
    headings = [line.lstrip("#").strip().replace("`", "") for line in prose(page) if line.startswith("#")]
    return {re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


def links(page: Path) -> Iterator[tuple[str, str]]:
    """The relative links of a page: path and anchor, either of which may be empty."""
    for line in prose(page):
        for target in LINK.findall(re.sub(r"`[^`]*`", "", line)):
            if not target.startswith(("http://", "https://")):
                path, _, anchor = target.partition("#")
                yield path, anchor


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_each_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"
        assert page not in PAGES or target.is_relative_to(DOCS), f"{path}: the site has only what is in docs/"


def test_links_are_found_and_headings_too() -> None:
    found = [link for page in WRITTEN for link in links(page)]
    assert len(found) > 60
    assert ("server.md", "breaking-it-on-purpose") in found
    assert "breaking-it-on-purpose" in anchors(DOCS / "server.md")


def places(entry: object) -> Iterator[str]:
    """The pages of a part of the navigation."""
    match entry:
        case str():
            yield entry
        case dict():
            for value in entry.values():
                yield from places(value)
        case list():
            for one in entry:
                yield from places(one)


def test_each_page_is_in_the_navigation_once() -> None:
    assert sorted(places(settings()["nav"])) == [page.relative_to(DOCS).as_posix() for page in PAGES]


def test_the_site_asks_no_other_host() -> None:
    assert "font: false" in SITE
    assert not {"repo_url", "extra_javascript", "extra_css", "extra"} & settings().keys()
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [sign for sign in ("```mermaid", "<script", "<iframe", "<link", "![](http", "<img") if sign in text] == []
    pictures = [line for page in PAGES for line in prose(page) if line.startswith("![")]
    assert pictures
    assert [line for line in pictures if "](http" in line] == []
    drawn = "".join(picture.read_text(encoding="utf-8") for picture in DOCS.glob("images/*.svg"))
    assert set(re.findall(r"https?://[\w.]+", drawn)) == {"http://www.w3.org"}


def test_the_reference_has_every_public_name() -> None:
    reference = "\n".join(page.read_text(encoding="utf-8") for page in (DOCS / "reference").glob("*.md"))
    shown = {line.split(".")[-1] for line in reference.splitlines() if line.startswith("::: ")}
    if "::: chromalink.errors" in reference:
        shown |= set(chromalink.errors.__all__)
    public = {name: getattr(chromalink, name) for name in chromalink.__all__}
    modules = {name for name, one in public.items() if isinstance(one, ModuleType)}
    assert {name for name in modules if f"`chromalink.{name}`" not in reference} == set()
    names = {str(getattr(one, "__name__")) for one in documented().values()}  # noqa: B009 - K is Key
    values = public.keys() - documented().keys() - modules - {"__version__", "is_client"}
    assert (names | values) - shown == set()


PROMPTS = {"console": "$ ", "sh": "", "": ""}
"""How a command begins, by the language of the block."""


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each `chromalink` command in the shell blocks of a page, and in its sentences."""
    for line in prose(page):
        yield from (shlex.split(command) for command in re.findall(r"`chromalink ([^`A-Z][^`]*)`", line))
    for language, prompt in PROMPTS.items():
        lines = "".join(code(page, language)).replace("\\\n", " ").splitlines()
        for line in (one.removeprefix(prompt) for one in lines if one.startswith(f"{prompt}chromalink ")):
            words = shlex.split(line, comments=True)
            yield words[1 : next((at for at, word in enumerate(words) if word in ("|", ">", "&&", "&")), None)]


def test_each_command_that_is_shown_exists_with_its_options() -> None:
    found = [words for page in WRITTEN for words in commands(page)]
    assert len(found) > 40
    for words in found:
        command, rest = get_command(app), list(words)
        while isinstance(command, TyperGroup) and rest and rest[0] in command.commands:
            command = command.commands[rest.pop(0)]
        assert not isinstance(command, TyperGroup) or not rest or rest[0].startswith("-"), words
        options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        given = {word.partition("=")[0] for word in rest if word.startswith("--")} - {"--help"}
        assert given <= options, words
