"""What the engine refuses, in the engine's words; `http/errors.py` gives each its status.

EngineError
├ InvalidArgument    the request makes no sense                              400
├ Forbidden          the operation is switched off                           403
├ NotFound           the tenant, database, collection or record is not there 404
├ AlreadyExists      the name is taken                                       409
├ FailedPrecondition something stands in the way that has to go first        412
├ Unsupported        the operation is not offered                            501
└ Internal           what the recorded server answers with a 500             500
  ├ RenameClash      the new name of a collection is taken
  └ NotKept          the journal cannot keep a write, which was not made     507
"""

from __future__ import annotations


class EngineError(Exception):
    """A refusal; `message` is the text the client sees."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidArgument(EngineError):
    """The request makes no sense."""


class Forbidden(EngineError):
    """The operation is switched off."""


class NotFound(EngineError):
    """The tenant, database, collection or record is not there."""


class AlreadyExists(EngineError):
    """The name is taken."""


class FailedPrecondition(EngineError):
    """Something stands in the way that has to go first."""


class Unsupported(EngineError):
    """The operation is not offered."""


class Internal(EngineError):
    """What the recorded server answers with a 500."""


class RenameClash(Internal):
    """The new name of a collection is taken."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class NotKept(Internal):
    """The journal cannot keep a write; it was not made."""
