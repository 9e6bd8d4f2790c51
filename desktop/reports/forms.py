"""Form profiles: how the documents of one kind of organ look, as numbers read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop import resources

PROFILES = ("party", "state")
MM = 72 / 25.4


@dataclass(frozen=True)
class Line:
    """A line of a document's head: size in points; rule under it as a share of the words."""

    size: float
    bold: bool
    rule: float
    text: str = ""
    separator: str = ""


@dataclass(frozen=True)
class FormProfile:
    """All lengths in points, whatever unit the file uses."""

    name: str
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    page_number_from_top: float
    page_number_size: float
    page_number_on_first: bool
    head_left_share: float
    head_right: tuple[Line, ...]
    superior: Line
    issuer: Line
    number: str
    number_size: float
    blank_number: str
    date_size: float
    type_size: float
    summary_size: float
    title_separator: str
    title_rule: float
    size: float
    first_line: float
    between: float
    line: float
    table_size: float
    table_line: float
    list_size: float
    list_line: float
    signature_size: float
    signature_blank_lines: int
    seal: float
    on_behalf: str
    for_head: str
    by_order: str
    recipients_heading_size: float
    recipients_heading_underlined: bool
    recipients_size: float

    @property
    def text_height(self) -> float:
        """The height between the margins."""
        return self.height - self.top - self.bottom

    @property
    def text_width(self) -> float:
        """The width between the margins."""
        return self.width - self.left - self.right


@cache
def profile(name: str = "party") -> FormProfile:
    """Read the form profile `name`, one of `PROFILES`."""
    if name not in PROFILES:
        raise ValueError(f"no form profile {name!r}")
    form = resources.toml("forms", f"{name}.toml")
    page, number, head, title = form["page"], form["page_number"], form["head"], form["title"]
    body, signature, recipients = form["body"], form["signature"], form["recipients"]
    return FormProfile(
        name=name,
        width=page["width"] * MM,
        height=page["height"] * MM,
        top=page["top"] * MM,
        bottom=page["bottom"] * MM,
        left=page["left"] * MM,
        right=page["right"] * MM,
        page_number_from_top=number["from_top"] * MM,
        page_number_size=number["size"],
        page_number_on_first=number["on_first"],
        head_left_share=head["left_share"],
        head_right=tuple(_line(line) for line in head["right"]),
        superior=_line(head["superior"]),
        issuer=_line(head["issuer"]),
        number=head["number"],
        number_size=head["number_size"],
        blank_number=head["blank_number"],
        date_size=head["date_size"],
        type_size=title["type_size"],
        summary_size=title["summary_size"],
        title_separator=title["separator"],
        title_rule=title["rule"],
        size=body["size"],
        first_line=body["first_line"] * MM,
        between=body["between"],
        line=body["line"],
        table_size=form["table"]["size"],
        table_line=form["table"]["line"],
        list_size=form["table"]["list_size"],
        list_line=form["table"]["list_line"],
        signature_size=signature["size"],
        signature_blank_lines=signature["blank_lines"],
        seal=signature["seal"] * MM,
        on_behalf=signature["on_behalf"],
        for_head=signature["for_head"],
        by_order=signature["by_order"],
        recipients_heading_size=recipients["heading_size"],
        recipients_heading_underlined=recipients["heading_underlined"],
        recipients_size=recipients["size"],
    )


def _line(values: dict[str, Any]) -> Line:
    return Line(**values)
