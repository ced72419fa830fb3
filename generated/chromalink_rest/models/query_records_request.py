from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.include import Include, check_include
from ..types import UNSET, Unset

T = TypeVar("T", bound="QueryRecordsRequest")


@_attrs_define
class QueryRecordsRequest:
    """Vectors to search with. Base64 is refused here.

    Attributes:
        query_embeddings (list[list[float]]):
        n_results (int | None | Unset): 10 when null or absent.
        ids (list[str] | None | Unset): Consider only these; none when empty.
        where (Any | Unset): Object with exactly one key, or null for no filter. `$and` and `$or` take lists of clauses;
            `#document` takes a document condition; any other key is a metadata key and takes a scalar or one operator.
        where_document (Any | Unset): Object with exactly one key, or null for no filter.
        include (list[Include] | Unset): Documents, metadatas and distances when absent. Null is refused.
    """

    query_embeddings: list[list[float]]
    n_results: int | None | Unset = UNSET
    ids: list[str] | None | Unset = UNSET
    where: Any | Unset = UNSET
    where_document: Any | Unset = UNSET
    include: list[Include] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        query_embeddings = []
        for query_embeddings_item_data in self.query_embeddings:
            query_embeddings_item = query_embeddings_item_data

            query_embeddings.append(query_embeddings_item)

        n_results: int | None | Unset
        if isinstance(self.n_results, Unset):
            n_results = UNSET
        else:
            n_results = self.n_results

        ids: list[str] | None | Unset
        if isinstance(self.ids, Unset):
            ids = UNSET
        elif isinstance(self.ids, list):
            ids = self.ids

        else:
            ids = self.ids

        where = self.where

        where_document = self.where_document

        include: list[str] | Unset = UNSET
        if not isinstance(self.include, Unset):
            include = []
            for include_item_data in self.include:
                include_item: str = include_item_data
                include.append(include_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "query_embeddings": query_embeddings,
            }
        )
        if n_results is not UNSET:
            field_dict["n_results"] = n_results
        if ids is not UNSET:
            field_dict["ids"] = ids
        if where is not UNSET:
            field_dict["where"] = where
        if where_document is not UNSET:
            field_dict["where_document"] = where_document
        if include is not UNSET:
            field_dict["include"] = include

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        query_embeddings = []
        _query_embeddings = d.pop("query_embeddings")
        for query_embeddings_item_data in _query_embeddings:
            query_embeddings_item = cast(list[float], query_embeddings_item_data)

            query_embeddings.append(query_embeddings_item)

        def _parse_n_results(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        n_results = _parse_n_results(d.pop("n_results", UNSET))

        def _parse_ids(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ids_type_0 = cast(list[str], data)

                return ids_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        ids = _parse_ids(d.pop("ids", UNSET))

        where = d.pop("where", UNSET)

        where_document = d.pop("where_document", UNSET)

        _include = d.pop("include", UNSET)
        include: list[Include] | Unset = UNSET
        if _include is not UNSET:
            include = []
            for include_item_data in _include:
                include_item = check_include(include_item_data)

                include.append(include_item)

        query_records_request = cls(
            query_embeddings=query_embeddings,
            n_results=n_results,
            ids=ids,
            where=where,
            where_document=where_document,
            include=include,
        )

        query_records_request.additional_properties = d
        return query_records_request

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
