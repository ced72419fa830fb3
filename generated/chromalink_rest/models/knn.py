from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.sparse_vector import SparseVector


T = TypeVar("T", bound="Knn")


@_attrs_define
class Knn:
    """Distance to a dense or sparse vector, or the position by it. Records beyond `limit` score `default`, or are left out
    where that is null.

        Attributes:
            query (list[float] | SparseVector): Numbers for a dense vector, an object for a sparse one. Text is refused.
            key (str | Unset): `#embedding` when absent, else a key with a sparse index.
            limit (int | Unset): 16 when absent.
            default (float | None | Unset):
            return_rank (bool | Unset): Score by position
    """

    query: list[float] | SparseVector
    key: str | Unset = UNSET
    limit: int | Unset = UNSET
    default: float | None | Unset = UNSET
    return_rank: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        query: dict[str, Any] | list[float]
        if isinstance(self.query, list):
            query = self.query

        else:
            query = self.query.to_dict()

        key = self.key

        limit = self.limit

        default: float | None | Unset
        if isinstance(self.default, Unset):
            default = UNSET
        else:
            default = self.default

        return_rank = self.return_rank

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "query": query,
            }
        )
        if key is not UNSET:
            field_dict["key"] = key
        if limit is not UNSET:
            field_dict["limit"] = limit
        if default is not UNSET:
            field_dict["default"] = default
        if return_rank is not UNSET:
            field_dict["return_rank"] = return_rank

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.sparse_vector import SparseVector

        d = dict(src_dict)

        def _parse_query(data: object) -> list[float] | SparseVector:
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_query_vector_type_0 = cast(list[float], data)

                return componentsschemas_query_vector_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_query_vector_type_1 = SparseVector.from_dict(data)

            return componentsschemas_query_vector_type_1

        query = _parse_query(d.pop("query"))

        key = d.pop("key", UNSET)

        limit = d.pop("limit", UNSET)

        def _parse_default(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        default = _parse_default(d.pop("default", UNSET))

        return_rank = d.pop("return_rank", UNSET)

        knn = cls(
            query=query,
            key=key,
            limit=limit,
            default=default,
            return_rank=return_rank,
        )

        knn.additional_properties = d
        return knn

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
