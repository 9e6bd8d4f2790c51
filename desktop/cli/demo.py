"""`daumoi demo`: the main job on the shipped public data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.texts import N_, Translate

if TYPE_CHECKING:
    from desktop.services.demo import DemoResult, Step

_FIGURES = {
    "office": N_("office"),
    "units": N_("units"),
    "communes": N_("communes"),
    "people": N_("people"),
    "clerks": N_("clerk endpoints"),
    "tokens": N_("eTokens"),
    "lines": N_("encrypted lines"),
    "errors": N_("errors found"),
    "warnings": N_("warnings"),
    "covered": N_("covered"),
    "uncovered": N_("not covered"),
    "file": N_("file"),
    "bytes": N_("bytes"),
    "verdict": N_("verdict"),
    "openssl": N_("openssl says"),
    "files": N_("files"),
    "unequal": N_("unequal"),
    "pages": N_("pages"),
}
_VERDICTS = {
    "valid": N_("valid"),
    "untrusted": N_("untrusted"),
    "invalid": N_("invalid"),
    "unreadable": N_("unreadable"),
}
_FILES = {
    "vault": N_("vault"),
    "passphrase": N_("its passphrase"),
    "bundle": N_("bundle"),
    "anchor": N_("certificate to trust"),
    "sign-off": N_("sign-off sheet"),
    "codes": N_("list of codes"),
}


def register(commands: Registry) -> None:
    """Add the command."""
    _ = commands.translate
    parser = commands.add("demo", N_("Does the main job once on the shipped public data."), run)
    parser.add_argument(
        "--province",
        metavar="NN",
        default="20",
        help=_(N_("two-digit code of the province (default: 20, Lạng Sơn)")),
    )
    parser.add_argument(
        "--out",
        metavar=_(N_("DIR")),
        default="demo",
        help=_(N_("where the files go (default: the folder demo here)")),
    )


def run(invocation: Invocation) -> Answer:
    """Run the demonstration, showing each step as it ends."""
    import sys
    from pathlib import Path

    from desktop.services.demo import Demo, demo

    options, translate = invocation.options, invocation.translate

    def show(step: Step) -> None:
        if not options.json:
            sys.stdout.write(_line(step, translate) + "\n")
            sys.stdout.flush()

    done = demo(Demo(Path(options.out), options.province), invocation.surroundings, show)
    return invocation.answer(_result(done), tuple(_places(done, translate)))


def _line(step: Step, translate: Translate) -> str:
    shown = [
        f"{translate(_FIGURES[name])} {translate(_VERDICTS.get(value, str(value)))}"
        for name, value in step.figures.items()
        if value not in ((), "")
    ]
    seconds = translate(N_("{seconds} s")).format(seconds=f"{step.seconds:.1f}")
    return f"✓ {step.title.render(translate)}: {', '.join(shown)} ({seconds})"


def _places(done: DemoResult, translate: Translate) -> list[str]:
    lines = ["", translate(N_("The files lie here:"))]
    width = max(len(translate(label)) for label in _FILES.values())
    for name, label in _FILES.items():
        lines.append(f"  {translate(label):<{width}}  {done.files[name]}")
    return lines


def _result(done: DemoResult) -> dict[str, object]:
    return {
        "steps": [
            {"step": step.name, "seconds": round(step.seconds, 3), **step.figures}
            for step in done.steps
        ],
        "files": {name: str(path) for name, path in done.files.items()},
    }
