from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from chromalink.embeddings.download import fetch
from chromalink.errors import EmbeddingError

from . import tiny_model

WANTED = ("model.onnx", "tokenizer.json")


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return tiny_model.packed(tiny_model.write(tmp_path / "source"), extra={"onnx/vocab.txt": b"red"})


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "model"


def serving(content: bytes, status: int = 200) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(status, content=content))


class Interrupted(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield b"the first part"
        raise httpx.ReadError("connection reset")


def left_behind(target: Path) -> list[str]:
    return sorted(str(path.relative_to(target.parent)) for path in target.parent.rglob("*"))


def test_the_files_of_the_archive_are_put_in_place_and_nothing_else_is_left(content: bytes, target: Path) -> None:
    fetch(tiny_model.archive(content), target, WANTED, transport=serving(content))
    assert left_behind(target) == ["model", "model/model.onnx", "model/tokenizer.json", "model/vocab.txt"]


def test_files_that_were_there_are_replaced_or_kept(content: bytes, target: Path) -> None:
    target.mkdir(parents=True)
    (target / "tokenizer.json").write_text("old")
    (target / "notes.txt").write_text("mine")
    fetch(tiny_model.archive(content), target, WANTED, transport=serving(content))
    assert (target / "tokenizer.json").read_text() != "old"
    assert (target / "notes.txt").read_text() == "mine"


def test_another_checksum_is_refused_before_anything_is_unpacked(content: bytes, target: Path) -> None:
    expected = tiny_model.archive(b"what was published")
    with pytest.raises(EmbeddingError, match=r"expected SHA-256 .*, found .*; nothing was kept"):
        fetch(expected, target, WANTED, transport=serving(content))
    assert left_behind(target) == []


def test_an_interrupted_download_leaves_nothing(content: bytes, target: Path) -> None:
    broken = httpx.MockTransport(lambda request: httpx.Response(200, stream=Interrupted()))
    with pytest.raises(EmbeddingError, match=r"could not be downloaded: ReadError.*connection reset"):
        fetch(tiny_model.archive(content), target, WANTED, transport=broken)
    assert left_behind(target) == []


def test_an_error_status_leaves_nothing(content: bytes, target: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"could not be downloaded: .*403"):
        fetch(tiny_model.archive(content), target, WANTED, transport=serving(b"denied", 403))
    assert left_behind(target) == []


def test_an_archive_that_cannot_be_unpacked_leaves_nothing(target: Path) -> None:
    with pytest.raises(EmbeddingError, match="could not be unpacked"):
        fetch(tiny_model.archive(b"no tar"), target, WANTED, transport=serving(b"no tar"))
    assert left_behind(target) == []


def test_an_archive_without_a_wanted_file_leaves_nothing(content: bytes, target: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"expected config\.json in folder 'onnx'"):
        fetch(tiny_model.archive(content), target, ("config.json",), transport=serving(content))
    assert left_behind(target) == []


def test_members_of_other_folders_are_left_out(content: bytes, target: Path) -> None:
    with pytest.raises(EmbeddingError, match="in folder 'other'"):
        fetch(replace(tiny_model.archive(content), folder="other"), target, WANTED, transport=serving(content))
    assert left_behind(target) == []


@pytest.mark.parametrize("name", ["../outside", "onnx/../../outside", "/outside", "onnx/deeper/outside"])
def test_no_member_lands_outside_the_directory(tmp_path: Path, target: Path, name: str) -> None:
    content = tiny_model.packed(tiny_model.write(tmp_path / "source"), extra={name: b"escaped"})
    fetch(tiny_model.archive(content), target, WANTED, transport=serving(content))
    assert list(tmp_path.rglob("outside")) == []
    assert (target / "model.onnx").is_file()
