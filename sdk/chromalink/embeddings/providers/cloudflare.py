"""Cloudflare Workers AI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from typing import ClassVar

from .function import HttpEmbeddingFunction
from .service import Ask, Item, Service, listed

CLOUDFLARE = Service(
    title="Cloudflare Workers AI",
    stored_name="cloudflare_workers_ai",
    fields=("api_key_env_var", "model_name", "account_id", "gateway_id"),
    variable="CLOUDFLARE_API_KEY",
    official_variable="CHROMA_CLOUDFLARE_API_KEY",
    reader=listed("result", "data"),
    most_items=100,
)


@dataclass(eq=False, repr=False)
class CloudflareWorkersAIEmbeddingFunction(HttpEmbeddingFunction):
    """The embedding models of Workers AI, directly or through the AI gateway `gateway_id`."""

    service: ClassVar[Service] = CLOUDFLARE
    model_name: str
    account_id: str
    api_key: InitVar[str | None] = None
    api_key_env_var: str = "CHROMA_CLOUDFLARE_API_KEY"
    gateway_id: str | None = None

    def base_url(self) -> str:
        if self.gateway_id:
            return f"https://gateway.ai.cloudflare.com/v1/{self.account_id}/{self.gateway_id}/workers-ai"
        return f"https://api.cloudflare.com/client/v4/accounts/{self.account_id}/ai/run"

    def ask(self, items: Sequence[Item], query: bool) -> Ask:
        return Ask({"text": items}, f"/{self.model_name}")
