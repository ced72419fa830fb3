from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SpannIndexConfig")


@_attrs_define
class SpannIndexConfig:
    """Parameters of the distributed index.

    Attributes:
        search_nprobe (int | None | Unset):
        search_rng_factor (float | None | Unset):
        search_rng_epsilon (float | None | Unset):
        nreplica_count (int | None | Unset):
        write_nprobe (int | None | Unset):
        write_rng_factor (float | None | Unset):
        write_rng_epsilon (float | None | Unset):
        split_threshold (int | None | Unset):
        num_samples_kmeans (int | None | Unset):
        initial_lambda (float | None | Unset):
        reassign_neighbor_count (int | None | Unset):
        merge_threshold (int | None | Unset):
        num_centers_to_merge_to (int | None | Unset):
        center_drift_threshold (float | None | Unset):
        ef_construction (int | None | Unset):
        ef_search (int | None | Unset):
        max_neighbors (int | None | Unset):
        quantize (str | Unset):
    """

    search_nprobe: int | None | Unset = UNSET
    search_rng_factor: float | None | Unset = UNSET
    search_rng_epsilon: float | None | Unset = UNSET
    nreplica_count: int | None | Unset = UNSET
    write_nprobe: int | None | Unset = UNSET
    write_rng_factor: float | None | Unset = UNSET
    write_rng_epsilon: float | None | Unset = UNSET
    split_threshold: int | None | Unset = UNSET
    num_samples_kmeans: int | None | Unset = UNSET
    initial_lambda: float | None | Unset = UNSET
    reassign_neighbor_count: int | None | Unset = UNSET
    merge_threshold: int | None | Unset = UNSET
    num_centers_to_merge_to: int | None | Unset = UNSET
    center_drift_threshold: float | None | Unset = UNSET
    ef_construction: int | None | Unset = UNSET
    ef_search: int | None | Unset = UNSET
    max_neighbors: int | None | Unset = UNSET
    quantize: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        search_nprobe: int | None | Unset
        if isinstance(self.search_nprobe, Unset):
            search_nprobe = UNSET
        else:
            search_nprobe = self.search_nprobe

        search_rng_factor: float | None | Unset
        if isinstance(self.search_rng_factor, Unset):
            search_rng_factor = UNSET
        else:
            search_rng_factor = self.search_rng_factor

        search_rng_epsilon: float | None | Unset
        if isinstance(self.search_rng_epsilon, Unset):
            search_rng_epsilon = UNSET
        else:
            search_rng_epsilon = self.search_rng_epsilon

        nreplica_count: int | None | Unset
        if isinstance(self.nreplica_count, Unset):
            nreplica_count = UNSET
        else:
            nreplica_count = self.nreplica_count

        write_nprobe: int | None | Unset
        if isinstance(self.write_nprobe, Unset):
            write_nprobe = UNSET
        else:
            write_nprobe = self.write_nprobe

        write_rng_factor: float | None | Unset
        if isinstance(self.write_rng_factor, Unset):
            write_rng_factor = UNSET
        else:
            write_rng_factor = self.write_rng_factor

        write_rng_epsilon: float | None | Unset
        if isinstance(self.write_rng_epsilon, Unset):
            write_rng_epsilon = UNSET
        else:
            write_rng_epsilon = self.write_rng_epsilon

        split_threshold: int | None | Unset
        if isinstance(self.split_threshold, Unset):
            split_threshold = UNSET
        else:
            split_threshold = self.split_threshold

        num_samples_kmeans: int | None | Unset
        if isinstance(self.num_samples_kmeans, Unset):
            num_samples_kmeans = UNSET
        else:
            num_samples_kmeans = self.num_samples_kmeans

        initial_lambda: float | None | Unset
        if isinstance(self.initial_lambda, Unset):
            initial_lambda = UNSET
        else:
            initial_lambda = self.initial_lambda

        reassign_neighbor_count: int | None | Unset
        if isinstance(self.reassign_neighbor_count, Unset):
            reassign_neighbor_count = UNSET
        else:
            reassign_neighbor_count = self.reassign_neighbor_count

        merge_threshold: int | None | Unset
        if isinstance(self.merge_threshold, Unset):
            merge_threshold = UNSET
        else:
            merge_threshold = self.merge_threshold

        num_centers_to_merge_to: int | None | Unset
        if isinstance(self.num_centers_to_merge_to, Unset):
            num_centers_to_merge_to = UNSET
        else:
            num_centers_to_merge_to = self.num_centers_to_merge_to

        center_drift_threshold: float | None | Unset
        if isinstance(self.center_drift_threshold, Unset):
            center_drift_threshold = UNSET
        else:
            center_drift_threshold = self.center_drift_threshold

        ef_construction: int | None | Unset
        if isinstance(self.ef_construction, Unset):
            ef_construction = UNSET
        else:
            ef_construction = self.ef_construction

        ef_search: int | None | Unset
        if isinstance(self.ef_search, Unset):
            ef_search = UNSET
        else:
            ef_search = self.ef_search

        max_neighbors: int | None | Unset
        if isinstance(self.max_neighbors, Unset):
            max_neighbors = UNSET
        else:
            max_neighbors = self.max_neighbors

        quantize = self.quantize

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if search_nprobe is not UNSET:
            field_dict["search_nprobe"] = search_nprobe
        if search_rng_factor is not UNSET:
            field_dict["search_rng_factor"] = search_rng_factor
        if search_rng_epsilon is not UNSET:
            field_dict["search_rng_epsilon"] = search_rng_epsilon
        if nreplica_count is not UNSET:
            field_dict["nreplica_count"] = nreplica_count
        if write_nprobe is not UNSET:
            field_dict["write_nprobe"] = write_nprobe
        if write_rng_factor is not UNSET:
            field_dict["write_rng_factor"] = write_rng_factor
        if write_rng_epsilon is not UNSET:
            field_dict["write_rng_epsilon"] = write_rng_epsilon
        if split_threshold is not UNSET:
            field_dict["split_threshold"] = split_threshold
        if num_samples_kmeans is not UNSET:
            field_dict["num_samples_kmeans"] = num_samples_kmeans
        if initial_lambda is not UNSET:
            field_dict["initial_lambda"] = initial_lambda
        if reassign_neighbor_count is not UNSET:
            field_dict["reassign_neighbor_count"] = reassign_neighbor_count
        if merge_threshold is not UNSET:
            field_dict["merge_threshold"] = merge_threshold
        if num_centers_to_merge_to is not UNSET:
            field_dict["num_centers_to_merge_to"] = num_centers_to_merge_to
        if center_drift_threshold is not UNSET:
            field_dict["center_drift_threshold"] = center_drift_threshold
        if ef_construction is not UNSET:
            field_dict["ef_construction"] = ef_construction
        if ef_search is not UNSET:
            field_dict["ef_search"] = ef_search
        if max_neighbors is not UNSET:
            field_dict["max_neighbors"] = max_neighbors
        if quantize is not UNSET:
            field_dict["quantize"] = quantize

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_search_nprobe(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        search_nprobe = _parse_search_nprobe(d.pop("search_nprobe", UNSET))

        def _parse_search_rng_factor(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        search_rng_factor = _parse_search_rng_factor(d.pop("search_rng_factor", UNSET))

        def _parse_search_rng_epsilon(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        search_rng_epsilon = _parse_search_rng_epsilon(
            d.pop("search_rng_epsilon", UNSET)
        )

        def _parse_nreplica_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        nreplica_count = _parse_nreplica_count(d.pop("nreplica_count", UNSET))

        def _parse_write_nprobe(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        write_nprobe = _parse_write_nprobe(d.pop("write_nprobe", UNSET))

        def _parse_write_rng_factor(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        write_rng_factor = _parse_write_rng_factor(d.pop("write_rng_factor", UNSET))

        def _parse_write_rng_epsilon(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        write_rng_epsilon = _parse_write_rng_epsilon(d.pop("write_rng_epsilon", UNSET))

        def _parse_split_threshold(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        split_threshold = _parse_split_threshold(d.pop("split_threshold", UNSET))

        def _parse_num_samples_kmeans(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        num_samples_kmeans = _parse_num_samples_kmeans(
            d.pop("num_samples_kmeans", UNSET)
        )

        def _parse_initial_lambda(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        initial_lambda = _parse_initial_lambda(d.pop("initial_lambda", UNSET))

        def _parse_reassign_neighbor_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        reassign_neighbor_count = _parse_reassign_neighbor_count(
            d.pop("reassign_neighbor_count", UNSET)
        )

        def _parse_merge_threshold(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        merge_threshold = _parse_merge_threshold(d.pop("merge_threshold", UNSET))

        def _parse_num_centers_to_merge_to(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        num_centers_to_merge_to = _parse_num_centers_to_merge_to(
            d.pop("num_centers_to_merge_to", UNSET)
        )

        def _parse_center_drift_threshold(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        center_drift_threshold = _parse_center_drift_threshold(
            d.pop("center_drift_threshold", UNSET)
        )

        def _parse_ef_construction(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        ef_construction = _parse_ef_construction(d.pop("ef_construction", UNSET))

        def _parse_ef_search(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        ef_search = _parse_ef_search(d.pop("ef_search", UNSET))

        def _parse_max_neighbors(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_neighbors = _parse_max_neighbors(d.pop("max_neighbors", UNSET))

        quantize = d.pop("quantize", UNSET)

        spann_index_config = cls(
            search_nprobe=search_nprobe,
            search_rng_factor=search_rng_factor,
            search_rng_epsilon=search_rng_epsilon,
            nreplica_count=nreplica_count,
            write_nprobe=write_nprobe,
            write_rng_factor=write_rng_factor,
            write_rng_epsilon=write_rng_epsilon,
            split_threshold=split_threshold,
            num_samples_kmeans=num_samples_kmeans,
            initial_lambda=initial_lambda,
            reassign_neighbor_count=reassign_neighbor_count,
            merge_threshold=merge_threshold,
            num_centers_to_merge_to=num_centers_to_merge_to,
            center_drift_threshold=center_drift_threshold,
            ef_construction=ef_construction,
            ef_search=ef_search,
            max_neighbors=max_neighbors,
            quantize=quantize,
        )

        spann_index_config.additional_properties = d
        return spann_index_config

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
