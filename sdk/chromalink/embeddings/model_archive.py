"""Where a model is published, and how its archive is known to be the right one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelArchive:
    """A gzipped tar file whose members lie in one folder."""

    url: str
    sha256: str
    folder: str


MINILM = ModelArchive(
    url="https://chroma-onnx-models.s3.amazonaws.com/all-MiniLM-L6-v2/onnx.tar.gz",
    sha256="913d7300ceae3b2dbc2c50d1de4baacab4be7b9380491c27fab7418616a16ec3",
    folder="onnx",
)
"""The archive that the official client downloads."""
