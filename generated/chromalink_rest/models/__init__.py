"""Contains all the data models used in inputs/outputs"""

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
