"""`export_collection` and `import_collection`: files that hold a collection whole."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from chromalink import Collection, EphemeralClient
from chromalink.errors import InvalidInputError, TransferError
from chromalink.transfer import FileFormat, TransferProgress, export_collection, import_collection, is_unfinished
from chromalink.types import Include

EVERYTHING: Include = ("documents", "embeddings", "metadatas", "uris")
FORMATS: tuple[FileFormat, ...] = ("jsonl", "parquet")


def held(collection: Collection) -> list[tuple[object, ...]]:
    return [
        (one.id, np.asarray(one.embedding, np.float32).tobytes(), one.document, repr(one.metadata or None), one.uri)
        for one in collection.iter_records(include=EVERYTHING)
    ]


def finished(client: EphemeralClient) -> list[str]:
    return [one.name for one in client.list_collections() if not is_unfinished(one.name)]


@pytest.mark.parametrize("format", FORMATS)
def test_a_collection_comes_back_as_it_was(
    format: FileFormat, films: Collection, here: EphemeralClient, there: EphemeralClient, tmp_path: Path
) -> None:
    file = tmp_path / f"films.{format}"
    exported = export_collection(films, file)
    done = import_collection(file, there)
    copy, source = there.get_collection("films"), here.get_collection("films")
    assert held(copy) == held(films)
    assert (copy.metadata, copy.configuration_json, copy.schema_json) == (
        source.metadata,
        source.configuration_json,
        source.schema_json,
    )
    assert (done.checksum, done.records, done.differences) == (exported.checksum, exported.records, ())
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_collection_comes_back_too(
    format: FileFormat, here: EphemeralClient, there: EphemeralClient, tmp_path: Path
) -> None:
    export_collection(here.create_collection("empty", embedding_function=None), tmp_path / "file", format=format)
    assert import_collection(tmp_path / "file", there, "other", format=format).records == 0
    assert finished(there) == ["other"]


def test_lines_of_json_may_come_from_a_stream_and_go_to_one(films: Collection, there: EphemeralClient) -> None:
    stream = io.BytesIO()
    export_collection(films, stream)
    stream.seek(0)
    import_collection(stream, there)
    assert held(there.get_collection("films")) == held(films)


def test_the_first_line_describes_the_collection_and_the_last_one_sums_up(films: Collection) -> None:
    stream = io.BytesIO()
    done = export_collection(films, stream)
    header, *records, end = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (header["name"], header["count"], header["metadata"]) == ("films", 4, {"year": 1995, "share": 1.0})
    assert [record["id"] for record in records] == ["every type", "sparse", "uri only", "bare"]
    assert end["end"]["checksum"] == done.checksum


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda whole: b"".join(change(whole.splitlines(keepends=True)))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda whole: b"", "line 1: the file is empty"),
        (lambda whole: b'{"id": "a"}\n', "line 1: expected the header"),
        (lambda whole: whole.replace(b'"chromalink_export":1', b'"chromalink_export":9'), "line 1: .* format 9"),
        (lambda whole: whole.replace(b'"name":', b'"nome":'), "line 1: the header of the collection is damaged"),
        (lambda whole: whole[:-1], "line 6: the line is cut short"),
        (lines(lambda found: [*found[:3], found[3][:20]]), "line 4: the line is cut short"),
        (lines(lambda found: found[:4]), "line 5: .* cut short"),
        (lines(lambda found: [*found[:2], b"{]\n", *found[3:]]), "line 3: expected JSON"),
        (lines(lambda found: [*found[:2], b'"text"\n', *found[3:]]), "line 3: expected a record"),
        (
            lines(lambda found: [*found[:2], b'{"id": 7}\n', *found[3:]]),
            "line 3: expected a record: id: ",
        ),
        (lines(lambda found: [*found[:2], *found[3:]]), "line 5: .* the file is damaged"),
        (lambda whole: whole.replace(b'"text"', b'"tent"'), "line 3: record 'sparse' is not what was written"),
        (lambda whole: whole.replace(b'"f":1.0', b'"f":1'), "line 2: record 'every type' is not what was written"),
        (lambda whole: whole.replace(b"-2.5", b"-2.6"), "line 2: record 'every type' is not what was written"),
        (lambda whole: whole + b"{}\n", "line 7: expected nothing behind the end"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(
    damage: Callable[[bytes], bytes], told: str, films: Collection, there: EphemeralClient, tmp_path: Path
) -> None:
    file = tmp_path / "films.jsonl"
    export_collection(films, file)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert file.read_bytes() != whole
    with pytest.raises(TransferError, match=rf"films\.jsonl, {told}"):
        import_collection(file, there)
    assert finished(there) == []


def test_a_damaged_parquet_file_is_refused(films: Collection, there: EphemeralClient, tmp_path: Path) -> None:
    file = tmp_path / "films.parquet"
    export_collection(films, file)
    whole = file.read_bytes()
    for damaged, told in (
        (whole[:-20], "expected a whole Parquet file"),
        (whole[:60] + b"????" + whole[64:], "behind row 0"),
    ):
        file.write_bytes(damaged)
        with pytest.raises(TransferError, match=rf"films\.parquet.*{told}"):
            import_collection(file, there)
    assert finished(there) == []


def test_a_parquet_file_of_something_else_is_refused(there: EphemeralClient, tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    columns = pyarrow.schema([("id", pyarrow.string())])
    with parquet.ParquetWriter(tmp_path / "films.parquet", columns):
        pass
    with pytest.raises(TransferError, match="expected the header of an exported collection"):
        import_collection(tmp_path / "films.parquet", there)


def test_a_parquet_file_without_its_records_is_refused(
    films: Collection, there: EphemeralClient, tmp_path: Path
) -> None:
    import pyarrow
    from pyarrow import parquet

    export_collection(films, tmp_path / "films.parquet")
    with parquet.ParquetFile(tmp_path / "films.parquet") as file:
        known = file.metadata.metadata or {}
        names = ("id", "embedding", "document", "metadata", "uri")
        kinds = (pyarrow.list_(pyarrow.float32()) if name == "embedding" else pyarrow.string() for name in names)
    with parquet.ParquetWriter(tmp_path / "other.parquet", pyarrow.schema(list(zip(names, kinds, strict=True)), known)):
        pass
    with pytest.raises(TransferError, match=r"other\.parquet: the records are not those that were written"):
        import_collection(tmp_path / "other.parquet", there)


class Killed(BaseException):
    """What ends an import, as a signal would."""


@pytest.mark.parametrize("format", FORMATS)
def test_an_import_that_was_ended_is_resumed(
    format: FileFormat, here: EphemeralClient, there: EphemeralClient, tmp_path: Path
) -> None:
    source = here.create_collection("films", embedding_function=None)
    source.add(ids=[str(n) for n in range(7_000)], embeddings=np.arange(14_000.0).reshape(7_000, 2))
    export_collection(source, tmp_path / "films", format=format)

    def end(now: TransferProgress) -> None:
        if now.step == "copying" and now.done:
            raise Killed

    with pytest.raises(Killed):
        import_collection(tmp_path / "films", there, format=format, progress=end)
    assert finished(there) == []
    assert import_collection(tmp_path / "films", there, format=format).state == "resumed"
    assert held(there.get_collection("films")) == held(source)


def test_an_export_that_fails_leaves_the_file_as_it_was(here: EphemeralClient, tmp_path: Path) -> None:
    source = here.create_collection("films", embedding_function=None)
    source.add(ids=["a"], embeddings=[[1.0]])
    file = tmp_path / "films.jsonl"
    file.write_text("as it was")

    def end(now: TransferProgress) -> None:
        raise Killed

    with pytest.raises(Killed):
        export_collection(source, file, progress=end)
    assert [path.name for path in tmp_path.iterdir()] == ["films.jsonl"]
    assert file.read_text() == "as it was"


def test_formats_are_known_by_the_ending_or_by_their_name(films: Collection, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"films\.csv: expected an ending out of \.jsonl"):
        export_collection(films, tmp_path / "films.csv")
    with pytest.raises(InvalidInputError, match="format: expected 'jsonl' for a stream"):
        export_collection(films, io.BytesIO(), format="parquet")
    export_collection(films, tmp_path / "films.csv", format="jsonl")


def test_without_pyarrow_the_error_names_the_extra(
    films: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ImportError, match=r"pip install 'chromalink\[arrow\]'"):
        export_collection(films, tmp_path / "films.parquet")
    assert list(tmp_path.iterdir()) == []
