"""A collection's index settings as the old server wrote them: `hnsw:*` metadata, and tagged configuration objects.

As recorded from Chroma 0.5.15. Unlike there, what is stored is what searches: a configuration is honoured, and the
metadata, where it says anything, decides.
"""

from __future__ import annotations

from ...engine.configuration import SPACES, ConfigurationRequest, HnswChanges
from ...engine.json_value import JsonObject, JsonValue
from ...engine.values import HnswParameters, Scalar
from .refusals import raised, value_error

_PREFIX = "hnsw:"
_OUTER = "CollectionConfigurationInternal"
_INNER = "HNSWConfigurationInternal"
_TYPE = "_type"
_PART = "hnsw_configuration"
_COUNTS = ("ef_construction", "ef_search", "num_threads", "M", "batch_size", "sync_threshold")
_METADATA_COUNTS = ("construction_ef", "search_ef", "M", "num_threads")
_METADATA_SIZES = ("batch_size", "sync_threshold")
_SMALLEST_SIZE = 3
_DEFAULTS = HnswParameters()


def document(hnsw: HnswParameters) -> JsonObject:
    """The `configuration_json` of a collection object."""
    return {
        _PART: {
            "space": hnsw.space,
            "ef_construction": hnsw.ef_construction,
            "ef_search": hnsw.ef_search,
            "num_threads": hnsw.num_threads,
            "M": hnsw.max_neighbors,
            "resize_factor": hnsw.resize_factor,
            "batch_size": hnsw.batch_size,
            "sync_threshold": hnsw.sync_threshold,
            _TYPE: _INNER,
        },
        _TYPE: _OUTER,
    }


def requested(configuration: JsonObject | None, metadata: dict[str, Scalar] | None) -> ConfigurationRequest:
    """What a create asks for; nothing where metadata names settings, which the engine reads itself."""
    if not configuration or any(key.startswith(_PREFIX) for key in metadata or ()):
        return ConfigurationRequest()
    return ConfigurationRequest(hnsw=_hnsw(_settings(configuration)))


def check(configuration: JsonObject | None) -> None:
    """Refuse a configuration that the old server could not read."""
    if configuration:
        settings = _settings(configuration)
        batch, threshold = (_count(settings, name) for name in ("batch_size", "sync_threshold"))
        if (batch or _DEFAULTS.batch_size) > (threshold or _DEFAULTS.sync_threshold):
            raise raised("InvalidConfigurationError", "batch_size must be less than or equal to sync_threshold")


def check_metadata(metadata: dict[str, Scalar] | None) -> None:
    """Refuse `hnsw:*` keys that do not exist or have an unfit value."""
    for key, value in (metadata or {}).items():
        if key.startswith(_PREFIX):
            fit = _fits(key.removeprefix(_PREFIX), value)
            if fit is None:
                raise value_error(f"Unknown HNSW parameter: {key}")
            if not fit:
                raise value_error(f"Invalid value for HNSW parameter: {key} = {value}")


def _fits(name: str, value: Scalar) -> bool | None:
    """Whether a setting may have this value; None when there is no such setting."""
    if name == "space":
        return isinstance(value, str) and value in SPACES
    if name == "resize_factor":
        return isinstance(value, int | float)
    if name in _METADATA_COUNTS:
        return isinstance(value, int)
    if name in _METADATA_SIZES:
        return isinstance(value, int) and value >= _SMALLEST_SIZE
    return None


def _settings(configuration: JsonObject) -> JsonObject:
    """The HNSW settings in a configuration, each of them fit."""
    if _TYPE not in configuration:
        raise raised("KeyError", _TYPE)
    if configuration[_TYPE] != _OUTER:
        tag = configuration[_TYPE]
        raise value_error(f"Trying to instantiate configuration of type {_OUTER} from JSON with type {tag}")
    found: JsonObject = {}
    for name, value in configuration.items():
        if name == _PART:
            found = _part(value)
        elif name != _TYPE:
            raise value_error(f"Invalid parameter name: {name}")
    return found


def _part(value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        raise value_error(f"Invalid parameter value: {value}")
    if value.get(_TYPE) != _INNER:
        raise value_error(f"Invalid configuration type: {value}")
    settings = {name: setting for name, setting in value.items() if name != _TYPE}
    for name, setting in settings.items():
        if name not in (*_COUNTS, "space", "resize_factor"):
            raise value_error(f"Invalid parameter name: {name}")
        if not _is_fit(name, setting):
            raise value_error(f"Invalid parameter value: {setting}")
    return settings


def _is_fit(name: str, value: JsonValue) -> bool:
    if name == "space":
        return isinstance(value, str) and value in SPACES
    return isinstance(value, float) if name == "resize_factor" else isinstance(value, int) and value >= 1


def _hnsw(settings: JsonObject) -> HnswChanges:
    space, factor = settings.get("space"), settings.get("resize_factor")
    return HnswChanges(
        space=SPACES[space] if isinstance(space, str) else None,
        ef_construction=_count(settings, "ef_construction"),
        ef_search=_count(settings, "ef_search"),
        max_neighbors=_count(settings, "M"),
        num_threads=_count(settings, "num_threads"),
        resize_factor=factor if isinstance(factor, float) else None,
        sync_threshold=_count(settings, "sync_threshold"),
        batch_size=_count(settings, "batch_size"),
    )


def _count(settings: JsonObject, name: str) -> int | None:
    value = settings.get(name)
    return int(value) if isinstance(value, int) else None
