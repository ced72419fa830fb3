from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AddRecordsRequest")


@_attrs_define
class AddRecordsRequest:
    """Records by column; every list has the length of `ids`.

    Attributes:
        ids (list[str]): Not empty each; any other string will do.
        embeddings (list[list[float]] | list[str]): One vector per id: all as numbers, or all as base64 (standard
            alphabet, padded) of little-endian 32-bit floats. Stored with 32 bits.
        documents (list[None | str] | None | Unset): One per id; null where the record has none.
        uris (list[None | str] | None | Unset): One per id; null where the record has none.
        metadatas (list[Any] | None | Unset):
    """

    ids: list[str]
    embeddings: list[list[float]] | list[str]
    documents: list[None | str] | None | Unset = UNSET
    uris: list[None | str] | None | Unset = UNSET
    metadatas: list[Any] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ids = self.ids

        embeddings: list[list[float]] | list[str]
        if isinstance(self.embeddings, list):
            embeddings = []
            for componentsschemas_embeddings_type_0_item_data in self.embeddings:
                componentsschemas_embeddings_type_0_item = (
                    componentsschemas_embeddings_type_0_item_data
                )

                embeddings.append(componentsschemas_embeddings_type_0_item)

        else:
            embeddings = self.embeddings

        documents: list[None | str] | None | Unset
        if isinstance(self.documents, Unset):
            documents = UNSET
        elif isinstance(self.documents, list):
            documents = []
            for componentsschemas_nullable_strings_type_0_item_data in self.documents:
                componentsschemas_nullable_strings_type_0_item: None | str
                componentsschemas_nullable_strings_type_0_item = (
                    componentsschemas_nullable_strings_type_0_item_data
                )
                documents.append(componentsschemas_nullable_strings_type_0_item)

        else:
            documents = self.documents

        uris: list[None | str] | None | Unset
        if isinstance(self.uris, Unset):
            uris = UNSET
        elif isinstance(self.uris, list):
            uris = []
            for componentsschemas_nullable_strings_type_0_item_data in self.uris:
                componentsschemas_nullable_strings_type_0_item: None | str
                componentsschemas_nullable_strings_type_0_item = (
                    componentsschemas_nullable_strings_type_0_item_data
                )
                uris.append(componentsschemas_nullable_strings_type_0_item)

        else:
            uris = self.uris

        metadatas: list[Any] | None | Unset
        if isinstance(self.metadatas, Unset):
            metadatas = UNSET
        elif isinstance(self.metadatas, list):
            metadatas = self.metadatas

        else:
            metadatas = self.metadatas

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ids": ids,
                "embeddings": embeddings,
            }
        )
        if documents is not UNSET:
            field_dict["documents"] = documents
        if uris is not UNSET:
            field_dict["uris"] = uris
        if metadatas is not UNSET:
            field_dict["metadatas"] = metadatas

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        ids = cast(list[str], d.pop("ids"))

        def _parse_embeddings(data: object) -> list[list[float]] | list[str]:
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_embeddings_type_0 = []
                _componentsschemas_embeddings_type_0 = data
                for (
                    componentsschemas_embeddings_type_0_item_data
                ) in _componentsschemas_embeddings_type_0:
                    componentsschemas_embeddings_type_0_item = cast(
                        list[float], componentsschemas_embeddings_type_0_item_data
                    )

                    componentsschemas_embeddings_type_0.append(
                        componentsschemas_embeddings_type_0_item
                    )

                return componentsschemas_embeddings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, list):
                raise TypeError()
            componentsschemas_embeddings_type_1 = cast(list[str], data)

            return componentsschemas_embeddings_type_1

        embeddings = _parse_embeddings(d.pop("embeddings"))

        def _parse_documents(data: object) -> list[None | str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_nullable_strings_type_0 = []
                _componentsschemas_nullable_strings_type_0 = data
                for (
                    componentsschemas_nullable_strings_type_0_item_data
                ) in _componentsschemas_nullable_strings_type_0:

                    def _parse_componentsschemas_nullable_strings_type_0_item(
                        data: object,
                    ) -> None | str:
                        if data is None:
                            return data
                        return cast(None | str, data)

                    componentsschemas_nullable_strings_type_0_item = (
                        _parse_componentsschemas_nullable_strings_type_0_item(
                            componentsschemas_nullable_strings_type_0_item_data
                        )
                    )

                    componentsschemas_nullable_strings_type_0.append(
                        componentsschemas_nullable_strings_type_0_item
                    )

                return componentsschemas_nullable_strings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[None | str] | None | Unset, data)

        documents = _parse_documents(d.pop("documents", UNSET))

        def _parse_uris(data: object) -> list[None | str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_nullable_strings_type_0 = []
                _componentsschemas_nullable_strings_type_0 = data
                for (
                    componentsschemas_nullable_strings_type_0_item_data
                ) in _componentsschemas_nullable_strings_type_0:

                    def _parse_componentsschemas_nullable_strings_type_0_item(
                        data: object,
                    ) -> None | str:
                        if data is None:
                            return data
                        return cast(None | str, data)

                    componentsschemas_nullable_strings_type_0_item = (
                        _parse_componentsschemas_nullable_strings_type_0_item(
                            componentsschemas_nullable_strings_type_0_item_data
                        )
                    )

                    componentsschemas_nullable_strings_type_0.append(
                        componentsschemas_nullable_strings_type_0_item
                    )

                return componentsschemas_nullable_strings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[None | str] | None | Unset, data)

        uris = _parse_uris(d.pop("uris", UNSET))

        def _parse_metadatas(data: object) -> list[Any] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                metadatas_type_0 = cast(list[Any], data)

                return metadatas_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Any] | None | Unset, data)

        metadatas = _parse_metadatas(d.pop("metadatas", UNSET))

        add_records_request = cls(
            ids=ids,
            embeddings=embeddings,
            documents=documents,
            uris=uris,
            metadatas=metadatas,
        )

        add_records_request.additional_properties = d
        return add_records_request

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
