from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="IndexingStatus")


@_attrs_define
class IndexingStatus:
    """How much of what was written is indexed.

    Attributes:
        op_indexing_progress (float): Indexed share; 1 when empty.
        num_unindexed_ops (int):
        num_indexed_ops (int):
        total_ops (int):
    """

    op_indexing_progress: float
    num_unindexed_ops: int
    num_indexed_ops: int
    total_ops: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        op_indexing_progress = self.op_indexing_progress

        num_unindexed_ops = self.num_unindexed_ops

        num_indexed_ops = self.num_indexed_ops

        total_ops = self.total_ops

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "op_indexing_progress": op_indexing_progress,
                "num_unindexed_ops": num_unindexed_ops,
                "num_indexed_ops": num_indexed_ops,
                "total_ops": total_ops,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        op_indexing_progress = d.pop("op_indexing_progress")

        num_unindexed_ops = d.pop("num_unindexed_ops")

        num_indexed_ops = d.pop("num_indexed_ops")

        total_ops = d.pop("total_ops")

        indexing_status = cls(
            op_indexing_progress=op_indexing_progress,
            num_unindexed_ops=num_unindexed_ops,
            num_indexed_ops=num_indexed_ops,
            total_ops=total_ops,
        )

        indexing_status.additional_properties = d
        return indexing_status

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
