from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.create_hnsw_configuration import CreateHnswConfiguration
    from ..models.create_spann_configuration import CreateSpannConfiguration
    from ..models.embedding_function_configuration import EmbeddingFunctionConfiguration


T = TypeVar("T", bound="CreateCollectionConfiguration")


@_attrs_define
class CreateCollectionConfiguration:
    """How a new collection shall be indexed. Not both `hnsw` and `spann`, and not beside a `schema`.

    Attributes:
        hnsw (CreateHnswConfiguration | None | Unset):
        spann (CreateSpannConfiguration | None | Unset):
        embedding_function (EmbeddingFunctionConfiguration | None | Unset):
    """

    hnsw: CreateHnswConfiguration | None | Unset = UNSET
    spann: CreateSpannConfiguration | None | Unset = UNSET
    embedding_function: EmbeddingFunctionConfiguration | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.create_hnsw_configuration import CreateHnswConfiguration
        from ..models.create_spann_configuration import CreateSpannConfiguration
        from ..models.embedding_function_configuration import (
            EmbeddingFunctionConfiguration,
        )

        hnsw: dict[str, Any] | None | Unset
        if isinstance(self.hnsw, Unset):
            hnsw = UNSET
        elif isinstance(self.hnsw, CreateHnswConfiguration):
            hnsw = self.hnsw.to_dict()
        else:
            hnsw = self.hnsw

        spann: dict[str, Any] | None | Unset
        if isinstance(self.spann, Unset):
            spann = UNSET
        elif isinstance(self.spann, CreateSpannConfiguration):
            spann = self.spann.to_dict()
        else:
            spann = self.spann

        embedding_function: dict[str, Any] | None | Unset
        if isinstance(self.embedding_function, Unset):
            embedding_function = UNSET
        elif isinstance(self.embedding_function, EmbeddingFunctionConfiguration):
            embedding_function = self.embedding_function.to_dict()
        else:
            embedding_function = self.embedding_function

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if hnsw is not UNSET:
            field_dict["hnsw"] = hnsw
        if spann is not UNSET:
            field_dict["spann"] = spann
        if embedding_function is not UNSET:
            field_dict["embedding_function"] = embedding_function

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.create_hnsw_configuration import CreateHnswConfiguration
        from ..models.create_spann_configuration import CreateSpannConfiguration
        from ..models.embedding_function_configuration import (
            EmbeddingFunctionConfiguration,
        )

        d = dict(src_dict)

        def _parse_hnsw(data: object) -> CreateHnswConfiguration | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                hnsw_type_1 = CreateHnswConfiguration.from_dict(data)

                return hnsw_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CreateHnswConfiguration | None | Unset, data)

        hnsw = _parse_hnsw(d.pop("hnsw", UNSET))

        def _parse_spann(data: object) -> CreateSpannConfiguration | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                spann_type_1 = CreateSpannConfiguration.from_dict(data)

                return spann_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CreateSpannConfiguration | None | Unset, data)

        spann = _parse_spann(d.pop("spann", UNSET))

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

        create_collection_configuration = cls(
            hnsw=hnsw,
            spann=spann,
            embedding_function=embedding_function,
        )

        create_collection_configuration.additional_properties = d
        return create_collection_configuration

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
