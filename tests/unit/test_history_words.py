"""The words and exceptions of the history are those of commands that there are."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from desktop import services
from desktop.domain.actors import Command
from desktop.services import history


def commands(base: type[Command] = Command) -> Iterator[type[Command]]:
    for each in base.__subclasses__():
        yield each
        yield from commands(each)


def test_what_a_run_did_is_said_for_commands_that_exist() -> None:
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        importlib.import_module(module.name)
    names = {each.name for each in commands() if hasattr(each, "name")}
    assert set(history._WORDS) - names == set()
    assert set(history._KEPT) - names == set()
