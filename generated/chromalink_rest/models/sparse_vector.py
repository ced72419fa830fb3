from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    Self,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SparseVector")


@_attrs_define
class SparseVector:
    """Values at ascending indices. Answers always carry the type mark. Chroma's own single-node server refuses them in
    metadata (501); chromalink's takes them where the schema has a sparse index for some key.

        Attributes:
            indices (list[int]):
            values (list[float]):
            type_ (Literal['sparse_vector'] | Unset):
            tokens (list[str] | None | Unset): What each index stands for.
    """

    indices: list[int]
    values: list[float]
    type_: Literal["sparse_vector"] | Unset = UNSET
    tokens: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        indices = self.indices

        values = self.values

        type_ = self.type_

        tokens: list[str] | None | Unset
        if isinstance(self.tokens, Unset):
            tokens = UNSET
        elif isinstance(self.tokens, list):
            tokens = self.tokens

        else:
            tokens = self.tokens

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "indices": indices,
                "values": values,
            }
        )
        if type_ is not UNSET:
            field_dict["#type"] = type_
        if tokens is not UNSET:
            field_dict["tokens"] = tokens

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        indices = cast(list[int], d.pop("indices"))

        values = cast(list[float], d.pop("values"))

        type_ = cast(Literal["sparse_vector"] | Unset, d.pop("#type", UNSET))
        if type_ != "sparse_vector" and not isinstance(type_, Unset):
            raise ValueError(f"#type must match const 'sparse_vector', got '{type_}'")

        def _parse_tokens(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tokens_type_0 = cast(list[str], data)

                return tokens_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        tokens = _parse_tokens(d.pop("tokens", UNSET))

        sparse_vector = cls(
            indices=indices,
            values=values,
            type_=type_,
            tokens=tokens,
        )

        sparse_vector.additional_properties = d
        return sparse_vector

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
