from typing import Literal

Include = Literal["distances", "documents", "embeddings", "metadatas", "uris"]

INCLUDE_VALUES: set[Include] = {
    "distances",
    "documents",
    "embeddings",
    "metadatas",
    "uris",
}


def check_include(value: str) -> Include:
    if value in INCLUDE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {INCLUDE_VALUES!r}")
