"""Third-party code that does `import chromadb` runs on chromalink, without the official package.

    from chromalink import install_as_chromadb

    install_as_chromadb()
    import chromadb  # this is `chromalink.as_chromadb.facade`

or `python -m chromalink.as_chromadb script.py [arguments]`, which changes nothing of the script.
"""

from __future__ import annotations

from .finder import install_as_chromadb

__all__ = ["install_as_chromadb"]
