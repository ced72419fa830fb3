"""Requests about what a recorded single-node server lacks."""

from __future__ import annotations

import httpx

DATABASE = "/api/v2/tenants/default_tenant/databases/default_database"
COLLECTIONS = f"{DATABASE}/collections"


def beyond_the_recordings(client: httpx.Client) -> None:
    """Copies, functions, indexing status, resource names, and an embedding function in a schema."""
    client.get("/api/v2")
    client.get("/api/v2/tenants")
    client.patch("/api/v2/tenants/default_tenant", json={"resource_name": "house"})
    client.post(
        COLLECTIONS,
        json={
            "name": "described",
            "metadata": {"a": 1},
            "configuration": {"embedding_function": {"type": "known", "name": "n", "config": {"x": 1}}},
        },
    )
    made = client.post(COLLECTIONS, json={"name": "origin", "metadata": {"k": 1}}).json()["id"]
    origin = f"{COLLECTIONS}/{made}"
    client.post(
        f"{origin}/add",
        json={"ids": ["a"], "embeddings": [[1, 2]], "metadatas": [{"k": 1, "l": ["a"], "f": 1.5, "b": True, "s": "t"}]},
    )
    client.get("/api/v2/collections/house:default_database:origin")
    for read in (f"{COLLECTIONS}/origin", f"{COLLECTIONS}/by-id/{made}", f"{COLLECTIONS}?limit=100"):
        client.get(read)
    client.post(f"{origin}/query", json={"query_embeddings": [[1, 2]]})
    client.post(f"{origin}/fork", json={"new_name": "copy"})
    client.get(f"{origin}/fork_count")
    client.get(f"{origin}/indexing_status")
    function = {"name": "counter", "function_id": "record_counter", "output_collection": "counted"}
    client.post(f"{origin}/functions/attach", json=function)
    client.get(f"{origin}/functions/counter")
    client.post(f"{origin}/attached_functions/counter/detach", json={"delete_output": True})
