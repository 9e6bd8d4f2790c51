"""Đầu Mối: registers of a Party office, kept encrypted, checked, sealed and printed.

The version below is the only place where the program's version is written.
"""

__version__ = "0.1.0"

VAULT_FORMAT = 1
BUNDLE_FORMAT = 1

VERSION_LINE = f"daumoi {__version__} (vault format {VAULT_FORMAT}, bundle format {BUNDLE_FORMAT})"
