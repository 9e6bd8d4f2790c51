"""Sentences about containers that are verified: their form, signatures, signers and files."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

_FETCH_AGAIN = N_(
    "Copy the file from its sender once more and compare its size; if it stays so, do not use it."
)
_DO_NOT_USE = N_(
    "Do not use the file. Tell the sender which part is named here and ask for a new one."
)
_SENDERS_PROGRAM = N_(
    "Do not use the file. It was not written as the format asks: ask the sender to seal it again."
)
_GIVE_ANCHOR = N_(
    "Get the authority's certificate from the authority itself, and add it to those trusted"
    " (--trust)."
)
_ASK_SIGNER = N_(
    "Do not rely on this signature. Ask the signer for a certificate that is in force."
)

SENTENCES: dict[str, Sentence] = {
    # The form of the container.
    "container.empty": Sentence(N_("The file is empty."), _FETCH_AGAIN),
    "container.no_directory": Sentence(N_("The file is not a ZIP container."), _FETCH_AGAIN),
    "container.trailing": Sentence(
        N_("The ZIP directory does not end where the file ends: the file is cut off or added to."),
        _FETCH_AGAIN,
    ),
    "container.truncated": Sentence(
        N_("The ZIP directory lies outside the file: the file is cut off."), _FETCH_AGAIN
    ),
    "container.directory_broken": Sentence(N_("The ZIP directory is damaged."), _FETCH_AGAIN),
    "container.several_disks": Sentence(
        N_("The ZIP file is one of several parts."), N_("Ask the sender for one whole file.")
    ),
    "container.two_readings": Sentence(
        N_(
            "Two ways of reading the ZIP directory disagree; different programs would see "
            "different files."
        ),
        _DO_NOT_USE,
    ),
    "container.two_readings_of": Sentence(
        N_("Two ways of reading the ZIP directory disagree about {part}."), _DO_NOT_USE
    ),
    "container.two_names": Sentence(
        N_("{part} carries a second name that some programs would show instead."), _DO_NOT_USE
    ),
    "container.same_name": Sentence(
        N_("{part} stands twice in the container; different programs would read different ones."),
        _DO_NOT_USE,
    ),
    "container.too_many": Sentence(
        N_("The container holds {count} entries; at most {limit} are read."), _DO_NOT_USE
    ),
    "container.too_large": Sentence(
        N_("The container holds more than {limit} MiB; it is not read."), _DO_NOT_USE
    ),
    "container.bomb": Sentence(
        N_("{part} is packed more than {limit} times smaller than it says it is; it is not read."),
        _DO_NOT_USE,
    ),
    "container.local_header": Sentence(
        N_("What stands before {part} contradicts the ZIP directory."), _DO_NOT_USE
    ),
    "container.overlap": Sentence(
        N_("{part} lies over another entry of the container."), _DO_NOT_USE
    ),
    "container.unsafe_name": Sentence(
        N_("The name {part} leads out of the folder it would be unpacked in."), _DO_NOT_USE
    ),
    "container.encrypted_entry": Sentence(
        N_("{part} is encrypted by ZIP, which no signature format allows."), _SENDERS_PROGRAM
    ),
    "container.method": Sentence(
        N_("{part} is packed in a way other than stored or deflated."), _SENDERS_PROGRAM
    ),
    "container.false_size": Sentence(
        N_("{part} has another size than the ZIP directory says."), _DO_NOT_USE
    ),
    "container.crc": Sentence(N_("{part} is damaged: its check sum is wrong."), _FETCH_AGAIN),
    "container.cut_off": Sentence(N_("{part} is cut off."), _FETCH_AGAIN),
    "container.does_not_inflate": Sentence(
        N_("{part} is damaged: it cannot be unpacked."), _FETCH_AGAIN
    ),
    "container.part_too_large": Sentence(
        N_("{part} is larger than {limit} bytes, too large for what it is."), _DO_NOT_USE
    ),
    # The rules of our own format.
    "container.strict.comment": Sentence(
        N_("The ZIP file carries a comment, which a bundle may not."), _SENDERS_PROGRAM
    ),
    "container.strict.zip64": Sentence(
        N_("The ZIP file uses the large form, which a bundle may not."), _SENDERS_PROGRAM
    ),
    "container.strict.case": Sentence(
        N_("The names {part} and {other} differ only in capitals."), _SENDERS_PROGRAM
    ),
    "container.strict.name": Sentence(
        N_("The name {part} is not one that a bundle may hold."), _SENDERS_PROGRAM
    ),
    "container.strict.extra": Sentence(
        N_("{part} carries an extra field, which a bundle may not."), _SENDERS_PROGRAM
    ),
    "container.strict.entry_comment": Sentence(
        N_("{part} carries a comment, which a bundle may not."), _SENDERS_PROGRAM
    ),
    "container.strict.descriptor": Sentence(
        N_("The sizes of {part} stand behind its data, which a bundle does not allow."),
        _SENDERS_PROGRAM,
    ),
    "container.strict.flags": Sentence(
        N_("{part} is marked in a way that a bundle does not allow."), _SENDERS_PROGRAM
    ),
    "container.strict.link": Sentence(N_("{part} is a link, not a file."), _DO_NOT_USE),
    "container.strict.not_a_file": Sentence(
        N_("{part} is a folder or a device, not a file."), _SENDERS_PROGRAM
    ),
    "container.strict.gap": Sentence(
        N_("There are bytes before {part} that belong to no entry."), _DO_NOT_USE
    ),
    "container.strict.gap_before_directory": Sentence(
        N_("There are bytes before the ZIP directory that belong to no entry."), _DO_NOT_USE
    ),
    "container.strict.mimetype": Sentence(
        N_("{part} is not the first entry, stored, with the type of an ASiC-E container."),
        _SENDERS_PROGRAM,
    ),
    # Manifests and signatures.
    "manifest.dtd": Sentence(
        N_("The manifest {part} declares a document type or entities, which is refused."),
        _DO_NOT_USE,
    ),
    "manifest.malformed": Sentence(N_("{part} is not a manifest that can be read."), _DO_NOT_USE),
    "cades.malformed": Sentence(N_("{part} is not a signature that can be read."), _DO_NOT_USE),
    "cades.embedded": Sentence(
        N_("The signature {part} carries content of its own instead of signing the manifest."),
        _DO_NOT_USE,
    ),
    "cades.signers": Sentence(
        N_("The signature file {part} holds {count} signatures instead of one."), _SENDERS_PROGRAM
    ),
    "cades.no_certificate": Sentence(
        N_("The certificate of the signer is not in the signature {part}."), _SENDERS_PROGRAM
    ),
    "cades.attribute": Sentence(
        N_("The signature {part} lacks the signed attribute {attribute}, or has several."),
        _SENDERS_PROGRAM,
    ),
    "cades.weak_digest": Sentence(
        N_("The signature {part} uses {digest}, which is too weak to vouch for anything."),
        N_("Ask the sender to seal again with SHA-256 or better."),
    ),
    "cades.content_type": Sentence(
        N_("The signature {part} contradicts itself about the type of what it signs."), _DO_NOT_USE
    ),
    "cades.message_digest": Sentence(
        N_("The signature {part} was made over another content: what it signs was changed."),
        _DO_NOT_USE,
    ),
    "cades.other_certificate": Sentence(
        N_("The signature {part} names another certificate than the one it carries."), _DO_NOT_USE
    ),
    "cades.signature": Sentence(
        N_("The signature {part} does not fit the key of its certificate."), _DO_NOT_USE
    ),
    "cades.unsupported": Sentence(
        N_("The signature {part} is made in a way that is not accepted: {algorithm}."),
        N_("Ask the sender to sign with RSA-PSS or ECDSA and SHA-256 or better."),
    ),
    # Signers.
    "trust.usage": Sentence(
        N_("The certificate of {signer} is not meant for signing documents."), _ASK_SIGNER
    ),
    "trust.weak_key": Sentence(
        N_("The key of {signer} is too short to be relied on."),
        N_("Ask the signer for a certificate with an RSA key of 2048 bits or a curve of 256."),
    ),
    "trust.no_anchor_given": Sentence(
        N_("No trusted authority was given, so nothing says who {signer} is."), _GIVE_ANCHOR
    ),
    "trust.no_anchor": Sentence(
        N_(
            "The certificate of {signer} does not lead to a given authority: the issuer {issuer} "
            "is not known."
        ),
        _GIVE_ANCHOR,
    ),
    "trust.chain": Sentence(
        N_("The certificates between {signer} and the given authority do not hold together."),
        _GIVE_ANCHOR,
    ),
    "trust.not_signed": Sentence(
        N_(
            "The certificate of {certificate} names {issuer} as its issuer, but the key of "
            "{issuer} that is known here did not sign it: it was altered, or another is called so "
            "too."
        ),
        N_("Do not rely on it; get the certificate from the issuer again."),
    ),
    "trust.expired": Sentence(
        N_("The certificate of {certificate} ran out on {end}; it is judged at {at}."),
        N_("Ask for a signature made now, or judge at an earlier time that is proven, with --at."),
    ),
    "trust.not_yet": Sentence(
        N_("The certificate of {certificate} is valid only from {start}; it is judged at {at}."),
        N_("Check the clock of this computer and the time given with --at."),
    ),
    "trust.revoked": Sentence(
        N_("The certificate of {certificate} was revoked on {date}."), _ASK_SIGNER
    ),
    "trust.list_unusable": Sentence(
        N_("The revocation list of {issuer} is not signed by it, or is not a whole list."),
        N_("Get the list from the authority again and add it (--crl)."),
    ),
    "trust.list_old": Sentence(
        N_(
            "The revocation list of {issuer} was to be renewed on {end}; later revocations are "
            "not in it."
        ),
        N_("Get a newer list from the authority and add it (--crl)."),
    ),
    "trust.no_list": Sentence(
        N_("Whether the certificate of {certificate} was revoked was not checked."),
        N_("Add the authority's revocation list (--crl)."),
    ),
    "trust.list_malformed": Sentence(
        N_("{file} is not a certificate revocation list."),
        N_("Give the list as the authority publishes it (.crl, PEM or DER)."),
    ),
    # The whole.
    "verify.not_container": Sentence(
        N_("This is not a container: it seems to be {kind}."),
        N_("Choose the bundle itself, a file that ends in .asice."),
    ),
    "verify.no_cades": Sentence(
        N_("There is no CAdES signature to judge: it seems to be {kind}."),
        N_("Choose the signed container, or verify this file with the program that signed it."),
    ),
    "verify.encrypted": Sentence(
        N_("The bundle is encrypted; it can be judged only after it is opened."),
        N_("Choose the recipient's key (--decrypt-key p12:FILE or pkcs11:LIB?token=LABEL)."),
    ),
    "verify.too_much": Sentence(
        N_("The manifests and signatures are larger than {limit} MiB together; not all were read."),
        _DO_NOT_USE,
    ),
    "verify.not_a_file": Sentence(N_("{file} is not a file."), N_("Name the bundle's file.")),
    "verify.file_missing": Sentence(
        N_("There is no file {file}."), N_("Check the name and whether the medium is in place.")
    ),
    "verify.file_unreadable": Sentence(
        N_("{file} cannot be read: {reason}."),
        N_("Check the medium and your rights to the file."),
    ),
    "verify.signature_missing": Sentence(
        N_("The manifest {part} names the signature {signature}, which is not there."),
        _DO_NOT_USE,
    ),
    "verify.several_manifests": Sentence(
        N_("The signature {part} is named by several manifests."), _SENDERS_PROGRAM
    ),
    "verify.no_manifest": Sentence(
        N_("The signature {part} has no manifest, so nothing says what it signs."), _DO_NOT_USE
    ),
    "verify.file_not_there": Sentence(
        N_("{part} is listed in {manifest} and is not there."), _DO_NOT_USE
    ),
    "verify.file_changed": Sentence(
        N_("{part} is not what was signed: its content was changed."), _DO_NOT_USE
    ),
    "verify.weak_digest": Sentence(
        N_("{part} is vouched for by a digest that is not accepted: {method}."),
        N_("Ask the sender to seal again with SHA-256 or better."),
    ),
    "verify.unlisted": Sentence(
        N_("{part} is in the bundle and not signed by anyone."), _DO_NOT_USE
    ),
    "verify.unlisted_in": Sentence(
        N_("{part} is in the bundle and not listed in {manifest}."), _DO_NOT_USE
    ),
    "verify.listed_wrongly": Sentence(
        N_("{manifest} lists a file twice, or one that is not of the bundle."), _DO_NOT_USE
    ),
    "verify.unsigned": Sentence(
        N_("{part} is in the container and not signed by anyone."),
        N_("Do not rely on this file; only the files that are listed are signed."),
    ),
    "verify.header": Sentence(
        N_("The header {part} cannot be read in one way only."), _SENDERS_PROGRAM
    ),
    "verify.format": Sentence(
        N_("The header {part} says another format than {known}, the only one this program knows."),
        N_("Use the version of this program that the sender has."),
    ),
    "verify.roles": Sentence(
        N_("The header {part} does not say which roles must sign."), _SENDERS_PROGRAM
    ),
    "verify.one_key": Sentence(
        N_("One key has signed twice; every role must have its own."), _DO_NOT_USE
    ),
    "verify.signature_required": Sentence(
        N_("The bundle requires {needed} good signatures and has {found}."),
        N_("Ask for the missing signature before using the bundle."),
    ),
    "verify.pkcs1": Sentence(
        N_("{signer} signed by the older method RSA PKCS#1 v1.5."),
        N_("Let it pass only where the policy allows a token that has nothing else."),
    ),
    "verify.no_digest": Sentence(
        N_("The file is not of this program's format, so it has no content digest to compare."),
        N_("Choose the bundle that the paper belongs to."),
    ),
    "verify.digest_differs": Sentence(
        N_("The content digest is {digest}, not the one that was given: this is another bundle."),
        N_("Choose the bundle that the paper belongs to."),
    ),
    "verify.code_differs": Sentence(
        N_("The check code of the bundle is not {code}: this is another bundle."),
        N_("Choose the bundle that the paper belongs to."),
    ),
}
