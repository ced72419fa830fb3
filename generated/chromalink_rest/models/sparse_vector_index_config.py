from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.embedding_function_configuration import EmbeddingFunctionConfiguration


T = TypeVar("T", bound="SparseVectorIndexConfig")


@_attrs_define
class SparseVectorIndexConfig:
    """Settings of a sparse index.

    Attributes:
        embedding_function (EmbeddingFunctionConfiguration | None | Unset):
        source_key (None | str | Unset): `#document` or a metadata key; needs an embedding function.
        bm25 (bool | None | Unset): Weigh query terms by their rarity.
        algorithm (str | Unset):
    """

    embedding_function: EmbeddingFunctionConfiguration | None | Unset = UNSET
    source_key: None | str | Unset = UNSET
    bm25: bool | None | Unset = UNSET
    algorithm: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.embedding_function_configuration import (
            EmbeddingFunctionConfiguration,
        )

        embedding_function: dict[str, Any] | None | Unset
        if isinstance(self.embedding_function, Unset):
            embedding_function = UNSET
        elif isinstance(self.embedding_function, EmbeddingFunctionConfiguration):
            embedding_function = self.embedding_function.to_dict()
        else:
            embedding_function = self.embedding_function

        source_key: None | str | Unset
        if isinstance(self.source_key, Unset):
            source_key = UNSET
        else:
            source_key = self.source_key

        bm25: bool | None | Unset
        if isinstance(self.bm25, Unset):
            bm25 = UNSET
        else:
            bm25 = self.bm25

        algorithm = self.algorithm

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if embedding_function is not UNSET:
            field_dict["embedding_function"] = embedding_function
        if source_key is not UNSET:
            field_dict["source_key"] = source_key
        if bm25 is not UNSET:
            field_dict["bm25"] = bm25
        if algorithm is not UNSET:
            field_dict["algorithm"] = algorithm

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.embedding_function_configuration import (
            EmbeddingFunctionConfiguration,
        )

        d = dict(src_dict)

        def _parse_embedding_function(
            data: object,
        ) -> EmbeddingFunctionConfiguration | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                embedding_function_type_1 = EmbeddingFunctionConfiguration.from_dict(
                    data
                )

                return embedding_function_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(EmbeddingFunctionConfiguration | None | Unset, data)

        embedding_function = _parse_embedding_function(
            d.pop("embedding_function", UNSET)
        )

        def _parse_source_key(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        source_key = _parse_source_key(d.pop("source_key", UNSET))

        def _parse_bm25(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        bm25 = _parse_bm25(d.pop("bm25", UNSET))

        algorithm = d.pop("algorithm", UNSET)

        sparse_vector_index_config = cls(
            embedding_function=embedding_function,
            source_key=source_key,
            bm25=bm25,
            algorithm=algorithm,
        )

        sparse_vector_index_config.additional_properties = d
        return sparse_vector_index_config

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
