from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Healthcheck")


@_attrs_define
class Healthcheck:
    """Readiness of the parts of the server.

    Attributes:
        is_executor_ready (bool): Reads can be executed.
        is_log_client_ready (bool): Writes can be logged.
    """

    is_executor_ready: bool
    is_log_client_ready: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        is_executor_ready = self.is_executor_ready

        is_log_client_ready = self.is_log_client_ready

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "is_executor_ready": is_executor_ready,
                "is_log_client_ready": is_log_client_ready,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        is_executor_ready = d.pop("is_executor_ready")

        is_log_client_ready = d.pop("is_log_client_ready")

        healthcheck = cls(
            is_executor_ready=is_executor_ready,
            is_log_client_ready=is_log_client_ready,
        )

        healthcheck.additional_properties = d
        return healthcheck

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
