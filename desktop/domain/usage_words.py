"""What a key may be used for, in words people know: RFC 5280, 4.2.1.3 and 4.2.1.12."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop.domain.texts import N_, Text, listed

_WORDS: Mapping[str, str] = {
    "digital_signature": N_("digital signatures"),
    "content_commitment": N_("signatures that cannot be denied"),
    "key_encipherment": N_("encrypting keys"),
    "data_encipherment": N_("encrypting data"),
    "key_agreement": N_("agreeing on keys"),
    "key_cert_sign": N_("issuing certificates"),
    "crl_sign": N_("signing revocation lists"),
    "encipher_only": N_("encrypting only"),
    "decipher_only": N_("decrypting only"),
    "1.3.6.1.5.5.7.3.1": N_("web servers"),
    "1.3.6.1.5.5.7.3.2": N_("signing in"),
    "1.3.6.1.5.5.7.3.3": N_("signing programs"),
    "1.3.6.1.5.5.7.3.4": N_("mail"),
    "1.3.6.1.5.5.7.3.8": N_("time stamps"),
    "1.3.6.1.5.5.7.3.9": N_("answering about revocations"),
    "1.3.6.1.5.5.7.3.36": N_("signing documents"),
    "1.3.6.1.4.1.311.10.3.12": N_("signing documents"),
    "1.3.6.1.4.1.311.20.2.2": N_("signing in by smart card"),
}


def usage_words(names: Iterable[str]) -> Text:
    """Return usages, by the names that certificates are kept with or by object identifier, as
    words; what is not known stays as it stands, and nothing at all is a dash."""
    words = [Text(_WORDS[name]) if name in _WORDS else name for name in names]
    return listed(words) if words else Text("—")
