"""`chromalink run`: a server that keeps its data in ./chroma, as `chroma run` starts one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .failure import Failure
from .server_config import ServerConfig, read_server_config, stated
from .serving import (
    DEFAULT_PAYLOAD_SIZE,
    DEFAULT_PORT,
    ConfigFile,
    LogFormatAsked,
    PortAsked,
    ServeOptions,
    serve,
)

DEFAULT_HOST = "localhost"
DEFAULT_PATH = "./chroma"


def run(
    config_path: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG", help="The configuration file of Chroma's server; see --config."),
    ] = None,
    *,
    path: Annotated[
        str | None, typer.Option(metavar="DIR", help="Directory to keep the data in.", show_default=DEFAULT_PATH)
    ] = None,
    host: Annotated[
        str | None, typer.Option(metavar="NAME", help="Address to listen on.", show_default=DEFAULT_HOST)
    ] = None,
    port: PortAsked = None,
    config: ConfigFile = None,
    log_format: LogFormatAsked = None,
) -> None:
    """Run a server that keeps its data on disk until it is interrupted.

    As `chroma run` of Chroma's own command line; `chromalink serve` has all options of the server, and keeps its data
    in memory unless told otherwise.
    """
    if config_path is not None and config is not None:
        raise Failure(f"--config: the file is named twice, {config_path} and {config}", 2)
    file = config_path or config
    of_file = ServerConfig() if file is None else read_server_config(file)
    serve(
        ServeOptions(
            host=stated(host, of_file.listen_address, DEFAULT_HOST),
            port=stated(port, of_file.port, DEFAULT_PORT),
            path=stated(path, of_file.persist_path, DEFAULT_PATH),
            allow_reset=bool(of_file.allow_reset),
            cors_allow_origins=of_file.cors_allow_origins or (),
            max_payload_size_bytes=stated(None, of_file.max_payload_size_bytes, DEFAULT_PAYLOAD_SIZE),
            log_format=log_format,
        )
    )
