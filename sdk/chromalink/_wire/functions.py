"""The operations on attached functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

import orjson

from chromalink_rest.api.collections import attach_function as attach_function_endpoint
from chromalink_rest.api.collections import detach_function as detach_function_endpoint
from chromalink_rest.api.collections import get_attached_function as get_attached_function_endpoint
from chromalink_rest.models import (
    AttachFunctionRequest,
    AttachFunctionResponse,
    DetachFunctionRequest,
    DetachFunctionResponse,
    GetAttachedFunctionResponse,
)

from .._core.effects import Answer, Call
from .._core.session import CollectionRef
from ..functions import AttachedFunction
from . import decode
from .requests import given, path, request


def attach_function(
    ref: CollectionRef, function: str, name: str, output_collection: str, params: Mapping[str, object] | None
) -> Call[tuple[AttachedFunction, bool]]:
    """Not repeatable: a second call would tell that the function was there already."""
    body = AttachFunctionRequest(
        name=name,
        function_id=function,
        output_collection=output_collection,
        params=given(None if params is None else dict(params)),
    )
    kwargs = attach_function_endpoint._get_kwargs(*path(ref), body=body)

    def attached(answer: Answer) -> tuple[AttachedFunction, bool]:
        found = decode.model(answer, AttachFunctionResponse.from_dict)
        brief = found.attached_function
        id = decode.model(answer, lambda _: UUID(brief.id))
        return (
            AttachedFunction(id, brief.name, brief.function_name, ref.id, output_collection, dict(params or {})),
            found.created,
        )

    return Call(request("attachFunction", kwargs, collection=ref.name), attached, repeatable=False)


def get_attached_function(ref: CollectionRef, name: str) -> Call[AttachedFunction]:
    kwargs = get_attached_function_endpoint._get_kwargs(*path(ref), name)
    return Call(request("getAttachedFunction", kwargs, collection=ref.name), _told, repeatable=True)


def detach_function(ref: CollectionRef, name: str, *, delete_output: bool) -> Call[bool]:
    body = DetachFunctionRequest(delete_output=delete_output)
    kwargs = detach_function_endpoint._get_kwargs(*path(ref), name, body=body)
    return Call(request("detachFunction", kwargs, collection=ref.name), _detached, repeatable=False)


def _told(answer: Answer) -> AttachedFunction:
    found = decode.model(answer, GetAttachedFunctionResponse.from_dict).attached_function
    return decode.model(
        answer,
        lambda _: AttachedFunction(
            UUID(found.id),
            found.name,
            found.function_name,
            UUID(found.input_collection_id),
            found.output_collection,
            _params(found.params),
        ),
    )


def _detached(answer: Answer) -> bool:
    return decode.model(answer, DetachFunctionResponse.from_dict).success


def _params(text: Any) -> dict[str, object]:
    """Servers tell params as JSON in a string; none at all as null or by leaving it out."""
    found: Any = orjson.loads(text) if isinstance(text, str) and text else {}
    if not isinstance(found, dict):
        raise TypeError(f"params: expected an object, got {text!r}")
    return cast("dict[str, object]", found)
