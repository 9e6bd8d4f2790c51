"""Sentences about the vault, its keys, and secrets read from files."""

from desktop.domain.sentences.sentence import Sentence
from desktop.domain.texts import N_

SENTENCES: dict[str, Sentence] = {
    "vault.absent": Sentence(
        N_("There is no folder {folder}, so no vault there."),
        N_("Give the vault's folder with --vault, or make a vault with `daumoi init`."),
    ),
    "vault.not_a_vault": Sentence(
        N_("The folder {folder} holds no vault: the file CURRENT is missing."),
        N_("Check the folder given with --vault; if it was a vault, put it back from a backup."),
    ),
    "vault.current_damaged": Sentence(
        N_("The file CURRENT in {folder} is damaged: it names no generation."),
        N_(
            "Write into it the name of the highest folder beside it, such as g0001, or put "
            "the vault back from a backup."
        ),
    ),
    "vault.generation_missing": Sentence(
        N_("CURRENT names the generation {generation}, but {folder} has no such folder."),
        N_(
            "Put the whole vault folder back from a backup; parts of it were removed or not copied."
        ),
    ),
    "vault.keys_absent": Sentence(
        N_("The key file keys.json is missing, and so is its copy."),
        N_("Put keys.json back from a backup; without it nobody can open the vault."),
    ),
    "vault.keys_damaged": Sentence(
        N_("The key file keys.json is damaged, and its copy is damaged or missing."),
        N_("Put keys.json back from a backup; the passphrase alone cannot open the vault."),
    ),
    "vault.keys_copy_used": Sentence(
        N_("The key file keys.json was damaged or missing; its copy was used."),
        N_(
            "Opening the vault for writing puts it back. Make a backup now and have the disk "
            "checked."
        ),
    ),
    "vault.keys_foreign": Sentence(
        N_("The key file is of generation {found}, but it lies in {generation}."),
        N_("Put the whole vault folder back from one backup; do not mix files of several."),
    ),
    "vault.kdf_bounds": Sentence(
        N_(
            "The key file asks for more memory or work than allowed to check the passphrase "
            "of {user}."
        ),
        N_(
            "This program never writes such a file; someone has changed it. Put keys.json "
            "back from a backup."
        ),
    ),
    "vault.memory_short": Sentence(
        N_(
            "Checking the passphrase needs {mebibytes} MiB of memory, which this PC does not "
            "have free."
        ),
        N_("Close other programs and try again."),
    ),
    "vault.wrong_passphrase": Sentence(
        N_("The passphrase of {user} is wrong."),
        N_("Type it again; mind capitals, the Vietnamese keyboard and spaces at the end."),
    ),
    "vault.slot_damaged": Sentence(
        N_("The passphrase of {user} is right, but the vault key kept for it is damaged."),
        N_("Open the vault as another user, or put keys.json back from a backup."),
    ),
    "vault.user_unknown": Sentence(
        N_("Nobody called {user} can open this vault."),
        N_(
            "Check the label given with --user; leave it out where only one person opens the vault."
        ),
    ),
    "vault.user_needed": Sentence(
        N_("Several people can open this vault ({users}), and none was named."),
        N_("Name one with --user."),
    ),
    "vault.database_absent": Sentence(
        N_("The vault's database {path} is missing."),
        N_("Put the whole vault folder back from a backup."),
    ),
    "vault.database_damaged": Sentence(
        N_(
            "The database {path} cannot be read with this vault's key: it is damaged, or "
            "belongs to another vault."
        ),
        N_("Put the whole vault folder back from a backup, and have the disk checked."),
    ),
    "vault.database_foreign": Sentence(
        N_("The database {path} belongs to another vault than the key file beside it."),
        N_("Put the whole vault folder back from one backup; do not mix files of several vaults."),
    ),
    "vault.newer": Sentence(
        N_(
            "{what} has the format number {found}, and this program knows no later one than "
            "{known}."
        ),
        N_("Open the vault with the newer program that wrote it, or install that version here."),
    ),
    "vault.needs_upgrade": Sentence(
        N_(
            "The database is of schema {found} and must be brought to {known} first, which "
            "--read-only does not do."
        ),
        N_("Open the vault once without --read-only; a copy is made first."),
    ),
    "vault.migration_failed": Sentence(
        N_(
            "The database could not be brought to schema {number}: some rows refer to rows "
            "that are not there."
        ),
        N_(
            "Nothing was changed. Put the vault back from a backup, or keep using the older "
            "program."
        ),
    ),
    "vault.older_generation": Sentence(
        N_("This is generation {found} of the vault, but generation {known} has been in use."),
        N_(
            "Someone has put an older key file or folder back. Find the newer one, or restore "
            "a backup of it."
        ),
    ),
    "vault.busy": Sentence(
        N_("The vault is open for writing: {user}, PC {host}, process {pid}, since {since}."),
        N_(
            "Close it there, or only read with --read-only. If that PC no longer runs it, "
            "remove the file {lock}."
        ),
    ),
    "vault.busy_unnamed": Sentence(
        N_("The vault in {folder} is just being opened or closed for writing by somebody else."),
        N_("Try again in a moment, or only read with --read-only."),
    ),
    "vault.opened_to_read": Sentence(
        N_("The vault is open for reading only, and {command} writes."),
        N_("Run it without --read-only."),
    ),
    "vault.exists": Sentence(
        N_("There is a vault in {folder} already."),
        N_("Choose another folder with --vault; an existing vault is never overwritten."),
    ),
    "vault.folder_in_use": Sentence(
        N_("{folder} holds other files, and a new vault needs an absent or empty folder."),
        N_("Choose another folder with --vault."),
    ),
    "vault.label_wrong": Sentence(
        N_("{user} cannot be a user's label."),
        N_("Give one line of at most 200 printable characters, such as quan-tri."),
    ),
    "vault.permission": Sentence(
        N_("You have no right to read or write {path}."),
        N_("Use the account that owns the vault, or have the rights on that folder mended."),
    ),
    "vault.read_only_medium": Sentence(
        N_("{path} lies on a medium that cannot be written."),
        N_("Open the vault with --read-only, or copy its folder to a disk first."),
    ),
    "vault.disk_full": Sentence(
        N_("There is no room left on the disk for {path}."),
        N_("Make room and do it again; what was not finished has been taken back."),
    ),
    "vault.medium_failed": Sentence(
        N_("The system could not read or write {path}: {reason}."),
        N_(
            "Check that the disk or medium is there and sound, and choose a folder below it, "
            "not the medium itself."
        ),
    ),
    "vault.pages_damaged": Sentence(
        N_("{count} places of the database are damaged."),
        N_("Put the vault back from a backup and have the disk checked."),
    ),
    "vault.policy_unknown": Sentence(
        N_("There is no policy {name}; the policies are: {known}."),
        N_("Name one of these."),
    ),
    "vault.policy_day": Sentence(
        N_("“{value}” is not a day that the policy {name} can be set to."),
        N_("Write a day as year-month-day, as in 2026-11-24, or “none”."),
    ),
    "vault.policy_value": Sentence(
        N_("The policy {name} cannot be {value}; it is one of: {known}."),
        N_("Give one of these values."),
    ),
    "vault.policy_days": Sentence(
        N_("The policy {name} cannot be {value}; it is a number of days from {least} to {most}."),
        N_("Give such a number."),
    ),
    "journal.broken": Sentence(
        N_("The journal does not fit from run {run} on: it was changed after it was written."),
        N_(
            "Put the vault back from a backup made before, and find out who had the vault and "
            "its key."
        ),
    ),
    "journal.shorter": Sentence(
        N_("This PC remembers run {known} of the vault, but its journal ends at run {found}."),
        N_("An older copy of the vault was put back. If nobody meant to, find the newer one."),
    ),
    "journal.rewritten": Sentence(
        N_("Run {run} in the journal is not the one that this PC remembers."),
        N_(
            "The vault was continued from an older copy, or rewritten. Compare it with the "
            "last sealed bundle."
        ),
    ),
    "secret.absent": Sentence(
        N_("There is no file {file}, from which something secret is to be read."),
        N_("Check the name of the file."),
    ),
    "secret.unreadable": Sentence(
        N_("The file {file} cannot be read: {reason}."),
        N_("Use a file of your own that you may read."),
    ),
    "secret.not_a_file": Sentence(
        N_("{file} is not a regular file, so nothing secret is read from it."),
        N_("Give a file, or - for one line of standard input."),
    ),
    "secret.not_ours": Sentence(
        N_("The file {file} belongs to another account; what is secret is read from one's own."),
        N_("Use a file that belongs to the account that runs the program."),
    ),
    "secret.not_private": Sentence(
        N_("The file {file} must be private, but others may read it (mode {mode})."),
        N_(
            "Make it private: chmod 600 FILE (on Windows leave your account alone in its "
            "properties, under Security). If others may have read a passphrase or PIN in it, "
            "change that."
        ),
    ),
    "secret.empty": Sentence(
        N_("The passphrase or PIN is empty."),
        N_("Give one that is not empty; only the first line of standard input is read."),
    ),
    "secret.file_empty": Sentence(
        N_("The file {file} is empty."),
        N_("Write into it what is to be read, save it, and try again."),
    ),
    "secret.too_long": Sentence(
        N_("The file {file} is longer than {most} bytes."),
        N_("Check that it is the right file."),
    ),
    "secret.not_text": Sentence(
        N_("The file {file} is not UTF-8 text."),
        N_("Save the file as UTF-8."),
    ),
    "secret.short": Sentence(
        N_("The passphrase has fewer than {least} characters."),
        N_(
            "Against a stolen PC only its strength counts: choose several words that do not "
            "belong together."
        ),
    ),
}
