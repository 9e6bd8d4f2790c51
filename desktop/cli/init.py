"""`daumoi init`: makes a vault, with the units of a province where one is named."""

from __future__ import annotations

from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.problems import Problem, Severity, refuse
from desktop.domain.texts import N_, Text


def register(commands: Registry) -> None:
    """Add the command."""
    _ = commands.translate
    parser = commands.add("init", N_("Makes a vault and lays out the units of a province."), _init)
    parser.add_argument(
        "--province",
        metavar="NN",
        help=_(N_("two-digit code of the province; without it only the root organ is made")),
    )
    parser.add_argument(
        "--office-code",
        metavar=_(N_("CODE")),
        required=True,
        help=_(N_("identifier code of the root organ, the Tỉnh uỷ or Thành uỷ")),
    )
    parser.add_argument(
        "--office-name",
        metavar=_(N_("NAME")),
        required=True,
        help=_(N_("name of the root organ")),
    )


def _init(invocation: Invocation) -> Answer:
    from desktop.services import units, vault

    given = invocation.options
    layout = units.LayOut(given.office_code, given.office_name, given.province)
    # Refused before anybody is asked for a passphrase, and before a folder is made.
    units.plan(layout)
    made: list[units.LaidOut] = []
    command = vault.CreateVault(given.user) if given.user is not None else vault.CreateVault()
    folder = invocation.vault_folder
    session = vault.create(
        folder,
        command,
        passphrase=lambda: _new_passphrase(invocation),
        surroundings=invocation.surroundings,
        fill=lambda opened: made.append(units.lay_out(opened, layout)),
    )
    session.close()
    (laid_out,) = made
    return invocation.answer(
        {"vault": str(folder), "units": laid_out.units},
        (
            Text(
                N_("Vault made in {folder}; {units} units laid out."),
                {"folder": folder, "units": laid_out.units},
            ).render(invocation.translate),
        ),
        (*session.warnings, *_notes(laid_out.likely)),
    )


def _new_passphrase(invocation: Invocation) -> str:
    """Ask for a new passphrase twice, or read it from `--passphrase-file` once."""
    first = invocation.passphrase(Text(N_("Choose a passphrase for the vault: ")))
    if invocation.options.passphrase_file is None:
        again = invocation.passphrase(Text(N_("The same passphrase again: ")))
        if again != first:
            raise refuse("secret.unequal")
    return first


def _notes(likely: int) -> tuple[Problem, ...]:
    if not likely:
        return ()
    return (Problem("unit.likely_bodies", {"count": likely}, Severity.INFO),)
