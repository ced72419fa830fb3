"""What is asked of a collection, and its answer page by page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ...errors import InvalidInputError

if TYPE_CHECKING:
    from ..._sync.collection import Collection
    from ...results import Row
    from ...types import Include, Where, WhereDocument

PAGE = 100
"""Records a page."""

COMPARISONS = ("$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$contains", "$not_contains")
TEXT_COMPARISONS = ("$contains", "$not_contains", "$regex", "$not_regex")

_OF_GET: Include = ("documents", "metadatas", "uris")
_OF_QUERY: Include = ("documents", "metadatas", "uris", "distances")


@dataclass(frozen=True, slots=True)
class Question:
    """The fields of the form as they were typed; what is empty is not asked for.

    `ids` has commas between. Of `key`, `comparison` and `value` comes a condition on the metadata, joined by $and with
    `where`, which is JSON. `near` is what records are near to: a vector as JSON, the id of a record, or a text, which
    the function of the collection embeds.
    """

    ids: str = ""
    key: str = ""
    comparison: str = COMPARISONS[0]
    value: str = ""
    where: str = ""
    text_comparison: str = TEXT_COMPARISONS[0]
    text: str = ""
    near: str = ""

    def page(self, collection: Collection, offset: int) -> Sequence[Row]:
        """At most `PAGE` records from `offset` on, those nearest first where nearness is asked for.

        Raises InvalidInputError for a field that makes no sense, and what the collection's methods raise.
        """
        ids = [id.strip() for id in self.ids.split(",") if id.strip()] or None
        where, text = self._where(), self._where_document()
        if self.near.strip():
            near = self._near(collection)
            found = collection.query(
                query_embeddings=near if isinstance(near, list) else None,
                query_texts=near if isinstance(near, str) else None,
                ids=ids,
                n_results=offset + PAGE,
                where=where,
                where_document=text,
                include=_OF_QUERY,
            )
            return found.rows()[0][offset:]
        return collection.get(ids, where, PAGE, offset, text, include=_OF_GET).rows()

    def _where(self) -> Where | None:
        conditions: list[object] = []
        if self.key.strip():
            conditions.append({self.key.strip(): {self.comparison: _value(self.value)}})
        if self.where.strip():
            conditions.append(_json("where", self.where))
        if not conditions:
            return None
        return cast("Where", conditions[0] if len(conditions) == 1 else {"$and": conditions})

    def _where_document(self) -> WhereDocument | None:
        return cast("WhereDocument", {self.text_comparison: self.text}) if self.text else None

    def _near(self, collection: Collection) -> list[float] | str:
        if self.near.lstrip().startswith("["):
            return cast("list[float]", _json("near", self.near))
        named = collection.get(self.near.strip(), include=("embeddings",)).first()
        if named is None or named["embedding"] is None:
            return self.near
        return [float(number) for number in named["embedding"]]


def _value(text: str) -> object:
    """JSON where it is JSON, else the text itself: 3, true, "3" and red."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _json(field: str, text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidInputError(f"{field}: expected JSON: {error}") from None
