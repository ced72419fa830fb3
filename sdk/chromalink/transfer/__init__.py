"""Collections from one place to another, and to files and back: whole, checked, and resumable after any end.

from chromalink import HttpClient, PersistentClient
from chromalink.transfer import copy_collection

with PersistentClient("data") as here, HttpClient(port=8000) as there:
    copy_collection(here.get_collection("films"), there)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _submodules

if TYPE_CHECKING:
    from .arriving import Report, TransferProgress, Transferred
    from .copying import Exported, copy_collection, export_collection, import_collection
    from .file_format import FileFormat, format_of
    from .making import is_unfinished

__all__ = [
    "Exported",
    "FileFormat",
    "Report",
    "TransferProgress",
    "Transferred",
    "copy_collection",
    "export_collection",
    "format_of",
    "import_collection",
    "is_unfinished",
]

_HOMES = {
    **dict.fromkeys(("Report", "TransferProgress", "Transferred"), ".arriving"),
    **dict.fromkeys(("Exported", "copy_collection", "export_collection", "import_collection"), ".copying"),
    **dict.fromkeys(("FileFormat", "format_of"), ".file_format"),
    "is_unfinished": ".making",
}

__getattr__ = _submodules.on_use(__name__, homes=_HOMES)
