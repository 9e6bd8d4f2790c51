"""The forms in which a content digest is written on paper.

The check code finds mix-ups of papers and files, not forgery: it never improves a verdict. The
digest is the proof.
"""

from __future__ import annotations

CHECK_CODE_LENGTH = 10

# Crockford's base 32: no I, L, O, U; what is easily misread is read as its look-alike.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def check_code(digest: str) -> str:
    """Return the ten characters for `digest`: its first 50 bits in Crockford's base 32.

    `digest` is a SHA-256 as 64 hexadecimal digits, in either case.
    """
    bits = int.from_bytes(_octets(digest)[:7], "big") >> 6
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(45, -1, -5))


def check_code_agrees(code: str, digest: str) -> bool:
    """Say whether `code`, as someone typed it, is the check code of `digest`.

    Case, hyphens and spaces do not matter; O is read as 0, I and L as 1.
    """
    return code.upper().translate(_READ_AS) == check_code(digest)


def in_fours(digest: str) -> str:
    """Return `digest` as sixteen groups of four lower-case hexadecimal digits."""
    digits = _octets(digest).hex()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _octets(digest: str) -> bytes:
    octets = bytes.fromhex(digest)
    if len(octets) != 32:
        raise ValueError("a SHA-256 digest has 64 hexadecimal digits")
    return octets
