"""A search service over Chroma: uvicorn service:app."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, TypedDict, cast

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from chromalink import AsyncClientAPI, AsyncCollection, AsyncHttpClient, HashingEmbeddingFunction
from chromalink.errors import NoAnswerError


class Text(BaseModel):
    text: str


class Found(BaseModel):
    id: str
    text: str
    distance: float


class State(TypedDict):
    """What requests share for as long as the service runs."""

    client: AsyncClientAPI
    texts: AsyncCollection


def client_of(request: Request) -> AsyncClientAPI:
    return cast("AsyncClientAPI", request.state.client)


def texts_of(request: Request) -> AsyncCollection:
    return cast("AsyncCollection", request.state.texts)


Client = Annotated[AsyncClientAPI, Depends(client_of)]
Texts = Annotated[AsyncCollection, Depends(texts_of)]

routes = APIRouter()


@routes.put("/texts/{id}", status_code=204)
async def put_text(id: str, body: Text, texts: Texts) -> None:
    await texts.upsert(ids=id, documents=body.text)


@routes.get("/texts/{id}")
async def get_text(id: str, texts: Texts) -> Text:
    found = (await texts.get(ids=id)).first()
    if found is None:
        raise HTTPException(404, f"no text {id!r}")
    return Text(text=found["document"] or "")


@routes.delete("/texts/{id}", status_code=204)
async def delete_text(id: str, texts: Texts) -> None:
    await get_text(id, texts)
    await texts.delete(ids=id)


@routes.get("/search")
async def search(q: str, texts: Texts, limit: Annotated[int, Query(ge=1, le=50)] = 3) -> list[Found]:
    rows = (await texts.query(query_texts=q, n_results=limit)).rows()[0]
    return [Found(id=row["id"], text=row["document"] or "", distance=row["distance"] or 0.0) for row in rows]


@routes.get("/health")
async def health(client: Client) -> dict[str, int]:
    return {"heartbeat": await client.heartbeat()}


async def unavailable(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "the database does not answer"}, 503)


def create_app(client: Callable[[], AsyncClientAPI] = AsyncHttpClient) -> FastAPI:
    """The service; `client` makes the one client that it uses from start to end."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[State]:
        async with client() as opened:
            texts = await opened.get_or_create_collection(
                "texts",
                embedding_function=HashingEmbeddingFunction(),
                configuration={"hnsw": {"space": "cosine"}},
            )
            yield State(client=opened, texts=texts)

    app = FastAPI(title="Search", lifespan=lifespan)
    app.include_router(routes)
    app.add_exception_handler(NoAnswerError, unavailable)
    return app


app = create_app()
