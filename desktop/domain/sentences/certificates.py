"""Sentences about files of certificates, and about certificates that are taken in."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

_ASK_AGAIN = N_("Ask the issuer for the certificate again, as a file .cer, .crt, .pem or .p7b.")

SENTENCES: dict[str, Sentence] = {
    "certificate.file_empty": Sentence(N_("{file} is empty."), _ASK_AGAIN),
    "certificate.file_too_large": Sentence(
        N_("{file} is larger than {limit} MiB; no file of certificates is."), _ASK_AGAIN
    ),
    "certificate.key_file": Sentence(
        N_(
            "{file} holds a private key (place {place}). It was not opened, and its password is "
            "never asked for."
        ),
        N_(
            "Such a file must not be on this PC: tell the cipher officer, and have the issuer give "
            "the certificate alone (.cer)."
        ),
    ),
    "certificate.other_kind": Sentence(
        N_("{file} holds {kind} (place {place}), not a certificate."), _ASK_AGAIN
    ),
    "certificate.cut_off": Sentence(
        N_("The certificate at place {place} of {file} is cut off: its end is missing."),
        N_("Copy the file from its sender again and compare its size."),
    ),
    "certificate.more_behind": Sentence(
        N_("Behind the certificate {file} holds more that is not one (place {place})."),
        N_("Copy the file from its sender again and compare its size."),
    ),
    "certificate.damaged": Sentence(
        N_("What stands at place {place} of {file} is a damaged certificate."), _ASK_AGAIN
    ),
    "certificate.no_certificate": Sentence(
        N_("{file} holds no certificate at place {place}."), _ASK_AGAIN
    ),
    "certificate.bag_empty": Sentence(
        N_("{file} is a bag of certificates (.p7b) with none in it."), _ASK_AGAIN
    ),
    "certificate.unknown": Sentence(
        N_("There is no certificate of the number or uid {number}."),
        N_("Look the certificate up in the list of certificates."),
    ),
    # What becomes of a certificate.
    "certificate.no_owner": Sentence(
        N_("The certificate {number} of {subject} ({file}, place {place}) is no known device's."),
        N_(
            "Name the device that it is on, import the list of devices first, or enter the "
            "certificate's number with its device."
        ),
    ),
    "certificate.no_owner_near": Sentence(
        N_(
            "The certificate {number} of {subject} ({file}, place {place}) is no known device's. "
            "A certificate was asked for under this name for: {near}."
        ),
        N_("Look whether it is that person's, and then name the device that it is on."),
    ),
    "certificate.key_shared": Sentence(
        N_(
            "The key of the certificate {number} ({file}, place {place}) is on several devices: "
            "{holder}. A key is never shared."
        ),
        N_("Look at the devices, and correct the certificates of the wrong one."),
    ),
    "certificate.folder_empty": Sentence(
        N_("The folder {folder} holds no file of certificates (.cer, .crt, .pem, .der, .p7b)."),
        N_("Name the folder that the files lie in; folders below it are not looked into."),
    ),
    "certificate.not_signed": Sentence(
        N_(
            "The certificate {number} of {subject} ({file}, place {place}) names {issuer} as its "
            "issuer, but {issuer} did not sign it: it was altered, damaged or forged."
        ),
        N_("Get it from the issuer again. Has the issuer a newer certificate, take that in first."),
    ),
    "certificate.number_again": Sentence(
        N_(
            "The certificate {number} ({file}, place {place}) has the number that its issuer gave "
            "to another certificate: {holder}."
        ),
        N_("Ask the issuer which of the two is right; do not rely on either before."),
    ),
    "certificate.number_shared": Sentence(
        N_(
            "The number {number} ({file}, place {place}) stands at several devices in the "
            "registers: {holder}."
        ),
        N_("Correct the number of the wrong device first."),
    ),
    "certificate.contradicts": Sentence(
        N_(
            "The certificate {number} ({file}, place {place}) belongs to one device by its key and "
            "to another by its number or serial: {holder}."
        ),
        N_("Read the devices, and correct the one that is wrong."),
    ),
    "certificate.not_told": Sentence(
        N_(
            "The certificate {number} ({file}, place {place}) is of another device than the one "
            "named: {holder}."
        ),
        N_("Name the right device, or none: it is found by its key and number."),
    ),
    "certificate.other_unit_here": Sentence(
        N_(
            "The certificate {number} of {subject} ({file}, place {place}) is another unit's: "
            "{unit}."
        ),
        N_("Send it back to who sent it, or take it in without naming the unit."),
    ),
    "certificate.replaces": Sentence(
        N_(
            "The certificate {number} ({file}, place {place}) has another key than {known}, which "
            "is in use on {holder} until {until}."
        ),
        N_("If it follows that one, take it in once more and say so; else name another device."),
    ),
    "certificate.other_name": Sentence(
        N_(
            "The certificate {number} ({file}, place {place}) names {subject}, but its device is "
            "{holder}."
        ),
        N_("Compare the two; where they are not the same person or organ, correct the number."),
    ),
    "certificate.not_yet": Sentence(
        N_(
            "The certificate {number} ({file}, place {place}) is valid only from {first}, which is "
            "still to come."
        ),
        N_("Check the clock of this PC; if it is right, wait until that day."),
    ),
    "certificate.over": Sentence(
        N_("The certificate {number} ({file}, place {place}) ended on {last}."),
        N_("Ask for its renewal, or take in the one that followed it."),
    ),
    # Authorities.
    "trust.not_anchor": Sentence(
        N_("{subject} ({file}) is an authority. It is kept, and not trusted by that."),
        N_("To trust it, get its fingerprint on paper and compare the two."),
    ),
    "trust.fingerprint_form": Sentence(
        N_("A SHA-256 fingerprint has 64 digits (0–9, A–F); this one has {count}."),
        N_("Type the SHA-256 fingerprint from the paper again, all of it and no more."),
    ),
    "trust.fingerprint_wrong": Sentence(
        N_("The certificate of {subject} in {file} does not have this fingerprint."),
        N_(
            "Compare digit by digit with the paper. If it stays so, the file is not the "
            "authority's: do not use it, and tell the cipher officer."
        ),
    ),
    "trust.one_only": Sentence(
        N_("{file} holds {count} certificates; an authority is trusted one at a time."),
        N_("Save the authority's certificate in a file of its own."),
    ),
    "trust.not_authority": Sentence(
        N_("{subject} ({file}) may not issue certificates: it is no authority."),
        N_("Ask the issuer for its own certificate, the one that subscribers' lead to."),
    ),
    "trust.authority_weak": Sentence(
        N_("The authority {subject} ({file}) is too weak to be relied on: {what}."),
        N_("Ask the authority for its newer certificate."),
    ),
    "trust.authority_extension": Sentence(
        N_(
            "The authority {subject} ({file}) binds its certificates to what is not understood "
            "here: {numbers}."
        ),
        N_("Ask the authority what it means; until then do not trust it."),
    ),
    "trust.authority_over": Sentence(
        N_("The certificate of the authority {subject} ({file}) ended on {last}."),
        N_("Ask the authority for its newer certificate."),
    ),
    "trust.authority_not_yet": Sentence(
        N_("The certificate of the authority {subject} ({file}) is valid only from {first}."),
        N_("Check the clock of this PC; if it is right, wait until that day."),
    ),
    "trust.self_signature": Sentence(
        N_("The authority {subject} ({file}) did not sign its own certificate: it was changed."),
        N_("Do not use the file; get it again from the authority."),
    ),
    "trust.unknown": Sentence(
        N_("{count} trusted authorities have a fingerprint that begins with {fingerprint}."),
        N_("Give the fingerprint of one, as the list of authorities shows it."),
    ),
    # Revocation lists.
    "crl.unknown_issuer": Sentence(
        N_("{file} is a list of {issuer}, which is not among the authorities."),
        N_("Take in the certificate of that authority first."),
    ),
    "crl.not_signed": Sentence(
        N_("{file} says that it is a list of {issuer}, but its key did not sign all of it."),
        N_("Do not use the file; get the list again from the authority."),
    ),
    "crl.not_trusted": Sentence(
        N_("{file} is a list of {issuer}, which leads to no trusted authority."),
        N_("Compare the fingerprint of the root authority with paper, and trust it first."),
    ),
    "crl.older": Sentence(
        N_("{file} is a list of {issuer} from {made}; one as new is here already."),
        N_("Get the authority's newest list."),
    ),
    "crl.future": Sentence(
        N_("{file} says that it was made on {made}, which is still to come."),
        N_("Check the clock of this PC; if it is right, ask the authority."),
    ),
    "crl.stale": Sentence(
        N_(
            "{file} is a list of {issuer} from {made}, to be renewed by {end}: later revocations "
            "are not in it."
        ),
        N_("Get the authority's newest list."),
    ),
}
