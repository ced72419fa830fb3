"""`${name}` in requests and expected answers, and the values that stand for them."""

from __future__ import annotations

from collections.abc import Mapping

from .comparison import Json, path


class MissingValue(LookupError):
    """An answer has nothing where a value was to be taken from."""


def filled_text(text: str, names: Mapping[str, str]) -> str:
    """`text` with every known placeholder replaced; unknown ones stay."""
    if "${" in text:
        for name, value in names.items():
            text = text.replace("${" + name + "}", value)
    return text


def filled(value: Json, names: Mapping[str, str]) -> Json:
    """`value` with every known placeholder replaced, in keys too."""
    match value:
        case str():
            return filled_text(value, names)
        case list():
            return [filled(item, names) for item in value]
        case dict():
            return {filled_text(key, names): filled(item, names) for key, item in value.items()}
        case _:
            return value


def picked(value: Json, at: str) -> str:
    """The value at a path, as text; MissingValue when there is none."""
    for step in path(at):
        match value:
            case list() if step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            case dict() if step in value:
                value = value[step]
            case _:
                raise MissingValue(f"no {at} in the answer")
    if value is None or isinstance(value, list | dict):
        raise MissingValue(f"{at} of the answer is no plain value")
    return str(value)
