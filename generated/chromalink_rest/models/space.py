from typing import Literal

Space = Literal["cosine", "ip", "l2"]

SPACE_VALUES: set[Space] = {
    "cosine",
    "ip",
    "l2",
}


def check_space(value: str) -> Space:
    if value in SPACE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SPACE_VALUES!r}")
