"""Downloading a model: one archive, checked before it is opened, put in place whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from chromalink.errors import EmbeddingError

from .model_archive import ModelArchive

if TYPE_CHECKING:
    import httpx


def fetch(
    archive: ModelArchive,
    directory: Path,
    wanted: Sequence[str],
    *,
    transport: httpx.BaseTransport | None = None,
) -> None:
    """Download `archive` and put its files into `directory`, which appears complete or not at all.

    Files of the same names that were there are replaced, others are kept. `transport` replaces the network.
    Raises EmbeddingError where the download fails, its SHA-256 is another, or a `wanted` file is not in it.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".chromalink-", dir=directory.parent) as temporary:
        packed = Path(temporary, "archive")
        found = _download(archive.url, packed, transport)
        if found != archive.sha256:
            raise EmbeddingError(f"{archive.url}: expected SHA-256 {archive.sha256}, found {found}; nothing was kept")
        unpacked = Path(temporary, "unpacked")
        unpacked.mkdir()
        _unpack(packed, archive.folder, unpacked)
        missing = [name for name in wanted if not Path(unpacked, name).is_file()]
        if missing:
            raise EmbeddingError(f"{archive.url}: expected {', '.join(missing)} in folder {archive.folder!r}")
        _put_in_place(unpacked, directory)


def _download(url: str, target: Path, transport: httpx.BaseTransport | None) -> str:
    """Write the body of `url` to `target`; its SHA-256."""
    import httpx

    digest = hashlib.sha256()
    try:
        with (
            httpx.Client(transport=transport, follow_redirects=True, timeout=60) as http,
            http.stream("GET", url, headers={"Accept-Encoding": "identity"}) as response,
            target.open("wb") as file,
        ):
            response.raise_for_status()
            for chunk in response.iter_bytes():
                digest.update(chunk)
                file.write(chunk)
    except (httpx.HTTPError, OSError) as failure:
        raise EmbeddingError(f"{url}: the model could not be downloaded: {failure!r}; nothing was kept") from failure
    return digest.hexdigest()


def _unpack(packed: Path, folder: str, target: Path) -> None:
    """The regular files directly in `folder`, by their last name only: no member chooses where it lands."""
    try:
        with tarfile.open(packed, "r:gz") as tar:
            for member in tar:
                parts = Path(member.name).parts
                if member.isfile() and len(parts) == 2 and parts[0] == folder:
                    source = tar.extractfile(member)
                    if source is not None:
                        _copy(source, target / parts[1])
    except (tarfile.TarError, EOFError, OSError) as failure:
        raise EmbeddingError(f"the downloaded model could not be unpacked: {failure!r}") from failure


def _copy(source: IO[bytes], target: Path) -> None:
    with contextlib.closing(source), target.open("wb") as file:
        while chunk := source.read(1 << 20):
            file.write(chunk)


def _put_in_place(unpacked: Path, directory: Path) -> None:
    if not directory.exists():
        with contextlib.suppress(OSError):  # another process was quicker: then file by file
            unpacked.rename(directory)
            return
    directory.mkdir(exist_ok=True)
    for file in sorted(unpacked.iterdir()):
        os.replace(file, directory / file.name)
