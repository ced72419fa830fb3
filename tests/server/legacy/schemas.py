"""What the answers of the first version look like, as JSON schemas.

The two schemas of errors are those that the frameworks of that time put into every document; the others are written
after the recorded answers of Chroma 0.5.15.
"""

from __future__ import annotations

import jsonschema

Schema = dict[str, object]

HTTP_VALIDATION_ERROR: Schema = {
    "type": "object",
    "required": ["detail"],
    "additionalProperties": False,
    "properties": {
        "detail": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["loc", "msg", "type"],
                "properties": {
                    "loc": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": ["string", "integer"]},
                        "prefixItems": [{"enum": ["body", "query"]}],
                    },
                    "msg": {"type": "string", "minLength": 1},
                    "type": {"type": "string", "minLength": 1},
                    "input": {},
                    "ctx": {"type": "object"},
                },
                "additionalProperties": False,
            },
        }
    },
}

NOTHING: Schema = {"type": "null"}
HEARTBEAT: Schema = {
    "type": "object",
    "required": ["nanosecond heartbeat"],
    "properties": {"nanosecond heartbeat": {"type": "integer", "minimum": 1}},
    "additionalProperties": False,
}
PRE_FLIGHT_CHECKS: Schema = {
    "type": "object",
    "required": ["max_batch_size"],
    "properties": {"max_batch_size": {"type": "integer", "minimum": 1}},
    "additionalProperties": False,
}
TENANT: Schema = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}},
    "additionalProperties": False,
}
DATABASE: Schema = {
    "type": "object",
    "required": ["id", "name", "tenant"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "tenant": {"type": "string"}},
    "additionalProperties": False,
}
COLLECTION: Schema = {
    "type": "object",
    "required": [
        "id",
        "name",
        "configuration_json",
        "metadata",
        "dimension",
        "tenant",
        "database",
        "version",
        "log_position",
    ],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string"},
        "configuration_json": {"type": "object", "required": ["hnsw_configuration", "_type"]},
        "metadata": {"type": ["object", "null"]},
        "dimension": {"type": ["integer", "null"]},
        "tenant": {"type": "string"},
        "database": {"type": "string"},
        "version": {"const": 0},
        "log_position": {"const": 0},
    },
    "additionalProperties": False,
}
COLLECTIONS: Schema = {"type": "array", "items": COLLECTION}
COUNT: Schema = {"type": "integer", "minimum": 0}
_COLUMN: Schema = {"type": ["array", "null"]}
GET_RESULT: Schema = {
    "type": "object",
    "required": ["ids", "embeddings", "documents", "uris", "data", "metadatas", "included"],
    "properties": {
        "ids": {"type": "array", "items": {"type": "string"}},
        "embeddings": _COLUMN,
        "documents": _COLUMN,
        "uris": _COLUMN,
        "data": {"type": "null"},
        "metadatas": _COLUMN,
        "included": {"type": "array", "items": {"enum": ["embeddings", "documents", "uris", "metadatas"]}},
    },
    "additionalProperties": False,
}
QUERY_RESULT: Schema = {
    "type": "object",
    "required": ["ids", "embeddings", "documents", "uris", "data", "metadatas", "distances", "included"],
    "properties": {
        "ids": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        "embeddings": _COLUMN,
        "documents": _COLUMN,
        "uris": _COLUMN,
        "data": {"type": "null"},
        "metadatas": _COLUMN,
        "distances": _COLUMN,
        "included": {"type": "array", "items": {"enum": ["embeddings", "documents", "uris", "metadatas", "distances"]}},
    },
    "additionalProperties": False,
}


def check(schema: Schema, value: object) -> None:
    """Raise jsonschema.ValidationError unless `value` is as `schema` says."""
    jsonschema.validate(value, schema, cls=jsonschema.Draft202012Validator)
