"""What a command function is given, and what it answers with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.problems import Problem, refuse, world_failed
from desktop.domain.texts import N_, Text, Translate

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.services.surroundings import Surroundings


@dataclass(frozen=True)
class Answer:
    """A command's answer: `result` is the JSON object's result, `lines` is what a person reads.

    `problems` are shown in both forms. `exit_code` is 0 or 1; failures raise instead.
    """

    command: str
    result: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0
    lines: tuple[str, ...] = field(default=(), repr=False)


class Invocation:
    """The parsed options with what they lead to: the surroundings and the opened vault."""

    def __init__(self, options: argparse.Namespace, translate: Translate) -> None:
        self.options = options
        self.translate = translate

    def answer(
        self,
        result: Mapping[str, Any],
        lines: tuple[str, ...] = (),
        problems: tuple[Problem, ...] = (),
        exit_code: int = 0,
    ) -> Answer:
        """Return this command's answer."""
        return Answer(self.options.command_name, result, problems, exit_code, lines)

    @cached_property
    def surroundings(self) -> Surroundings:
        """The real clock and randomness, questions on the terminal, progress on standard error."""
        from desktop.services.surroundings import Surroundings

        return Surroundings(
            prompt=TerminalPrompt(self.translate),
            translate=self.translate,
            progress=TerminalProgress(self.translate),
        )

    @property
    def vault_folder(self) -> Path:
        """The folder of `--vault`, or the platform's data folder."""
        if self.options.vault is not None:
            return Path(self.options.vault)
        from desktop.services.vault import default_folder

        return default_folder()

    def passphrase(self, question: Text) -> str:
        """Return the passphrase from `--passphrase-file`, or ask for it."""
        return self.secret(self.options.passphrase_file, question)

    def secret(self, file: str | None, question: Text, most: int | None = None) -> str:
        """Return the secret in a private file (`-` is one line of standard input), or ask for it.
        `most` is how many bytes it may have, None: as many as a passphrase.

        Raises `Refusal` (`secret.one_input`) where two options want standard input.
        """
        if file is None:
            return self.surroundings.prompt.secret(question)
        from desktop.services.secrets_input import read_secret_file

        if list(vars(self.options).values()).count("-") > 1:
            raise refuse("secret.one_input")
        return read_secret_file(file) if most is None else read_secret_file(file, most)

    def open_vault(self, *, read_only: bool = False) -> Session:
        """Open the vault of `--vault`; `read_only` for commands that only read (no lock taken)."""
        from desktop.services.vault import open_vault

        return open_vault(
            self.vault_folder,
            user=self.options.user,
            passphrase=lambda: self.passphrase(Text(N_("Passphrase of the vault: "))),
            read_only=read_only or self.options.read_only,
            surroundings=self.surroundings,
        )


CommandFunction = Callable[[Invocation], Answer]


@dataclass(frozen=True)
class Registry:
    """Where a noun's module adds its commands; each takes the global options too."""

    commands: Any
    common: argparse.ArgumentParser
    translate: Translate

    def add(self, name: str, summary: str, run: CommandFunction) -> argparse.ArgumentParser:
        """Add the command `name`; `summary` is a source string."""
        return self.add_under(self.commands, name, summary, run, command_name=name)

    def add_under(
        self,
        group: Any,
        name: str,
        summary: str,
        run: CommandFunction,
        *,
        command_name: str,
    ) -> argparse.ArgumentParser:
        """Add a command of two words below `group` (made by `add_group`)."""
        words = self.translate(summary)
        parser: argparse.ArgumentParser = group.add_parser(
            name, help=words, description=words, parents=[self.common], allow_abbrev=False
        )
        parser.set_defaults(run=run, command_name=command_name)
        return parser

    def add_group(self, name: str, summary: str) -> Any:
        """Add a first word that needs a second, and return what `add_under` takes."""
        return self.add_group_under(self.commands, name, summary)

    def add_group_under(self, group: Any, name: str, summary: str) -> Any:
        """Add a second word that needs a third, and return what `add_under` takes."""
        words = self.translate(summary)
        parser = group.add_parser(
            name, help=words, description=words, parents=[self.common], allow_abbrev=False
        )
        return parser.add_subparsers(
            dest=f"{name}_command", metavar=self.translate(N_("COMMAND")), required=True
        )


class TerminalPrompt:
    """Asks on the terminal, unseen; without a terminal there is nobody to ask."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate

    def secret(self, question: Text) -> str:
        """Ask for a secret; raises `WorldFailure` (`prompt.unavailable`)."""
        if not sys.stdin.isatty():
            raise world_failed("prompt.unavailable", question=question)
        from getpass import getpass

        return getpass(question.render(self._translate), stream=sys.stderr)


class TerminalProgress:
    """Shows progress on standard error, on one line, and only to a terminal."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate

    def __call__(self, what: Text, done: int, total: int) -> None:
        """Show how far it is."""
        if sys.stderr.isatty():
            end = "\n" if done >= total else ""
            sys.stderr.write(f"\r{what.render(self._translate)}: {done}/{total}{end}")
            sys.stderr.flush()
