"""The bodies of fork and of the attached-function operations."""

from __future__ import annotations

from ...engine.functions import Attachment
from ...engine.json_value import JsonValue
from . import shape
from .body import Payload


def _fork(value: JsonValue) -> str:
    return shape.struct(value, "", "ForkCollectionPayload", ("new_name",)).required("new_name", shape.text)


def _attach(value: JsonValue) -> Attachment:
    order = ("name", "function_id", "output_collection", "params")
    fields = shape.struct(value, "", "AttachFunctionRequest", order, at_least=3)
    return Attachment(
        name=fields.required("name", shape.text),
        function=fields.required("function_id", shape.text),
        output_collection=fields.required("output_collection", shape.text),
        params=fields.optional("params", shape.anything),
    )


def _detach(value: JsonValue) -> bool:
    fields = shape.struct(value, "", "DetachFunctionRequest", ("delete_output",), at_least=0)
    return fields.given("delete_output", shape.flag, False)


FORK = Payload(("new_name",), _fork)
ATTACH = Payload(("name", "function_id", "output_collection", "params"), _attach)
DETACH = Payload(("delete_output",), _detach)
