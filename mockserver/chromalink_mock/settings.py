"""What can be set about a server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from .auth import ApiKey, BasicUser
from .limiter import RateLimit
from .quotas import Quotas

if TYPE_CHECKING:
    from .storage import Durability

DialectName: TypeAlias = Literal["chroma", "cloud-openapi"]
AdminAccess: TypeAlias = Literal["off", "loopback", "exposed"]

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server; the defaults are those of a single-node Chroma 1.5.9."""

    allow_reset: bool = False
    """Whether POST /api/v2/reset empties the server instead of answering 403."""

    max_payload_size_bytes: int = 40 * MEBIBYTE
    """The largest request body; a larger one is answered 413."""

    cors_allow_origins: tuple[str, ...] = ()
    """Origins that browsers may call from; `("*",)` for all, empty for no CORS at all."""

    default_limit: int | None = None
    """How many records a get, and how many entries a list, returns when the request names no limit; None = all."""

    strict_scope: bool = False
    """Whether a collection's UUID is found only under its own tenant and database (recorded: under any)."""

    legacy_v1: bool = False
    """Whether `/api/v1` works as in Chroma 0.5.15, on the same data; otherwise it is refused (410), as recorded."""

    api_keys: tuple[ApiKey, ...] = ()
    """Keys that are let in; with any, a server in the shape of the Cloud: collections report SPANN settings."""

    basic_users: tuple[BasicUser, ...] = ()
    """Users that are let in. With keys or users nobody else is, heartbeat and version excepted, scope is strict, and
    the tenants and databases they are bound to exist from the start."""

    quotas: Quotas | None = None
    """What one call may ask for at most; None = whatever it likes."""

    rate_limit: RateLimit | None = None
    """How often each tenant may call; None = as often as it likes."""

    dialect: DialectName = "chroma"
    """What the operations look like: as recorded, or as the OpenAPI document of the Cloud describes them."""

    admin: AdminAccess = "off"
    """Who may use `/chromalink/` (faults, request log, clock) and the page at `/ui`: nobody, callers on the same
    machine, or everybody who can reach the server. Where there are credentials, `/chromalink/` is for operators only;
    the page asks for a key."""

    path: str | None = None
    """The directory that keeps what the server is told, made if there is none; None = memory, where nothing is kept."""

    durability: Durability = "normal"
    """What an acknowledged write outlives: "normal" the end of the process, however it comes, "full" a power loss."""
