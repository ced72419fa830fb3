from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.indexing_status import IndexingStatus


T = TypeVar("T", bound="Error")


@_attrs_define
class Error:
    """What every error with a JSON body looks like.

    Attributes:
        error (str): Coarse class of the error. Recorded are InvalidArgumentError (400), NotFoundError (404),
            InternalError (500), Unimplemented (410) and ChromaError (403, 409, 415, 422, 501 and others); sources and
            clients also know AuthorizationError, ChromaAuthError, UniqueConstraintError, ConditionalWriteConflictError,
            StaleReadError, TransactionsNotSupported, BatchSizeExceededError, QuotaError, RateLimitError,
            VersionMismatchError, InvalidDimension, InvalidCollection, DuplicateID, IDAlreadyExists, InvalidUUID and
            InvalidHTTPVersion. Not a closed list.
        message (str): For people; may span lines.
        indexing_status (IndexingStatus | Unset): How much of what was written is indexed.
    """

    error: str
    message: str
    indexing_status: IndexingStatus | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        message = self.message

        indexing_status: dict[str, Any] | Unset = UNSET
        if not isinstance(self.indexing_status, Unset):
            indexing_status = self.indexing_status.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error": error,
                "message": message,
            }
        )
        if indexing_status is not UNSET:
            field_dict["indexing_status"] = indexing_status

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.indexing_status import IndexingStatus

        d = dict(src_dict)
        error = d.pop("error")

        message = d.pop("message")

        _indexing_status = d.pop("indexing_status", UNSET)
        indexing_status: IndexingStatus | Unset
        if isinstance(_indexing_status, Unset):
            indexing_status = UNSET
        else:
            indexing_status = IndexingStatus.from_dict(_indexing_status)

        error = cls(
            error=error,
            message=message,
            indexing_status=indexing_status,
        )

        error.additional_properties = d
        return error

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
