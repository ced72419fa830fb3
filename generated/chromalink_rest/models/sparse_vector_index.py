from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.sparse_vector_index_config import SparseVectorIndexConfig


T = TypeVar("T", bound="SparseVectorIndex")


@_attrs_define
class SparseVectorIndex:
    """Makes sparse vectors searchable. Refused by Chroma's own single-node server, not by chromalink's.

    Attributes:
        enabled (bool):
        config (SparseVectorIndexConfig): Settings of a sparse index.
    """

    enabled: bool
    config: SparseVectorIndexConfig
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        enabled = self.enabled

        config = self.config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "enabled": enabled,
                "config": config,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.sparse_vector_index_config import SparseVectorIndexConfig

        d = dict(src_dict)
        enabled = d.pop("enabled")

        config = SparseVectorIndexConfig.from_dict(d.pop("config"))

        sparse_vector_index = cls(
            enabled=enabled,
            config=config,
        )

        sparse_vector_index.additional_properties = d
        return sparse_vector_index

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
