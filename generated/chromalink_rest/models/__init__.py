"""Contains all the data models used in inputs/outputs; each module is imported when one of its names is first used"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .add_records_request import AddRecordsRequest
    from .attach_function_request import AttachFunctionRequest
    from .attach_function_response import AttachFunctionResponse
    from .attached_function import AttachedFunction
    from .attached_function_summary import AttachedFunctionSummary
    from .bool_value_type import BoolValueType
    from .collection import Collection
    from .collection_configuration import CollectionConfiguration
    from .collection_schema import CollectionSchema
    from .create_collection_configuration import CreateCollectionConfiguration
    from .create_collection_request import CreateCollectionRequest
    from .create_database_request import CreateDatabaseRequest
    from .create_hnsw_configuration import CreateHnswConfiguration
    from .create_spann_configuration import CreateSpannConfiguration
    from .create_tenant_request import CreateTenantRequest
    from .customer_managed_key import CustomerManagedKey
    from .database import Database
    from .delete_records_request import DeleteRecordsRequest
    from .delete_records_response import DeleteRecordsResponse
    from .detach_function_request import DetachFunctionRequest
    from .detach_function_response import DetachFunctionResponse
    from .embedding_function_configuration import EmbeddingFunctionConfiguration
    from .empty import Empty
    from .error import Error
    from .float_list_value_type import FloatListValueType
    from .float_value_type import FloatValueType
    from .fork_collection_request import ForkCollectionRequest
    from .fork_count import ForkCount
    from .fts_index import FtsIndex
    from .fts_index_config import FtsIndexConfig
    from .get_attached_function_response import GetAttachedFunctionResponse
    from .get_records_request import GetRecordsRequest
    from .get_records_response import GetRecordsResponse
    from .healthcheck import Healthcheck
    from .heartbeat import Heartbeat
    from .hnsw_configuration import HnswConfiguration
    from .hnsw_index_config import HnswIndexConfig
    from .identity import Identity
    from .include import Include
    from .indexing_status import IndexingStatus
    from .int_value_type import IntValueType
    from .inverted_index import InvertedIndex
    from .inverted_index_config import InvertedIndexConfig
    from .knn import Knn
    from .pre_flight_checks import PreFlightChecks
    from .query_records_request import QueryRecordsRequest
    from .query_records_response import QueryRecordsResponse
    from .rank_pair import RankPair
    from .read_level import ReadLevel
    from .schema_keys import SchemaKeys
    from .search_aggregate import SearchAggregate
    from .search_aggregate_keys import SearchAggregateKeys
    from .search_group_by import SearchGroupBy
    from .search_limit import SearchLimit
    from .search_payload import SearchPayload
    from .search_request import SearchRequest
    from .search_response import SearchResponse
    from .search_select import SearchSelect
    from .space import Space
    from .spann_configuration import SpannConfiguration
    from .spann_index_config import SpannIndexConfig
    from .sparse_vector import SparseVector
    from .sparse_vector_index import SparseVectorIndex
    from .sparse_vector_index_config import SparseVectorIndexConfig
    from .sparse_vector_value_type import SparseVectorValueType
    from .string_value_type import StringValueType
    from .tenant import Tenant
    from .update_collection_configuration import UpdateCollectionConfiguration
    from .update_collection_request import UpdateCollectionRequest
    from .update_hnsw_configuration import UpdateHnswConfiguration
    from .update_records_request import UpdateRecordsRequest
    from .update_spann_configuration import UpdateSpannConfiguration
    from .update_tenant_request import UpdateTenantRequest
    from .upsert_records_request import UpsertRecordsRequest
    from .value_types import ValueTypes
    from .vector_index import VectorIndex
    from .vector_index_config import VectorIndexConfig

__all__ = (
    "AddRecordsRequest",
    "AttachFunctionRequest",
    "AttachFunctionResponse",
    "AttachedFunction",
    "AttachedFunctionSummary",
    "BoolValueType",
    "Collection",
    "CollectionConfiguration",
    "CollectionSchema",
    "CreateCollectionConfiguration",
    "CreateCollectionRequest",
    "CreateDatabaseRequest",
    "CreateHnswConfiguration",
    "CreateSpannConfiguration",
    "CreateTenantRequest",
    "CustomerManagedKey",
    "Database",
    "DeleteRecordsRequest",
    "DeleteRecordsResponse",
    "DetachFunctionRequest",
    "DetachFunctionResponse",
    "EmbeddingFunctionConfiguration",
    "Empty",
    "Error",
    "FloatListValueType",
    "FloatValueType",
    "ForkCollectionRequest",
    "ForkCount",
    "FtsIndex",
    "FtsIndexConfig",
    "GetAttachedFunctionResponse",
    "GetRecordsRequest",
    "GetRecordsResponse",
    "Healthcheck",
    "Heartbeat",
    "HnswConfiguration",
    "HnswIndexConfig",
    "Identity",
    "Include",
    "IndexingStatus",
    "IntValueType",
    "InvertedIndex",
    "InvertedIndexConfig",
    "Knn",
    "PreFlightChecks",
    "QueryRecordsRequest",
    "QueryRecordsResponse",
    "RankPair",
    "ReadLevel",
    "SchemaKeys",
    "SearchAggregate",
    "SearchAggregateKeys",
    "SearchGroupBy",
    "SearchLimit",
    "SearchPayload",
    "SearchRequest",
    "SearchResponse",
    "SearchSelect",
    "Space",
    "SpannConfiguration",
    "SpannIndexConfig",
    "SparseVector",
    "SparseVectorIndex",
    "SparseVectorIndexConfig",
    "SparseVectorValueType",
    "StringValueType",
    "Tenant",
    "UpdateCollectionConfiguration",
    "UpdateCollectionRequest",
    "UpdateHnswConfiguration",
    "UpdateRecordsRequest",
    "UpdateSpannConfiguration",
    "UpdateTenantRequest",
    "UpsertRecordsRequest",
    "ValueTypes",
    "VectorIndex",
    "VectorIndexConfig",
)

_HOMES = {
    "AddRecordsRequest": ".add_records_request",
    "AttachFunctionRequest": ".attach_function_request",
    "AttachFunctionResponse": ".attach_function_response",
    "AttachedFunction": ".attached_function",
    "AttachedFunctionSummary": ".attached_function_summary",
    "BoolValueType": ".bool_value_type",
    "Collection": ".collection",
    "CollectionConfiguration": ".collection_configuration",
    "CollectionSchema": ".collection_schema",
    "CreateCollectionConfiguration": ".create_collection_configuration",
    "CreateCollectionRequest": ".create_collection_request",
    "CreateDatabaseRequest": ".create_database_request",
    "CreateHnswConfiguration": ".create_hnsw_configuration",
    "CreateSpannConfiguration": ".create_spann_configuration",
    "CreateTenantRequest": ".create_tenant_request",
    "CustomerManagedKey": ".customer_managed_key",
    "Database": ".database",
    "DeleteRecordsRequest": ".delete_records_request",
    "DeleteRecordsResponse": ".delete_records_response",
    "DetachFunctionRequest": ".detach_function_request",
    "DetachFunctionResponse": ".detach_function_response",
    "EmbeddingFunctionConfiguration": ".embedding_function_configuration",
    "Empty": ".empty",
    "Error": ".error",
    "FloatListValueType": ".float_list_value_type",
    "FloatValueType": ".float_value_type",
    "ForkCollectionRequest": ".fork_collection_request",
    "ForkCount": ".fork_count",
    "FtsIndex": ".fts_index",
    "FtsIndexConfig": ".fts_index_config",
    "GetAttachedFunctionResponse": ".get_attached_function_response",
    "GetRecordsRequest": ".get_records_request",
    "GetRecordsResponse": ".get_records_response",
    "Healthcheck": ".healthcheck",
    "Heartbeat": ".heartbeat",
    "HnswConfiguration": ".hnsw_configuration",
    "HnswIndexConfig": ".hnsw_index_config",
    "Identity": ".identity",
    "Include": ".include",
    "IndexingStatus": ".indexing_status",
    "IntValueType": ".int_value_type",
    "InvertedIndex": ".inverted_index",
    "InvertedIndexConfig": ".inverted_index_config",
    "Knn": ".knn",
    "PreFlightChecks": ".pre_flight_checks",
    "QueryRecordsRequest": ".query_records_request",
    "QueryRecordsResponse": ".query_records_response",
    "RankPair": ".rank_pair",
    "ReadLevel": ".read_level",
    "SchemaKeys": ".schema_keys",
    "SearchAggregate": ".search_aggregate",
    "SearchAggregateKeys": ".search_aggregate_keys",
    "SearchGroupBy": ".search_group_by",
    "SearchLimit": ".search_limit",
    "SearchPayload": ".search_payload",
    "SearchRequest": ".search_request",
    "SearchResponse": ".search_response",
    "SearchSelect": ".search_select",
    "Space": ".space",
    "SpannConfiguration": ".spann_configuration",
    "SpannIndexConfig": ".spann_index_config",
    "SparseVector": ".sparse_vector",
    "SparseVectorIndex": ".sparse_vector_index",
    "SparseVectorIndexConfig": ".sparse_vector_index_config",
    "SparseVectorValueType": ".sparse_vector_value_type",
    "StringValueType": ".string_value_type",
    "Tenant": ".tenant",
    "UpdateCollectionConfiguration": ".update_collection_configuration",
    "UpdateCollectionRequest": ".update_collection_request",
    "UpdateHnswConfiguration": ".update_hnsw_configuration",
    "UpdateRecordsRequest": ".update_records_request",
    "UpdateSpannConfiguration": ".update_spann_configuration",
    "UpdateTenantRequest": ".update_tenant_request",
    "UpsertRecordsRequest": ".upsert_records_request",
    "ValueTypes": ".value_types",
    "VectorIndex": ".vector_index",
    "VectorIndexConfig": ".vector_index_config",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
