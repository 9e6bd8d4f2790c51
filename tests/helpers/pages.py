"""Reads a vault's database as somebody with its key could: every page in the clear, used or not."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.helpers.vaults import key_of

_PAGE = 4096
_SALT = 16
# An initialisation vector and an authentication code end each page.
_RESERVED = 80
_LOG_HEADER = 32
_FRAME_HEADER = 24


def clear_pages(folder: Path) -> bytes:
    """Return all pages of the database and of its log, decrypted, free ones too."""
    key = key_of(folder)
    database = folder / "g0001" / "vault.db"
    data = database.read_bytes()
    pages = [data[start : start + _PAGE] for start in range(0, len(data), _PAGE)]
    # The first page begins with the salt, in the clear.
    found = [_decrypted(pages[0], key, _SALT), *(_decrypted(page, key) for page in pages[1:])]
    log = database.with_name(f"{database.name}-wal")
    if log.exists():
        frames = log.read_bytes()[_LOG_HEADER:]
        size = _FRAME_HEADER + _PAGE
        for start in range(0, len(frames) - size + 1, size):
            page = frames[start + _FRAME_HEADER : start + size]
            first = int.from_bytes(frames[start : start + 4], "big") == 1
            found.append(_decrypted(page, key, _SALT if first else 0))
    return b"".join(found)


def _decrypted(page: bytes, key: bytes, skipped: int = 0) -> bytes:
    end = _PAGE - _RESERVED
    if not any(page):
        return b""
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(page[end : end + 16])).decryptor()
    return decryptor.update(page[skipped:end]) + decryptor.finalize()
