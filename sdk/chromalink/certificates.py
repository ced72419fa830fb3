"""Whom a client takes for who they say they are: certificates, of the caller or of the environment."""

from __future__ import annotations

import os
import ssl as tls
from typing import TypeAlias

from .environment import variable
from .errors import InvalidInputError

Verify: TypeAlias = "bool | str | os.PathLike[str] | tls.SSLContext"


def verification(verify: Verify | None) -> bool | tls.SSLContext:
    """What `verify` of a client means; None verifies."""
    if verify is None or isinstance(verify, bool | tls.SSLContext):
        return True if verify is None else verify
    return trusting("verify", verify)


def authorities(trust_env: bool) -> str | None:
    """The certificates of the environment, where it is to be trusted."""
    found = variable("SSL_CERT_FILE") or variable("SSL_CERT_DIR")
    return found if trust_env else None


def trusting(argument: str, trusted: str | os.PathLike[str]) -> tls.SSLContext:
    """What verifies against a file or directory of certificates, and nothing else."""
    try:
        path = os.fspath(trusted)
        is_directory = os.path.isdir(path)
        return tls.create_default_context(cafile=None if is_directory else path, capath=path if is_directory else None)
    except (TypeError, OSError) as exc:
        raise InvalidInputError(
            f"{argument}: expected True, False, a CA file or directory, or an SSLContext, got {trusted!r}: {exc}"
        ) from exc
