"""How a collection is configured, where the official client has it."""

from __future__ import annotations

from chromalink.types import (
    CollectionConfiguration,
    CreateCollectionConfiguration,
    HnswConfiguration,
    SpannConfiguration,
    UpdateCollectionConfiguration,
    UpdateHnswConfiguration,
    UpdateSpannConfiguration,
)

__all__ = [
    "CollectionConfiguration",
    "CreateCollectionConfiguration",
    "CreateHNSWConfiguration",
    "CreateSpannConfiguration",
    "HNSWConfiguration",
    "SpannConfiguration",
    "UpdateCollectionConfiguration",
    "UpdateHNSWConfiguration",
    "UpdateSpannConfiguration",
]

HNSWConfiguration = CreateHNSWConfiguration = HnswConfiguration
CreateSpannConfiguration = SpannConfiguration
UpdateHNSWConfiguration = UpdateHnswConfiguration
