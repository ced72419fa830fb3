from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="GetRecordsResponse")


@_attrs_define
class GetRecordsResponse:
    """Columns parallel to `ids`; a column that was not asked for is null.

    Attributes:
        ids (list[str]):
        embeddings (list[list[float]] | None):
        documents (list[None | str] | None): One per id; null where the record has none.
        uris (list[None | str] | None): One per id; null where the record has none.
        metadatas (list[Any] | None): Null where nothing is stored, `{}` where the record has a uri and nothing else.
        include (list[str]): As asked for.
    """

    ids: list[str]
    embeddings: list[list[float]] | None
    documents: list[None | str] | None
    uris: list[None | str] | None
    metadatas: list[Any] | None
    include: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ids = self.ids

        embeddings: list[list[float]] | None
        if isinstance(self.embeddings, list):
            embeddings = []
            for embeddings_type_0_item_data in self.embeddings:
                embeddings_type_0_item = embeddings_type_0_item_data

                embeddings.append(embeddings_type_0_item)

        else:
            embeddings = self.embeddings

        documents: list[None | str] | None
        if isinstance(self.documents, list):
            documents = []
            for componentsschemas_nullable_strings_type_0_item_data in self.documents:
                componentsschemas_nullable_strings_type_0_item: None | str
                componentsschemas_nullable_strings_type_0_item = (
                    componentsschemas_nullable_strings_type_0_item_data
                )
                documents.append(componentsschemas_nullable_strings_type_0_item)

        else:
            documents = self.documents

        uris: list[None | str] | None
        if isinstance(self.uris, list):
            uris = []
            for componentsschemas_nullable_strings_type_0_item_data in self.uris:
                componentsschemas_nullable_strings_type_0_item: None | str
                componentsschemas_nullable_strings_type_0_item = (
                    componentsschemas_nullable_strings_type_0_item_data
                )
                uris.append(componentsschemas_nullable_strings_type_0_item)

        else:
            uris = self.uris

        metadatas: list[Any] | None
        if isinstance(self.metadatas, list):
            metadatas = self.metadatas

        else:
            metadatas = self.metadatas

        include = self.include

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ids": ids,
                "embeddings": embeddings,
                "documents": documents,
                "uris": uris,
                "metadatas": metadatas,
                "include": include,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        ids = cast(list[str], d.pop("ids"))

        def _parse_embeddings(data: object) -> list[list[float]] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                embeddings_type_0 = []
                _embeddings_type_0 = data
                for embeddings_type_0_item_data in _embeddings_type_0:
                    embeddings_type_0_item = cast(
                        list[float], embeddings_type_0_item_data
                    )

                    embeddings_type_0.append(embeddings_type_0_item)

                return embeddings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[list[float]] | None, data)

        embeddings = _parse_embeddings(d.pop("embeddings"))

        def _parse_documents(data: object) -> list[None | str] | None:
            if data is None:
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
            return cast(list[None | str] | None, data)

        documents = _parse_documents(d.pop("documents"))

        def _parse_uris(data: object) -> list[None | str] | None:
            if data is None:
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
            return cast(list[None | str] | None, data)

        uris = _parse_uris(d.pop("uris"))

        def _parse_metadatas(data: object) -> list[Any] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                metadatas_type_0 = cast(list[Any], data)

                return metadatas_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Any] | None, data)

        metadatas = _parse_metadatas(d.pop("metadatas"))

        include = cast(list[str], d.pop("include"))

        get_records_response = cls(
            ids=ids,
            embeddings=embeddings,
            documents=documents,
            uris=uris,
            metadatas=metadatas,
            include=include,
        )

        get_records_response.additional_properties = d
        return get_records_response

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
