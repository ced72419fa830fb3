"""Customer-managed encryption keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..errors import InvalidInputError, WrongTypeError

_GCP_PARTS = ("projects/", "/locations/", "/keyRings/", "/cryptoKeys/")


class CmekProvider(StrEnum):
    """Whose key management a key lives in."""

    GCP = "gcp"


@dataclass(frozen=True, slots=True)
class Cmek:
    """The customer's own key that a collection is to be encrypted with.

    Sent to the server, which checks the pattern of its name and tells it back. Chroma Cloud encrypts with it; a local
    server keeps the name and encrypts nothing.

    Examples:
        >>> Cmek.gcp("projects/p/locations/l/keyRings/r/cryptoKeys/k").validate_pattern()
        True
    """

    provider: CmekProvider
    resource: str

    @classmethod
    def gcp(cls, resource: str) -> Cmek:
        """A key of Google Cloud: `projects/{p}/locations/{l}/keyRings/{r}/cryptoKeys/{k}`."""
        if not isinstance(resource, str):
            raise WrongTypeError(f"resource: expected a text, got {type(resource).__name__} {resource!r}")
        return cls(CmekProvider.GCP, resource)

    def validate_pattern(self) -> bool:
        """Whether the name has the parts that its provider's names have, in their order, none of them empty."""
        place = 0
        for number, part in enumerate(_GCP_PARTS):
            found = self.resource.find(part, place + 1 if number else 0)
            if found < 0 or (number == 0 and found != 0):
                return False
            place = found + len(part)
        return place < len(self.resource) and "\n" not in self.resource.removesuffix("\n")

    def to_dict(self) -> dict[str, object]:
        """The key on the wire."""
        return {self.provider.value: self.resource}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Cmek:
        """The key that `to_dict` told; InvalidInputError for another provider's."""
        resource = data.get("gcp")
        if not isinstance(resource, str):
            raise InvalidInputError(f"cmek: expected a text under 'gcp', got {dict(data)!r}")
        return cls.gcp(resource)
