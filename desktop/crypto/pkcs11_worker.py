"""The process that loads a PKCS#11 module, so that a driver which hangs or crashes can be ended.

It serves one token over one pipe: requests are tuples `(operation, *arguments)`, answers are
`("done", value)` or `("failed", code, detail)` with a problem code of `desktop.domain.sentences.
tokens`. The PIN comes through the pipe, is used for one login and is not kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

SALT_BYTES = 32


class Failed(Exception):
    """An expected failure: `code` names the problem, `detail` is the driver's own word for it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def serve(connection: Connection) -> None:
    """Answer requests until the other end closes the pipe."""
    _silence_driver()
    worker = Worker()
    while True:
        try:
            operation, *arguments = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[object, ...] = ("done", getattr(worker, operation)(*arguments))
        except Failed as failure:
            answer = ("failed", failure.code, failure.detail)
        except Exception as error:  # whatever a driver makes python-pkcs11 raise
            answer = ("failed", _code_of(error), _detail(error))
        connection.send(answer)


def _silence_driver() -> None:
    """Keep a driver's own printing out of our output, which may be read by a program."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


class Worker:
    """One module, one token, one session."""

    def __init__(self) -> None:
        self._token: Any = None
        self._session: Any = None
        self._mechanisms: set[Any] = set()

    def find(self, library: str, label: str, final_try: bool = False) -> list[tuple[bytes, bytes]]:
        """Load the module, find the token, return its readable certificates as (key id, DER).

        A token whose PIN `login` would not try is refused here, before anybody is asked for it.
        """
        self._choose(library, lambda token: token.label.strip() == label.strip())
        self._check_tries(final_try)
        self._mechanisms = set(self._token.slot.get_mechanisms())
        session = self._token.open()
        try:
            return _certificates(session)
        finally:
            session.close()

    def look(self, library: str) -> list[dict[str, object]]:
        """Load the module and say which tokens it sees, with the flags that tell of their PIN."""
        return [_described(token) for token in _tokens(_module(library))]

    def readers(self, library: str) -> dict[str, object]:
        """Load the module and say what it is (`about`, `maker`, `version`, `standard`) and which
        `readers` it sees, each with its number (`slot`), its `name` and its `token` as in `look`:
        None where none is in it, and without more than `ready` where it is of no kind that the
        module knows."""
        module = _module(library)
        return {
            "about": _text(module.library_description),
            "maker": _text(module.manufacturer_id),
            "version": _version(module.library_version),
            "standard": _version(module.cryptoki_version),
            "readers": [_reader(slot) for slot in module.get_slots()],
        }

    def read(self, library: str) -> list[dict[str, object]]:
        """As `look`, with the number of its reader (`slot`) and what each token lets be read before
        any PIN: its `certificates` as DER, and its `keys` as ("rsa", modulus) or ("ec", point)."""
        found: list[dict[str, object]] = []
        for token in _tokens(_module(library)):
            about = {"slot": token.slot.slot_id, **_described(token)}
            if not about["ready"]:
                found.append({**about, "certificates": [], "keys": []})
                continue
            session = token.open()
            try:
                said = {"certificates": [der for _, der in _certificates(session)]}
                found.append({**about, **said, "keys": _public_keys(session)})
            finally:
                session.close()
        return found

    def login(self, pin: str, final_try: bool = False) -> list[tuple[bytes, bytes]]:
        """Log in once, and return the certificates whose private keys are on the token.

        A PIN on its last try is used only where `final_try` says that a person wants it.
        """
        import pkcs11

        self._enter(pin, final_try)
        keys = {
            bytes(key[pkcs11.Attribute.ID])
            for key in self._session.get_objects(
                {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY}
            )
        }
        if not keys:
            raise Failed("pkcs11.no_key")
        # Some tokens show their certificates only after the login.
        certificates = [pair for pair in _certificates(self._session) if pair[0] in keys]
        if not certificates:
            raise Failed("pkcs11.no_certificate")
        return certificates

    def find_named(self, library: str, name: str) -> dict[str, object]:
        """Load the module, find the token by its serial or, where no serial is so, its label;
        return what it says of itself, as `look` does."""
        named = name.strip()
        serials = {_text(token.serial) for token in _tokens(_module(library))}
        field = "serial" if named in serials else "label"
        self._choose(library, lambda token: _text(getattr(token, field)) == named)
        return _described(self._token)

    def login_to_change(self, pin: str, final_try: bool = False) -> None:
        """Log in once with the PIN that is to be changed; see `login` for the last try."""
        self._enter(pin, final_try, rw=True)

    def change_pin(self, old: str, new: str) -> None:
        """Give the token, logged in by `login_to_change`, another PIN."""
        import pkcs11

        try:
            self._session.set_pin(old, new)
        except (pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinTooWeak) as error:
            raise Failed("pkcs11.pin_unfit") from error

    def state(self) -> dict[str, object]:
        """Say how the token stands now, as `look` does."""
        return _described(self._now())

    def schemes(self, kind: str) -> list[str]:
        """Return the names of the signature schemes the token offers for `rsa` or `ec` keys."""
        from pkcs11 import Mechanism

        offers = {
            "rsa": {
                "rsa-pss": {Mechanism.SHA256_RSA_PKCS_PSS, Mechanism.RSA_PKCS_PSS},
                "rsa-pkcs1-v1.5": {Mechanism.SHA256_RSA_PKCS},
            },
            "ec": {"ecdsa": {Mechanism.ECDSA_SHA256, Mechanism.ECDSA}},
        }[kind]
        return [name for name, mechanisms in offers.items() if mechanisms & self._mechanisms]

    def sign(self, key_id: bytes, scheme: str, data: bytes) -> bytes:
        """Sign over SHA-256; an ECDSA signature comes as r ‖ s, as PKCS#11 gives it."""
        from pkcs11 import MGF, Mechanism

        key = self._key(key_id)
        digest = hashlib.sha256(data).digest()
        pss = (Mechanism.SHA256, MGF.SHA256, SALT_BYTES)
        if scheme == "ecdsa":
            whole, raw, parameter = Mechanism.ECDSA_SHA256, Mechanism.ECDSA, None
        elif scheme == "rsa-pss":
            whole, raw, parameter = Mechanism.SHA256_RSA_PKCS_PSS, Mechanism.RSA_PKCS_PSS, pss
        else:
            return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
        if whole in self._mechanisms:
            return bytes(key.sign(data, mechanism=whole, mechanism_param=parameter))
        return bytes(key.sign(digest, mechanism=raw, mechanism_param=parameter))

    def unwrap(self, key_id: bytes, wrapped: bytes) -> tuple[str, bytes]:
        """Undo RSA-OAEP with SHA-256: ("clear", bytes), or ("block", bytes) still padded, from a
        token that knows only the bare RSA operation or OAEP with SHA-1.
        """
        import pkcs11
        from pkcs11 import MGF, Mechanism

        key = self._key(key_id)
        if Mechanism.RSA_PKCS_OAEP in self._mechanisms:
            parameter = (Mechanism.SHA256, MGF.SHA256, None)
            try:
                return "clear", bytes(
                    key.decrypt(
                        wrapped, mechanism=Mechanism.RSA_PKCS_OAEP, mechanism_param=parameter
                    )
                )
            except (
                pkcs11.ArgumentsBad,
                pkcs11.MechanismInvalid,
                pkcs11.MechanismParamInvalid,
            ):
                pass
        if Mechanism.RSA_X_509 not in self._mechanisms:
            raise Failed("pkcs11.no_mechanism")
        return "block", bytes(key.decrypt(wrapped, mechanism=Mechanism.RSA_X_509))

    def agree(self, key_id: bytes, point: bytes, secret_bytes: int) -> bytes:
        """Return the ECDH secret with the uncompressed `point`, `secret_bytes` long."""
        from pkcs11 import KDF, Attribute, KeyType, Mechanism

        if Mechanism.ECDH1_DERIVE not in self._mechanisms:
            raise Failed("pkcs11.no_mechanism")
        secret = self._key(key_id).derive_key(
            KeyType.GENERIC_SECRET,
            secret_bytes * 8,
            mechanism_param=(KDF.NULL, None, point),
            template={
                Attribute.TOKEN: False,
                Attribute.SENSITIVE: False,
                Attribute.EXTRACTABLE: True,
            },
        )
        return bytes(secret[Attribute.VALUE])

    def _choose(self, library: str, meant: Callable[[Any], bool]) -> None:
        found = [token for token in _tokens(_module(library)) if meant(token)]
        if not found:
            raise Failed("pkcs11.no_token")
        if len(found) > 1:
            serials = ", ".join(sorted(_text(token.serial) for token in found))
            raise Failed("pkcs11.ambiguous_token", serials)
        self._token = found[0]

    def _now(self) -> Any:
        """Return the token as it is now: what was read of it before keeps the flags of then."""
        return self._token.slot.get_token()

    def _enter(self, pin: str, final_try: bool, *, rw: bool = False) -> None:
        import pkcs11

        self._check_tries(final_try)
        try:
            self._session = self._token.open(user_pin=pin, rw=rw)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
            raise Failed(self._wrong_pin()) from error

    def _check_tries(self, final_try: bool) -> None:
        from pkcs11 import TokenFlag

        flags = self._now().flags
        if flags & TokenFlag.USER_PIN_LOCKED:
            raise Failed("pkcs11.pin_locked")
        if flags & TokenFlag.USER_PIN_FINAL_TRY and not final_try:
            raise Failed("pkcs11.pin_final_try")

    def _key(self, key_id: bytes) -> Any:
        from pkcs11 import Attribute, ObjectClass

        found = self._session.get_objects(
            {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: key_id}
        )
        for key in found:
            return key
        # It was there at the login.
        raise Failed("pkcs11.token_gone")

    def _wrong_pin(self) -> str:
        from pkcs11 import TokenFlag

        flags = self._now().flags
        if flags & TokenFlag.USER_PIN_LOCKED:
            return "pkcs11.pin_locked"
        if flags & (TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_COUNT_LOW):
            return "pkcs11.pin_wrong_few"
        return "pkcs11.pin_wrong"


def _module(library: str) -> Any:
    import pkcs11

    try:
        return pkcs11.lib(library)
    except pkcs11.PKCS11Error as error:
        # The loader's complaints have no class of their own.
        loading = "while loading" in str(error)
        code = "pkcs11.not_a_library" if loading else "pkcs11.module_failed"
        raise Failed(code, "" if loading else _detail(error)) from error


def _version(number: tuple[int, int]) -> str:
    return f"{number[0]}.{number[1]}"


def _reader(slot: Any) -> dict[str, object]:
    import pkcs11

    name = _text(slot.slot_description)
    said: dict[str, object] = {"slot": slot.slot_id, "name": name, "token": None}
    try:
        return {**said, "token": _described(slot.get_token())}
    except pkcs11.TokenNotPresent:
        return said
    except pkcs11.TokenNotRecognised:
        return {**said, "token": {"ready": False}}


def _described(token: Any) -> dict[str, object]:
    from pkcs11 import TokenFlag

    flags = token.flags
    return {
        "label": _text(token.label),
        "serial": _text(token.serial),
        "model": _text(token.model),
        "maker": _text(token.manufacturer_id),
        "ready": bool(flags & TokenFlag.TOKEN_INITIALIZED),
        "pin_set": bool(flags & TokenFlag.USER_PIN_INITIALIZED),
        "locked": bool(flags & TokenFlag.USER_PIN_LOCKED),
        "final": bool(flags & TokenFlag.USER_PIN_FINAL_TRY),
        "few": bool(flags & TokenFlag.USER_PIN_COUNT_LOW),
        "must_change": bool(flags & TokenFlag.USER_PIN_TO_BE_CHANGED),
    }


def _text(value: str | bytes) -> str:
    """Return a field of the token's description without its padding."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return text.strip(" \0")


def _tokens(module: Any) -> list[Any]:
    import pkcs11

    tokens = []
    for slot in module.get_slots(token_present=True):
        try:
            tokens.append(slot.get_token())
        except (pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised):
            continue
    return tokens


def _certificates(session: Any) -> list[tuple[bytes, bytes]]:
    from pkcs11 import Attribute, ObjectClass

    return [
        (bytes(found[Attribute.ID]), bytes(found[Attribute.VALUE]))
        for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    ]


def _public_keys(session: Any) -> list[tuple[str, bytes]]:
    from pkcs11 import Attribute, KeyType, ObjectClass

    found = []
    for key in session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY}):
        if key.key_type is KeyType.RSA:
            found.append(("rsa", bytes(key[Attribute.MODULUS]).lstrip(b"\0")))
        elif key.key_type is KeyType.EC:
            # The point stands in an OCTET STRING, of which some drivers give only the inside.
            point = bytes(key[Attribute.EC_POINT])
            header = 3 if point[:2] == b"\x04\x81" else 2
            wrapped = point[:1] == b"\x04" and point[header - 1] == len(point) - header
            found.append(("ec", point[header:] if wrapped else point))
    return found


def _code_of(error: Exception) -> str:
    import pkcs11

    if isinstance(error, pkcs11.PinLocked):
        return "pkcs11.pin_locked"
    if isinstance(error, pkcs11.PinExpired | pkcs11.UserPinNotInitialized):
        return "pkcs11.pin_not_set"
    if isinstance(
        error,
        pkcs11.DeviceRemoved
        | pkcs11.TokenNotPresent
        | pkcs11.SessionHandleInvalid
        | pkcs11.SessionClosed
        | pkcs11.SlotIDInvalid
        | pkcs11.UserNotLoggedIn,
    ):
        return "pkcs11.token_gone"
    return "pkcs11.module_failed"


def _detail(error: Exception) -> str:
    """Return the driver's word for the failure, which its maker will ask for."""
    return str(error) or type(error).__name__
