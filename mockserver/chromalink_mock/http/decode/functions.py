"""The bodies of fork and of the attached-function operations."""

from __future__ import annotations

from ...engine.json_value import JsonValue
from . import shape
from .body import Payload


def _fork(value: JsonValue) -> str:
    return shape.struct(value, "", "ForkCollectionPayload", ("new_name",)).required("new_name", shape.text)


def _attach(value: JsonValue) -> None:
    fields = shape.struct(value, "", "AttachFunctionRequest", ("name", "function_id", "output_collection", "params"))
    for name in ("name", "function_id", "output_collection"):
        fields.required(name, shape.text)
    fields.optional("params", shape.anything)


def _detach(value: JsonValue) -> None:
    fields = shape.struct(value, "", "DetachFunctionRequest", ("delete_output",))
    fields.given("delete_output", shape.flag, False)


FORK = Payload(("new_name",), _fork)
ATTACH = Payload(("name", "function_id", "output_collection", "params"), _attach)
DETACH = Payload(("delete_output",), _detach)
