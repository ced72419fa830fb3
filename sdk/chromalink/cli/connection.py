"""How programs get to a database: code to paste, and the variables that it reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from . import private_files
from .account import Account
from .failure import Failure

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@+=,")


class Language(StrEnum):
    """What a snippet is written in, under the short names and those of the official command line."""

    PYTHON = "python"
    JS = "js"
    TS = "ts"
    JAVA_SCRIPT = "java-script"
    TYPE_SCRIPT = "type-script"


@dataclass(frozen=True, slots=True)
class Connection:
    """A database of an account."""

    account: Account
    database: str

    def snippet(self, language: Language) -> str:
        """Code that makes a client of it: of chromalink, or of the npm package chromadb. A key is read by the code."""
        return self._python() if language is Language.PYTHON else self._javascript()

    def variables(self) -> Mapping[str, str]:
        """What CloudClient reads, the key among it. Raises Failure for a server that is not Chroma Cloud."""
        if not self.account.is_in_cloud or self.account.api_key is None:
            raise Failure("--env-vars, --env-file: the variables are for Chroma Cloud; leave out --host", 2)
        return {
            "CHROMA_API_KEY": self.account.api_key,
            "CHROMA_TENANT": self.account.tenant,
            "CHROMA_DATABASE": self.database,
        }

    def _python(self) -> str:
        scope = {"tenant": self.account.tenant, "database": self.database}
        if self.account.is_in_cloud:
            lines = ["import chromalink", "", "# The key is in CHROMA_API_KEY.", "client = chromalink.CloudClient("]
        else:
            lines = ["import chromalink", "", "client = chromalink.HttpClient("]
            scope = {"host": self.account.url, **scope}
        lines += [f"    {name}={json.dumps(value, ensure_ascii=False)}," for name, value in scope.items()]
        if not self.account.is_in_cloud and self.account.api_key is not None:
            lines[:1] = ["import os", "", "import chromalink"]
            lines.append('    api_key=os.environ["CHROMA_API_KEY"],')
        return "\n".join([*lines, ")"])

    def _javascript(self) -> str:
        scope = f"tenant: {json.dumps(self.account.tenant)},\n  database: {json.dumps(self.database)},"
        if self.account.is_in_cloud:
            return (
                'import { CloudClient } from "chromadb";\n\n'
                "const client = new CloudClient({\n"
                f"  apiKey: process.env.CHROMA_API_KEY,\n  {scope}\n}});"
            )
        server = urlsplit(self.account.url)
        ssl = server.scheme == "https"
        key = '\n  headers: { "x-chroma-token": process.env.CHROMA_API_KEY },' if self.account.api_key else ""
        return (
            'import { ChromaClient } from "chromadb";\n\n'
            f"const client = new ChromaClient({{\n  host: {json.dumps(server.hostname)},\n"
            f"  port: {server.port or (443 if ssl else 80)},\n  ssl: {json.dumps(ssl)},\n  {scope}{key}\n}});"
        )


def assignments(variables: Mapping[str, str]) -> str:
    """`NAME=value` lines, as `.env` files and shells read them."""
    return "".join(f"{name}={_quoted(value)}\n" for name, value in variables.items())


def write_env_file(path: Path, variables: Mapping[str, str]) -> None:
    """Set the variables in a `.env` file, for its owner only; its other lines stay as and where they are.

    Raises Failure where it cannot be read or written; it is as it was then.
    """
    before = private_files.read(path) or ""
    kept = "".join(line for line in before.splitlines(keepends=True) if _assigned(line) not in variables)
    if kept and not kept.endswith("\n"):
        kept += "\n"
    private_files.write(path, kept + assignments(variables))


def _assigned(line: str) -> str | None:
    name, equals, _ = line.strip().removeprefix("export ").partition("=")
    return name.strip() if equals else None


def _quoted(value: str) -> str:
    if value and _PLAIN.issuperset(value):
        return value
    if "'" not in value and value.isprintable():
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
