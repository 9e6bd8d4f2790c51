"""Sentences about certificates, keys and tokens."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "certificate.file_missing": Sentence(
        N_("There is no certificate file {file}."),
        N_("Check the name and the folder, and that the medium is plugged in."),
    ),
    "certificate.file_unreadable": Sentence(
        N_("The certificate file {file} cannot be read."),
        N_("Copy it to a folder of your own and name that one."),
    ),
    "certificate.malformed": Sentence(
        N_("{file} holds no certificate, or a damaged one."),
        N_("Ask for the certificate again, as PEM or DER (.pem, .crt, .cer)."),
    ),
    "certificate.several": Sentence(
        N_("{file} holds {count} certificates where one is needed."),
        N_("Save the one that is meant in a file of its own."),
    ),
    "signer.spec": Sentence(
        N_("“{spec}” does not say where a key is."),
        N_("Write p12:FILE for a key file, or pkcs11:LIB?token=LABEL for a token."),
    ),
    "signer.file_missing": Sentence(
        N_("There is no key file {file}."),
        N_("Check the name and the folder, and that the medium is plugged in."),
    ),
    "signer.file_unreadable": Sentence(
        N_("The key file {file} cannot be read."),
        N_(
            "Ask whoever owns the file for the right to read it, or copy it to a folder "
            "of your own."
        ),
    ),
    "signer.not_p12": Sentence(
        N_("{file} is not a PKCS#12 key file."),
        N_("Name the .p12 or .pfx file that the issuer gave out."),
    ),
    "signer.p12_passphrase": Sentence(
        N_("The passphrase does not open the key file {file}, or the file is damaged."),
        N_(
            "Type the passphrase again, minding capital letters and the keyboard's "
            "Vietnamese input; else ask for the file again."
        ),
    ),
    "signer.no_key": Sentence(
        N_("The file {file} holds no private key."),
        N_("Name the file that holds the key as well as the certificate."),
    ),
    "signer.no_certificate": Sentence(
        N_("{store} holds a key but no certificate that belongs to it."),
        N_("Have the certificate put beside its key, then try again."),
    ),
    "signer.key_kind": Sentence(
        N_("The key in {store} is of a kind that does not sign here."),
        N_("Use an RSA key of at least 2048 bits, or an EC key on P-256 or P-384."),
    ),
    "signer.key_weak": Sentence(
        N_("The key in {store} is too weak, or on a curve that is not accepted."),
        N_("Use an RSA key of at least 2048 bits, or an EC key on P-256 or P-384."),
    ),
    "signer.not_for_signing": Sentence(
        N_("No certificate in {store} is for signing documents."),
        N_(
            "Use the certificate issued for digital signatures, not one for encryption or"
            " a web server."
        ),
    ),
    "signer.not_yet_valid": Sentence(
        N_("The signing certificate in {store} holds only from {day}."),
        N_("Check this PC's clock; else wait until that day."),
    ),
    "signer.expired": Sentence(
        N_("The signing certificate in {store} ended on {day}."),
        N_("Renew the certificate with its issuer; check this PC's clock too."),
    ),
    "signer.no_pss": Sentence(
        N_("The token {store} can sign with RSA only in the old way (PKCS#1 v1.5)."),
        N_(
            "Use a token that knows RSA-PSS or EC keys; where the office accepts the old "
            "way, set the policy pkcs1_signature."
        ),
    ),
    "signer.mismatch": Sentence(
        N_("What {store} signed does not fit its own certificate."),
        N_("Key and certificate were mixed up: ask the issuer to look at the token or file."),
    ),
    "pkcs11.module_missing": Sentence(
        N_("There is no token driver {module}."),
        N_("Install the token's driver, and name its library (.so, .dll)."),
    ),
    "pkcs11.not_a_library": Sentence(
        N_("{module} is not a PKCS#11 library that this PC can load."),
        N_("Name the library that came with the token's driver, for this kind of PC."),
    ),
    "pkcs11.module_failed": Sentence(
        N_("The token driver {module} failed while working with “{token}” (it says: {detail})."),
        N_("Pull the token out and plug it in again; if it stays so, install the driver anew."),
    ),
    "pkcs11.crashed": Sentence(
        N_("The token driver {module} crashed while working with “{token}”."),
        N_(
            "Nothing was signed or changed. Plug the token in again; if it stays so, install the"
            " driver anew."
        ),
    ),
    "pkcs11.timeout": Sentence(
        N_("The token driver {module} did not answer for “{token}” and was ended."),
        N_(
            "Nothing was signed or changed. Plug the token in again; close other programs that"
            " use it."
        ),
    ),
    "pkcs11.no_token": Sentence(
        N_("No token labelled “{token}” is plugged in."),
        N_("Plug the token in, or name the label it carries."),
    ),
    "pkcs11.ambiguous_token": Sentence(
        N_("Several tokens labelled “{token}” are plugged in; their serials are {detail}."),
        N_(
            "Give the serial of the one that is meant in the place of the label; to sign, leave "
            "only that one plugged in."
        ),
    ),
    "pkcs11.token_gone": Sentence(
        N_("The token “{token}” was pulled out, or its session ended."),
        N_("Nothing was signed or changed. Plug it in and begin again."),
    ),
    "pkcs11.pin_wrong": Sentence(
        N_("The PIN of the token “{token}” is wrong."),
        N_(
            "It was tried once and is not tried again by itself. Check it before the next"
            " try: a few wrong PINs lock the token."
        ),
    ),
    "pkcs11.pin_wrong_few": Sentence(
        N_("The PIN of the token “{token}” is wrong, and few tries are left."),
        N_("Do not guess: ask the token's holder before the next try."),
    ),
    "pkcs11.pin_final_try": Sentence(
        N_("The token “{token}” has one try of its PIN left, so it was not used."),
        N_("Enter the right PIN in the token's own program; after that it works here again."),
    ),
    "pkcs11.pin_locked": Sentence(
        N_("The token “{token}” is locked after too many wrong PINs."),
        N_("Ask the cipher officer to have it unlocked or recovered by its issuer."),
    ),
    "pkcs11.pin_not_set": Sentence(
        N_("The PIN of the token “{token}” was never set, or must be changed first."),
        N_("Set the PIN in the token's own program."),
    ),
    "pkcs11.pin_unfit": Sentence(
        N_("The token “{token}” does not take such a PIN; the old one still holds."),
        N_("Choose a longer or shorter one, as the token's maker says (often 6 to 16 characters)."),
    ),
    "pkcs11.pin_change_unknown": Sentence(
        N_("The change of the PIN of “{token}” was interrupted: which PIN holds is not known."),
        N_(
            "Plug the token in again and look at its state; then try the new PIN once, and the"
            " old one only if tries are left."
        ),
    ),
    "driver.crashed": Sentence(
        N_("The token driver {module} crashed when it was asked what is plugged in."),
        N_("Install the newest version of the driver; if it stays so, tell its maker."),
    ),
    "driver.timeout": Sentence(
        N_("The token driver {module} did not answer within {seconds} seconds and was ended."),
        N_("Plug the tokens in again, close other programs that use them, then look again."),
    ),
    "driver.failed": Sentence(
        N_("The token driver {module} failed when it was asked what is plugged in: {detail}."),
        N_("Plug the tokens in again; if it stays so, install the driver anew."),
    ),
    "driver.token_gone": Sentence(
        N_("A token was pulled out while the driver {module} was reading it."),
        N_("Leave the tokens plugged in, then look again."),
    ),
    "driver.one_device": Sentence(
        N_("One device is shown {count} times: {serial} ({label})."),
        N_("Some drivers do so, one for each of its PINs: count it once."),
    ),
    "driver.one_label": Sentence(
        N_("{count} devices have the same label “{label}”."),
        N_("Tell them apart by their serials; sign with only the one that is meant plugged in."),
    ),
    "pin.empty": Sentence(
        N_("A PIN is missing."),
        N_("Give both the PIN that holds now and the new one."),
    ),
    "pin.letters": Sentence(
        N_("The new PIN has letters that not every keyboard writes alike, or blanks."),
        N_("Use digits, plain letters without tones and signs; switch Vietnamese typing off."),
    ),
    "pin.same": Sentence(
        N_("The new PIN is the old one."),
        N_("Choose another one."),
    ),
    "pin.length": Sentence(
        N_("The new PIN is too short or too long for this kind of token."),
        N_("Choose {least} to {most} characters, as the token's maker says."),
    ),
    "pin.differs": Sentence(
        N_("The two new PINs differ, so nothing was changed."),
        N_("Begin again, and type the new PIN twice the same."),
    ),
    "pkcs11.no_key": Sentence(
        N_("The token “{token}” holds no private key."),
        N_("Name the token that the certificate was issued on."),
    ),
    "pkcs11.no_certificate": Sentence(
        N_("The token “{token}” holds a key but no certificate that belongs to it."),
        N_("Have the issuer put the certificate on the token."),
    ),
    "pkcs11.no_mechanism": Sentence(
        N_("The token “{token}” cannot open what was encrypted for it."),
        N_("Use a token whose driver knows RSA decryption or ECDH."),
    ),
}
