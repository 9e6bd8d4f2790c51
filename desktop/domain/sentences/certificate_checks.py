"""Sentences of the findings about certificates: what the policy holds against them, and where they
do not fit the registers."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

_ANOTHER = N_(
    "Ask the issuer for another certificate that keeps the rules (Thông tư 15/2025/TT-BKHCN), and "
    "rely on nothing signed with this one."
)
_RIGHT_USAGE = N_("Correct the purpose in the registers, or ask the issuer for the right kind.")

SENTENCES: dict[str, Sentence] = {
    "certificate.weak.algorithm": Sentence(
        N_(
            "The certificate {number} of {subscriber} has a key of a kind not accepted: "
            "{algorithm}."
        ),
        _ANOTHER,
    ),
    "certificate.weak.key": Sentence(
        N_(
            "The certificate {number} of {subscriber} has the key {key}; at least {least} bits are "
            "asked for."
        ),
        _ANOTHER,
    ),
    "certificate.weak.curve": Sentence(
        N_(
            "The certificate {number} of {subscriber} has a key on the curve {curve}, not on one "
            "of {known}."
        ),
        _ANOTHER,
    ),
    "certificate.weak.digest": Sentence(
        N_("The certificate {number} of {subscriber} was issued with {digest}, which is too weak."),
        _ANOTHER,
    ),
    "certificate.usage.none": Sentence(
        N_(
            "The certificate {number} of {subscriber} does not say what its key may be used for; "
            "{purpose} is not excluded, but not allowed either."
        ),
        N_("Ask the issuer for a certificate with key usage when this one is renewed."),
    ),
    "certificate.usage.key": Sentence(
        N_(
            "The certificate {number} of {subscriber} is kept for {purpose}, but its key may be "
            "used for {usages} only."
        ),
        _RIGHT_USAGE,
    ),
    "certificate.usage.extended": Sentence(
        N_(
            "The certificate {number} of {subscriber} is kept for {purpose}, but is meant for "
            "other uses: {usages}."
        ),
        _RIGHT_USAGE,
    ),
    "certificate.usage.authority": Sentence(
        N_("The certificate {number} of {subscriber} may issue other certificates."),
        N_("It is no subscriber's: ask the issuer which certificate is meant."),
    ),
    "certificate.extension": Sentence(
        N_(
            "The certificate {number} of {subscriber} makes an extension binding that is not known "
            "here: {numbers}. Programs that do not know it must not rely on the certificate."
        ),
        N_("Ask the issuer what it means; until then do not rely on the certificate."),
    ),
    "certificate.too_long": Sentence(
        N_(
            "The certificate {number} of {subscriber} is valid from {first} to {last}, longer than "
            "{years} years."
        ),
        N_("Ask the issuer whether it was issued so on purpose (Nghị định 68/2024/NĐ-CP)."),
    ),
    "certificate.name.cut": Sentence(
        N_("The certificate {number} of {subscriber} bears a name that seems cut off: “{name}”."),
        N_("Compare it with what was asked for; have it issued again where it misleads."),
    ),
    "certificate.name.empty": Sentence(
        N_("The certificate {number} of {subscriber} bears no name."),
        N_("Ask the issuer whose it is, and have it issued again with the name."),
    ),
    "certificate.duplicate": Sentence(
        N_("The certificate number {number} is recorded more than once: {holders}."),
        N_("Look whose it is, and correct the number of the others."),
    ),
    "certificate.duplicate.key": Sentence(
        N_("The key of the certificate {number} is on several devices: {holders}."),
        N_(
            "A key is never shared: read the devices, and correct the wrong one; if both have it, "
            "ask for revocation."
        ),
    ),
    "certificate.other_unit": Sentence(
        N_(
            "The certificate {number} of {subscriber} is recorded for {unit}, its device for "
            "{other}."
        ),
        N_("Correct the unit of the device, or record on which device the certificate is."),
    ),
    "certificate.other_unit.named": Sentence(
        N_(
            "The certificate {number} of {subscriber} is recorded for {unit}, but names {other} in "
            "itself."
        ),
        N_("Look whose it is: correct the unit, or ask the issuer for a new one after a move."),
    ),
    "certificate.unchained": Sentence(
        N_(
            "Nobody who is known here issued the certificate {number} of {subscriber}: its issuer "
            "{issuer} is not among the authorities."
        ),
        N_("Take in the issuer's own certificate, as the issuer publishes it."),
    ),
    "certificate.unchained.not_signed": Sentence(
        N_(
            "The certificate {number} of {subscriber} names {issuer} as its issuer, but no key of "
            "{issuer} that is known here made its signature: it was altered, damaged or forged, or "
            "the issuer has a newer key."
        ),
        N_("Do not rely on it; get it from the issuer again and take that in."),
    ),
    "certificate.unchained.no_anchor": Sentence(
        N_(
            "The certificate {number} of {subscriber} leads to {authority}, which is not trusted "
            "here."
        ),
        N_("Get that authority's fingerprint on paper, compare it, and trust it."),
    ),
    "certificate.unchained.over": Sentence(
        N_(
            "The certificate {number} of {subscriber} leads over {authority}, whose own "
            "certificate ended by {end}."
        ),
        N_("Take in that authority's newer certificate, or have this one issued again."),
    ),
    "certificate.unchained.not_yet": Sentence(
        N_(
            "The certificate {number} of {subscriber} leads over {authority}, whose own "
            "certificate is valid only from {first}."
        ),
        N_("Check the clock of this PC; if it is right, ask the issuer."),
    ),
    "certificate.unchained.length": Sentence(
        N_(
            "The certificate {number} of {subscriber} leads over {authority}, which may not have "
            "so many authorities below it."
        ),
        N_("Do not rely on it; ask the issuer."),
    ),
    "certificate.unchained.nothing_trusted": Sentence(
        N_("{count} certificates are kept, and no authority is trusted that they could lead to."),
        N_("Get the root authority's fingerprint on paper, compare it, and trust it."),
    ),
    "certificate.revoked": Sentence(
        N_(
            "The issuer revoked the certificate {number} of {subscriber} on {date} ({why}); the "
            "device is still in use."
        ),
        N_("Take the device back, or ask for another certificate."),
    ),
    "certificate.revoked.still": Sentence(
        N_(
            "The issuer's list says that the certificate {number} of {subscriber} was revoked on "
            "{date} ({why}); the registers say: {state}."
        ),
        N_("Record where it stands; do not rely on the certificate."),
    ),
    "certificate.revoked.on_hold": Sentence(
        N_("The issuer put the certificate {number} of {subscriber} on hold on {date}."),
        N_("Ask the issuer why, and until when; meanwhile nothing secret can be opened with it."),
    ),
    "certificate.list.missing": Sentence(
        N_("No revocation list of {authority} was taken in; {count} certificates are its."),
        N_("Get the authority's list (.crl) on a medium, and take it in."),
    ),
    "certificate.list.old": Sentence(
        N_(
            "The revocation list of {authority}, made on {made}, was to be renewed by {end}; "
            "{count} certificates are its."
        ),
        N_("Get the authority's newest list (.crl) on a medium, and take it in."),
    ),
    "certificate.clock": Sentence(
        N_(
            "The certificate {number} of {subscriber} is valid only from {first}; by this PC's "
            "clock it is {day}."
        ),
        N_("Check the clock of this PC; if it is right, wait until that day."),
    ),
    "certificate.clock.list": Sentence(
        N_(
            "The revocation list of {authority} was made on {made}; by this PC's clock it is {day}."
        ),
        N_("Check the clock of this PC; if it is right, ask the authority."),
    ),
}
