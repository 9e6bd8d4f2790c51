"""Containers for tests of verification, built apart from the program's own writer.

Signatures are CMS structures put together here with asn1crypto, so that any part can be made
wrong on purpose.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from tests.helpers.pki import Authority, Issued

MIMETYPE = b"application/vnd.etsi.asic-e+zip"
SIGNED_AT = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)

METHODS = {
    "sha1": "http://www.w3.org/2000/09/xmldsig#sha1",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
_HASHES = {
    "sha1": hashes.SHA1(),  # noqa: S303 - to be refused
    "md5": hashes.MD5(),  # noqa: S303 - to be refused
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


def sign(
    content: bytes,
    *signers: Issued,
    digest: str = "sha256",
    pkcs1: bool = False,
    salt: int | None = None,
    embedded: bool = False,
    without: tuple[str, ...] = (),
    message_digest: bytes | None = None,
    carried: Issued | None = None,
    named: Issued | None = None,
    certificates: bool = True,
    wrong_key: Issued | None = None,
) -> bytes:
    """Return a detached CAdES-B signature of `content` as DER.

    `carried` replaces the certificate in the file (the SignerInfo still names it by issuer and
    serial), `named` the one that signing-certificate-v2 speaks of.
    """
    infos = []
    bag = []
    for signer in signers:
        shown = carried or signer
        bag.append(shown)
        infos.append(
            _signer_info(
                content, signer, shown, named or signer, digest, pkcs1, salt, without,
                message_digest, wrong_key,
            )
        )  # fmt: skip
    carried_certificates = [
        cms.CertificateChoices("certificate", _decoded(each)) for each in bag
    ] + [
        cms.CertificateChoices(
            "certificate",
            asn1_x509.Certificate.load(signers[0].authority.public_bytes(Encoding.DER)),
        )
    ]
    encapsulated: dict[str, Any] = {"content_type": "data"}
    if embedded:
        encapsulated["content"] = content
    values: dict[str, Any] = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": digest}],
        "encap_content_info": encapsulated,
        "signer_infos": infos,
    }
    if certificates:
        values["certificates"] = carried_certificates
    return cms.ContentInfo(
        {"content_type": "signed_data", "content": cms.SignedData(values)}
    ).dump()


def _decoded(issued: Issued) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(issued.certificate.public_bytes(Encoding.DER))


def _signer_info(
    content: bytes,
    signer: Issued,
    shown: Issued,
    named: Issued,
    digest: str,
    pkcs1: bool,
    salt: int | None,
    without: tuple[str, ...],
    message_digest: bytes | None,
    wrong_key: Issued | None,
) -> dict[str, Any]:
    identifier = tsp.ESSCertIDv2(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "cert_hash": hashlib.sha256(named.certificate.public_bytes(Encoding.DER)).digest(),
        }
    )
    stated = message_digest or hashlib.new(digest, content).digest()
    attributes = [
        ("content_type", ["data"]),
        ("message_digest", [stated]),
        ("signing_time", [cms.Time("utc_time", SIGNED_AT)]),
        ("signing_certificate_v2", [tsp.SigningCertificateV2({"certs": [identifier]})]),
    ]
    signed = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": kind, "values": values})
            for kind, values in attributes
            if kind not in without
        ]
    )
    data = signed.dump()
    key = (wrong_key or signer).key
    hash_algorithm = _HASHES[digest]
    algorithm: dict[str, Any]
    if isinstance(key, rsa.RSAPrivateKey):
        if pkcs1:
            signature = key.sign(data, padding.PKCS1v15(), hash_algorithm)
            algorithm = {"algorithm": f"{digest}_rsa"}
        else:
            length = hash_algorithm.digest_size if salt is None else salt
            signature = key.sign(
                data, padding.PSS(padding.MGF1(hash_algorithm), length), hash_algorithm
            )
            algorithm = {
                "algorithm": "rsassa_pss",
                "parameters": algos.RSASSAPSSParams(
                    {
                        "hash_algorithm": {"algorithm": digest},
                        "mask_gen_algorithm": {
                            "algorithm": "mgf1",
                            "parameters": {"algorithm": digest},
                        },
                        "salt_length": length,
                    }
                ),
            }
    else:
        from cryptography.hazmat.primitives.asymmetric import ec

        signature = key.sign(data, ec.ECDSA(hash_algorithm))
        algorithm = {"algorithm": f"{digest}_ecdsa"}
    decoded = _decoded(shown)
    return {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": decoded.issuer, "serial_number": decoded.serial_number},
        ),
        "digest_algorithm": {"algorithm": digest},
        "signed_attrs": signed,
        "signature_algorithm": algorithm,
        "signature": core.OctetString(signature).native,
    }


def manifest(
    files: dict[str, bytes],
    signature: str = "META-INF/signature001.p7s",
    *,
    digest: str = "sha256",
    uris: dict[str, str] | None = None,
    head: str = "",
) -> bytes:
    """Return an ASiCManifest over `files`; `uris` writes a name in another way."""
    lines = [
        f'<?xml version="1.0" encoding="UTF-8"?>{head}',
        '<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#"'
        ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
        f'<SigReference URI="{signature}" MimeType="application/x-pkcs7-signature"/>',
    ]
    for name, content in files.items():
        value = base64.b64encode(hashlib.new(digest, content).digest()).decode()
        lines.append(
            f'<DataObjectReference URI="{(uris or {}).get(name, name)}">'
            f'<ds:DigestMethod Algorithm="{METHODS[digest]}"/>'
            f"<ds:DigestValue>{value}</ds:DigestValue></DataObjectReference>"
        )
    return ("\n".join(lines) + "\n</ASiCManifest>\n").encode()


def header(roles: tuple[str, ...] = ("preparer",)) -> bytes:
    """Return a bundle header of format 1, as small as `verify` lets it be."""
    return json.dumps(
        {"format": 1, "id": "thử", "kind": "declaration", "required_roles": list(roles)},
        sort_keys=True,
        ensure_ascii=False,
    ).encode()


def data_files(roles: tuple[str, ...] = ("preparer",)) -> dict[str, bytes]:
    """Return the root files of a small bundle of our own format."""
    return {
        "bundle.json": header(roles),
        "units.json": '[{"name":"Đảng uỷ phường Ba Đình","uid":"u1"}]'.encode(),
        "codes.json": b'[{"uid":"c1","value":"A13.06052"}]',
        "HUONG-DAN-KIEM-TRA.txt": "Kiểm tra bằng unzip và openssl\n".encode() * 40,
    }


@dataclass
class Own:
    """A bundle of our own format whose parts can be changed before `build`."""

    files: dict[str, bytes] = field(default_factory=data_files)
    meta: dict[str, bytes] = field(default_factory=dict)

    def signed(self, *signers: Issued, **how: Any) -> Own:
        """Add a manifest and a signature for each signer."""
        for number, signer in enumerate(signers, start=1):
            name = f"META-INF/signature{number:03}.p7s"
            content = manifest(self.files, name)
            self.meta[f"META-INF/ASiCManifest{number:03}.xml"] = content
            self.meta[name] = sign(content, signer, **how)
        return self

    def build(self) -> bytes:
        """Return the container's bytes."""
        return pack({"mimetype": MIMETYPE, **self.files, **self.meta})


def pack(files: dict[str, bytes], *, stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    """Return a plain ZIP of `files`, in order, without extras, descriptors or comments."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o100644 << 16
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content, method)
    return buffer.getvalue()


def good_bundle(*signers: Issued) -> bytes:
    """Return a valid bundle, signed by each of `signers` as one required role."""
    roles = ("preparer", "approver", "third")[: len(signers)]
    return Own(data_files(roles)).signed(*signers).build()


__all__ = ["MIMETYPE", "Authority", "Own", "data_files", "good_bundle", "manifest", "pack", "sign"]
