from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.embedding_function_configuration import EmbeddingFunctionConfiguration
    from ..models.hnsw_configuration import HnswConfiguration
    from ..models.spann_configuration import SpannConfiguration


T = TypeVar("T", bound="CollectionConfiguration")


@_attrs_define
class CollectionConfiguration:
    """How a collection is indexed, as servers tell it. One of `hnsw` and `spann` is null.

    Attributes:
        hnsw (HnswConfiguration | None):
        spann (None | SpannConfiguration):
        embedding_function (EmbeddingFunctionConfiguration | None):
    """

    hnsw: HnswConfiguration | None
    spann: None | SpannConfiguration
    embedding_function: EmbeddingFunctionConfiguration | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.embedding_function_configuration import (
            EmbeddingFunctionConfiguration,
        )
        from ..models.hnsw_configuration import HnswConfiguration
        from ..models.spann_configuration import SpannConfiguration

        hnsw: dict[str, Any] | None
        if isinstance(self.hnsw, HnswConfiguration):
            hnsw = self.hnsw.to_dict()
        else:
            hnsw = self.hnsw

        spann: dict[str, Any] | None
        if isinstance(self.spann, SpannConfiguration):
            spann = self.spann.to_dict()
        else:
            spann = self.spann

        embedding_function: dict[str, Any] | None
        if isinstance(self.embedding_function, EmbeddingFunctionConfiguration):
            embedding_function = self.embedding_function.to_dict()
        else:
            embedding_function = self.embedding_function

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "hnsw": hnsw,
                "spann": spann,
                "embedding_function": embedding_function,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.embedding_function_configuration import (
            EmbeddingFunctionConfiguration,
        )
        from ..models.hnsw_configuration import HnswConfiguration
        from ..models.spann_configuration import SpannConfiguration

        d = dict(src_dict)

        def _parse_hnsw(data: object) -> HnswConfiguration | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                hnsw_type_1 = HnswConfiguration.from_dict(data)

                return hnsw_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HnswConfiguration | None, data)

        hnsw = _parse_hnsw(d.pop("hnsw"))

        def _parse_spann(data: object) -> None | SpannConfiguration:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                spann_type_1 = SpannConfiguration.from_dict(data)

                return spann_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SpannConfiguration, data)

        spann = _parse_spann(d.pop("spann"))

        def _parse_embedding_function(
            data: object,
        ) -> EmbeddingFunctionConfiguration | None:
            if data is None:
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
            return cast(EmbeddingFunctionConfiguration | None, data)

        embedding_function = _parse_embedding_function(d.pop("embedding_function"))

        collection_configuration = cls(
            hnsw=hnsw,
            spann=spann,
            embedding_function=embedding_function,
        )

        collection_configuration.additional_properties = d
        return collection_configuration

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
