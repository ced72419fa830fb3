from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="HnswConfiguration")


@_attrs_define
class HnswConfiguration:
    """The graph index of a single-node collection.

    Attributes:
        space (str):
        ef_construction (int):
        ef_search (int):
        max_neighbors (int):
        resize_factor (float):
        sync_threshold (int):
    """

    space: str
    ef_construction: int
    ef_search: int
    max_neighbors: int
    resize_factor: float
    sync_threshold: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        space = self.space

        ef_construction = self.ef_construction

        ef_search = self.ef_search

        max_neighbors = self.max_neighbors

        resize_factor = self.resize_factor

        sync_threshold = self.sync_threshold

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "space": space,
                "ef_construction": ef_construction,
                "ef_search": ef_search,
                "max_neighbors": max_neighbors,
                "resize_factor": resize_factor,
                "sync_threshold": sync_threshold,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        space = d.pop("space")

        ef_construction = d.pop("ef_construction")

        ef_search = d.pop("ef_search")

        max_neighbors = d.pop("max_neighbors")

        resize_factor = d.pop("resize_factor")

        sync_threshold = d.pop("sync_threshold")

        hnsw_configuration = cls(
            space=space,
            ef_construction=ef_construction,
            ef_search=ef_search,
            max_neighbors=max_neighbors,
            resize_factor=resize_factor,
            sync_threshold=sync_threshold,
        )

        hnsw_configuration.additional_properties = d
        return hnsw_configuration

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
