"""The command line: global options, choosing a command, and turning its answer into output.

Each noun has its own module with `register(commands)`, which adds its parsers and sets `run` to a
function `(Invocation) -> Answer`. Those functions import services inside, so that `--help` and a
mistyped command cost nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import PurePath
from typing import NoReturn

from desktop import VERSION_LINE
from desktop.cli import (
    certificates,
    check,
    codes,
    collect,
    compare,
    coverage,
    demo,
    imports,
    init,
    lists,
    output,
    people,
    proofs,
    reorganise,
    reports,
    rules,
    seal,
    terms,
    tokens,
    trust,
    vault,
    verify,
)
from desktop.cli.catalogue import translator
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.problems import Failure, Problem
from desktop.domain.system_reasons import reason_of
from desktop.domain.texts import N_, Translate

_NOUNS = (
    init,
    imports,
    reorganise,
    compare,
    codes,
    collect,
    lists,
    people,
    check,
    coverage,
    rules,
    proofs,
    terms,
    tokens,
    certificates,
    trust,
    seal,
    verify,
    reports,
    vault,
    demo,
)


USAGE_EXIT = 2


class _UsageError(Exception):
    """The command line is wrong."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _UsageError(f"{message}\n\n{self.format_usage().strip()}")


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; see `formats.md` for what each code means."""
    _open_closed_streams()
    translate = translator(_language(arguments))
    # argparse looks its own sentences up in this name of its module.
    argparse._ = translate  # type: ignore[attr-defined]  # not in its published stubs
    as_json = "--json" in arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # File names need not be text; what is none is shown by its bytes.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = _parse(arguments, translate)
    except _UsageError as error:
        problem = Problem("usage.wrong", {"what": str(error)})
        answer = Answer("", None, (problem,), USAGE_EXIT)
    else:
        answer = _answer(options, translate)
    try:
        return output.show(answer, translate, as_json=as_json)
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        _silence_output()
        return answer.exit_code
    except OSError as error:
        # The answer's own file is on a full or failed disk; standard error may still be read.
        _silence_output()
        problem = Problem("output.failed", {"reason": reason_of(error)})
        return output.show(Answer(answer.command, None, (problem,), 4), translate, as_json=False)


def _silence_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Give what was closed by the caller a place to go, so that it is no other file of ours."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def _answer(options: argparse.Namespace, translate: Translate) -> Answer:
    invocation = Invocation(options, translate)
    try:
        answer: Answer = options.run(invocation)
    except Failure as failure:
        result: dict[str, object] | None = {} if failure.exit_code == 1 else None
        return Answer(options.command_name, result, failure.problems, failure.exit_code)
    except KeyboardInterrupt:
        return Answer(options.command_name, {}, (Problem("work.cancelled"),), 1)
    except OSError as error:
        values = {"what": reason_of(error), "file": error.filename or ""}
        return Answer(options.command_name, None, (Problem("world.failed", values),), 4)
    except Exception as error:
        # A bug of ours. The place in our own code says enough to mend it, and holds no data.
        problem = Problem("program.fault", {"place": _place(error)})
        return Answer(options.command_name, None, (problem,), 4)
    return answer


def _place(error: Exception) -> str:
    import traceback

    ours = [
        f"{PurePath(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "desktop" in PurePath(frame.filename).parts
    ]
    return " ".join(ours[-3:])


def _parse(arguments: Sequence[str], translate: Translate) -> argparse.Namespace:
    parser = _Parser(
        prog="daumoi",
        description=translate(N_("Registers of units, codes, clerk endpoints and eTokens.")),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_globals(parser, translate, suppress=False)
    commands = parser.add_subparsers(
        dest="command_name", metavar=translate(N_("COMMAND")), required=True, parser_class=_Parser
    )
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    _add_globals(common, translate, suppress=True)
    registry = Registry(commands, common, translate)
    for noun in _NOUNS:
        noun.register(registry)
    return parser.parse_args(arguments)


def _add_globals(parser: argparse.ArgumentParser, _: Translate, *, suppress: bool) -> None:
    """Global options stand before or after the command; after it they are left unset by default."""

    def default(value: object) -> object:
        return argparse.SUPPRESS if suppress else value

    group = parser.add_argument_group(_(N_("options of every command")))
    group.add_argument(
        "--vault", metavar=_(N_("DIR")), default=default(None), help=_(N_("the vault's folder"))
    )
    group.add_argument(
        "--user",
        metavar=_(N_("LABEL")),
        default=default(None),
        help=_(N_("whose passphrase opens it (default: the only one)")),
    )
    group.add_argument(
        "--passphrase-file",
        metavar=_(N_("FILE")),
        default=default(None),
        help=_(N_("private file (mode 0600) with the passphrase; - reads one line of input")),
    )
    group.add_argument(
        "--json", action="store_true", default=default(False), help=_(N_("answer as one object"))
    )
    group.add_argument(
        "--lang", choices=("vi", "en"), default=default("vi"), help=_(N_("language of the answer"))
    )
    group.add_argument(
        "--read-only",
        action="store_true",
        default=default(False),
        help=_(N_("open the vault without the right to write")),
    )
    if not suppress:
        group.add_argument(
            "--version", action="version", version=VERSION_LINE, help=_(N_("show the version"))
        )


def _language(arguments: Sequence[str]) -> str:
    """Find `--lang` before parsing, since the parser itself speaks in that language."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return "vi"
