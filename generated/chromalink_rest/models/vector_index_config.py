from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.embedding_function_configuration import EmbeddingFunctionConfiguration
    from ..models.hnsw_index_config import HnswIndexConfig
    from ..models.spann_index_config import SpannIndexConfig


T = TypeVar("T", bound="VectorIndexConfig")


@_attrs_define
class VectorIndexConfig:
    """Settings of the vector index. At most one of `hnsw` and `spann`.

    Attributes:
        space (None | str | Unset):
        embedding_function (EmbeddingFunctionConfiguration | None | Unset):
        source_key (None | str | Unset): What is embedded; `#document`.
        hnsw (HnswIndexConfig | None | Unset):
        spann (None | SpannIndexConfig | Unset):
    """

    space: None | str | Unset = UNSET
    embedding_function: EmbeddingFunctionConfiguration | None | Unset = UNSET
    source_key: None | str | Unset = UNSET
    hnsw: HnswIndexConfig | None | Unset = UNSET
    spann: None | SpannIndexConfig | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.embedding_function_configuration import (
            EmbeddingFunctionConfiguration,
        )
        from ..models.hnsw_index_config import HnswIndexConfig
        from ..models.spann_index_config import SpannIndexConfig

        space: None | str | Unset
        if isinstance(self.space, Unset):
            space = UNSET
        else:
            space = self.space

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

        hnsw: dict[str, Any] | None | Unset
        if isinstance(self.hnsw, Unset):
            hnsw = UNSET
        elif isinstance(self.hnsw, HnswIndexConfig):
            hnsw = self.hnsw.to_dict()
        else:
            hnsw = self.hnsw

        spann: dict[str, Any] | None | Unset
        if isinstance(self.spann, Unset):
            spann = UNSET
        elif isinstance(self.spann, SpannIndexConfig):
            spann = self.spann.to_dict()
        else:
            spann = self.spann

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if space is not UNSET:
            field_dict["space"] = space
        if embedding_function is not UNSET:
            field_dict["embedding_function"] = embedding_function
        if source_key is not UNSET:
            field_dict["source_key"] = source_key
        if hnsw is not UNSET:
            field_dict["hnsw"] = hnsw
        if spann is not UNSET:
            field_dict["spann"] = spann

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.embedding_function_configuration import (
            EmbeddingFunctionConfiguration,
        )
        from ..models.hnsw_index_config import HnswIndexConfig
        from ..models.spann_index_config import SpannIndexConfig

        d = dict(src_dict)

        def _parse_space(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        space = _parse_space(d.pop("space", UNSET))

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

        def _parse_hnsw(data: object) -> HnswIndexConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                hnsw_type_1 = HnswIndexConfig.from_dict(data)

                return hnsw_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HnswIndexConfig | None | Unset, data)

        hnsw = _parse_hnsw(d.pop("hnsw", UNSET))

        def _parse_spann(data: object) -> None | SpannIndexConfig | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                spann_type_1 = SpannIndexConfig.from_dict(data)

                return spann_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SpannIndexConfig | Unset, data)

        spann = _parse_spann(d.pop("spann", UNSET))

        vector_index_config = cls(
            space=space,
            embedding_function=embedding_function,
            source_key=source_key,
            hnsw=hnsw,
            spann=spann,
        )

        vector_index_config.additional_properties = d
        return vector_index_config

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
