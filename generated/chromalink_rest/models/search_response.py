from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SearchResponse")


@_attrs_define
class SearchResponse:
    """One entry per search in every column; null where that search did not select the column.

    Attributes:
        ids (list[list[str]]):
        documents (list[list[None | str] | None]):
        embeddings (list[list[list[float] | None] | None]):
        metadatas (list[list[Any] | None]):
        scores (list[list[float | None] | None]):
        select (list[list[str]]): What was selected, sorted, without duplicates.
    """

    ids: list[list[str]]
    documents: list[list[None | str] | None]
    embeddings: list[list[list[float] | None] | None]
    metadatas: list[list[Any] | None]
    scores: list[list[float | None] | None]
    select: list[list[str]]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ids = []
        for ids_item_data in self.ids:
            ids_item = ids_item_data

            ids.append(ids_item)

        documents = []
        for documents_item_data in self.documents:
            documents_item: list[None | str] | None
            if isinstance(documents_item_data, list):
                documents_item = []
                for documents_item_type_0_item_data in documents_item_data:
                    documents_item_type_0_item: None | str
                    documents_item_type_0_item = documents_item_type_0_item_data
                    documents_item.append(documents_item_type_0_item)

            else:
                documents_item = documents_item_data
            documents.append(documents_item)

        embeddings = []
        for embeddings_item_data in self.embeddings:
            embeddings_item: list[list[float] | None] | None
            if isinstance(embeddings_item_data, list):
                embeddings_item = []
                for embeddings_item_type_0_item_data in embeddings_item_data:
                    embeddings_item_type_0_item: list[float] | None
                    if isinstance(embeddings_item_type_0_item_data, list):
                        embeddings_item_type_0_item = embeddings_item_type_0_item_data

                    else:
                        embeddings_item_type_0_item = embeddings_item_type_0_item_data
                    embeddings_item.append(embeddings_item_type_0_item)

            else:
                embeddings_item = embeddings_item_data
            embeddings.append(embeddings_item)

        metadatas = []
        for metadatas_item_data in self.metadatas:
            metadatas_item: list[Any] | None
            if isinstance(metadatas_item_data, list):
                metadatas_item = metadatas_item_data

            else:
                metadatas_item = metadatas_item_data
            metadatas.append(metadatas_item)

        scores = []
        for scores_item_data in self.scores:
            scores_item: list[float | None] | None
            if isinstance(scores_item_data, list):
                scores_item = []
                for scores_item_type_0_item_data in scores_item_data:
                    scores_item_type_0_item: float | None
                    scores_item_type_0_item = scores_item_type_0_item_data
                    scores_item.append(scores_item_type_0_item)

            else:
                scores_item = scores_item_data
            scores.append(scores_item)

        select = []
        for select_item_data in self.select:
            select_item = select_item_data

            select.append(select_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ids": ids,
                "documents": documents,
                "embeddings": embeddings,
                "metadatas": metadatas,
                "scores": scores,
                "select": select,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        ids = []
        _ids = d.pop("ids")
        for ids_item_data in _ids:
            ids_item = cast(list[str], ids_item_data)

            ids.append(ids_item)

        documents = []
        _documents = d.pop("documents")
        for documents_item_data in _documents:

            def _parse_documents_item(data: object) -> list[None | str] | None:
                if data is None:
                    return data
                try:
                    if not isinstance(data, list):
                        raise TypeError()
                    documents_item_type_0 = []
                    _documents_item_type_0 = data
                    for documents_item_type_0_item_data in _documents_item_type_0:

                        def _parse_documents_item_type_0_item(
                            data: object,
                        ) -> None | str:
                            if data is None:
                                return data
                            return cast(None | str, data)

                        documents_item_type_0_item = _parse_documents_item_type_0_item(
                            documents_item_type_0_item_data
                        )

                        documents_item_type_0.append(documents_item_type_0_item)

                    return documents_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(list[None | str] | None, data)

            documents_item = _parse_documents_item(documents_item_data)

            documents.append(documents_item)

        embeddings = []
        _embeddings = d.pop("embeddings")
        for embeddings_item_data in _embeddings:

            def _parse_embeddings_item(data: object) -> list[list[float] | None] | None:
                if data is None:
                    return data
                try:
                    if not isinstance(data, list):
                        raise TypeError()
                    embeddings_item_type_0 = []
                    _embeddings_item_type_0 = data
                    for embeddings_item_type_0_item_data in _embeddings_item_type_0:

                        def _parse_embeddings_item_type_0_item(
                            data: object,
                        ) -> list[float] | None:
                            if data is None:
                                return data
                            try:
                                if not isinstance(data, list):
                                    raise TypeError()
                                embeddings_item_type_0_item_type_0 = cast(
                                    list[float], data
                                )

                                return embeddings_item_type_0_item_type_0
                            except (TypeError, ValueError, AttributeError, KeyError):
                                pass
                            return cast(list[float] | None, data)

                        embeddings_item_type_0_item = (
                            _parse_embeddings_item_type_0_item(
                                embeddings_item_type_0_item_data
                            )
                        )

                        embeddings_item_type_0.append(embeddings_item_type_0_item)

                    return embeddings_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(list[list[float] | None] | None, data)

            embeddings_item = _parse_embeddings_item(embeddings_item_data)

            embeddings.append(embeddings_item)

        metadatas = []
        _metadatas = d.pop("metadatas")
        for metadatas_item_data in _metadatas:

            def _parse_metadatas_item(data: object) -> list[Any] | None:
                if data is None:
                    return data
                try:
                    if not isinstance(data, list):
                        raise TypeError()
                    metadatas_item_type_0 = cast(list[Any], data)

                    return metadatas_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(list[Any] | None, data)

            metadatas_item = _parse_metadatas_item(metadatas_item_data)

            metadatas.append(metadatas_item)

        scores = []
        _scores = d.pop("scores")
        for scores_item_data in _scores:

            def _parse_scores_item(data: object) -> list[float | None] | None:
                if data is None:
                    return data
                try:
                    if not isinstance(data, list):
                        raise TypeError()
                    scores_item_type_0 = []
                    _scores_item_type_0 = data
                    for scores_item_type_0_item_data in _scores_item_type_0:

                        def _parse_scores_item_type_0_item(
                            data: object,
                        ) -> float | None:
                            if data is None:
                                return data
                            return cast(float | None, data)

                        scores_item_type_0_item = _parse_scores_item_type_0_item(
                            scores_item_type_0_item_data
                        )

                        scores_item_type_0.append(scores_item_type_0_item)

                    return scores_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(list[float | None] | None, data)

            scores_item = _parse_scores_item(scores_item_data)

            scores.append(scores_item)

        select = []
        _select = d.pop("select")
        for select_item_data in _select:
            select_item = cast(list[str], select_item_data)

            select.append(select_item)

        search_response = cls(
            ids=ids,
            documents=documents,
            embeddings=embeddings,
            metadatas=metadatas,
            scores=scores,
            select=select,
        )

        search_response.additional_properties = d
        return search_response

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
