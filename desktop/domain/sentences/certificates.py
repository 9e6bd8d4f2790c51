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
}
