"""Keys of providers: given, or in the environment; only the variable's name is ever stored."""

from __future__ import annotations

import warnings

from chromalink.config import variable
from chromalink.errors import InvalidInputError

from .service import Service


def chosen_variable(service: Service, told: str | None) -> str | None:
    """The variable that counts: one the caller chose, else the provider's own where it is set, else the official one.

    The official client, when the provider's own is set, takes it also in place of one that the caller chose.
    """
    if told != service.official_variable or service.variable is None or variable(service.variable) is None:
        return told
    return service.variable


def key_of(service: Service, told: str | None, given: str | None) -> str | None:
    """The key; raises InvalidInputError naming the variables where there is none and the provider wants one.

    A key given directly draws a warning, for a collection cannot remember it.
    """
    if given is not None:
        warnings.warn(
            f"{service.title}: api_key is not stored with a collection, which then opens only where"
            f" {told or 'a variable'} holds a key; prefer api_key_env_var",
            DeprecationWarning,
            stacklevel=5,
        )
    found = given or (None if told is None else variable(told))
    if found is None and service.needs_key:
        variables = dict.fromkeys(name for name in (service.variable, told) if name is not None)
        raise InvalidInputError(
            f"{service.title}: no API key: expected one in the environment variable {' or '.join(variables)}"
        )
    return found
