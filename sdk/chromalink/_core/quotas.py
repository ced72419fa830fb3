"""What Chroma Cloud bounds one call to, beside what its servers state."""

from __future__ import annotations

from ..errors import QuotaError

CLOUD_RECORDS = 300
"""Records of one write, ids of one read or delete (docs.trychroma.com, Quotas & Limits); accounts may have more."""

_RECORDS = "'Number of records'"
_LIMIT = "exceeds limit of "


def records(error: QuotaError) -> int | None:
    """The records that the account may send at once, where that is what the server refused."""
    limit = error.message.rpartition(_LIMIT)[2]
    return int(limit) if _RECORDS in error.message and limit.isdecimal() and int(limit) > 0 else None
