"""The passphrase of the bench's vaults, in a module that loads nothing."""

PASSPHRASE = "bốn từ chỉ để đo"  # noqa: S105 - of vaults that hold made-up rows
