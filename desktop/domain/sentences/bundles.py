"""Sentences about sealing bundles, media and envelopes."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "seal.plaintext_forbidden": Sentence(
        N_("The policy of this vault does not allow a bundle that is not encrypted."),
        N_(
            "Add the recipient's certificate (--recipient), or allow it by the policy"
            " plaintext_bundle."
        ),
    ),
    "seal.no_office": Sentence(
        N_("There is no organ at the root of this vault today, so nobody to seal in the name of."),
        N_("Bring in the root organ first."),
    ),
    "seal.no_office_code": Sentence(
        N_("{office} has no identifier code today, which the bundle is named by."),
        N_("Give the root organ a code, then seal again."),
    ),
    "seal.office_code_form": Sentence(
        N_("The code {code} of the root organ cannot name a file."),
        N_("Use a code of capital letters, digits and dots for the root organ."),
    ),
    "media.no_folder": Sentence(
        N_("There is no folder {folder}."),
        N_("Make the folder, or plug the medium in, and name it again."),
    ),
    "media.exists": Sentence(
        N_("There is a file {file} already; it is not written over."),
        N_("Move that file elsewhere, or choose another folder."),
    ),
    "media.full": Sentence(
        N_("{folder} is full: the file did not fit and was taken away again."),
        N_("Make room or use another medium, then begin again."),
    ),
    "media.read_only": Sentence(
        N_("{folder} can only be read."),
        N_("Release the medium's write lock, or use another one."),
    ),
    "media.denied": Sentence(
        N_("You may not write into {folder}."),
        N_("Choose a folder of your own, or ask for the right to write there."),
    ),
    "media.gone": Sentence(
        N_("{folder} went away while the file was being written."),
        N_("Plug the medium in again, and write the file anew: what is there is not to be used."),
    ),
    "media.failed": Sentence(
        N_("The medium of {folder} failed while the file was being written."),
        N_("Use another medium: this one may be about to break."),
    ),
    "media.differs": Sentence(
        N_("What was read back is not what was written to {file}; it was taken away again."),
        N_("Use another medium: this one does not keep what it is given."),
    ),
    "envelope.recipient_usage": Sentence(
        N_("The certificate of {recipient} is not for encryption."),
        N_("Ask the recipient for the certificate that is issued for encryption."),
    ),
    "envelope.recipient_weak": Sentence(
        N_("The key of {recipient} is too weak, or of a kind that is not accepted."),
        N_("Ask for a certificate with RSA of at least 2048 bits, or EC on P-256 or P-384."),
    ),
    "envelope.recipient_expired": Sentence(
        N_("The certificate of {recipient} holds from {begin} to {end}, not today."),
        N_("Ask the recipient for the certificate in force; check this PC's clock too."),
    ),
    "envelope.malformed": Sentence(
        N_("The encrypted file is damaged, or is no encrypted bundle."),
        N_("Copy it from its source again."),
    ),
    "envelope.algorithm": Sentence(
        N_("The file is encrypted in a way that is not accepted here."),
        N_("Ask the sender to encrypt with AES-256-GCM and RSA-OAEP (SHA-256) or ECDH."),
    ),
    "envelope.not_for_us": Sentence(
        N_("The file was not encrypted for the key in {store}."),
        N_(
            "Use the key of the recipient it was meant for, or ask the sender to encrypt for yours."
        ),
    ),
    "envelope.damaged": Sentence(
        N_("The encrypted file was changed on its way: nothing of it was read."),
        N_("Do not use it. Ask the sender for the bundle again, and report it."),
    ),
}
