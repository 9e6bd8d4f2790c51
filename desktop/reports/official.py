"""What every official document has: its head, its title, its signatures and who receives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from desktop.domain.checkcode import check_code, in_fours
from desktop.domain.levels import LEVEL_LABELS, SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile, Line
from desktop.reports.layout import Block, Drawn, Pen
from desktop.reports.lettering import BOLD, BOLD_ITALIC, ITALIC, REGULAR, clean, width, wrap
from desktop.reports.pieces import paragraph, space

_LEADING = 1.25


@dataclass(frozen=True)
class Letterhead:
    """Who issues the document, and where. `number` and `date` are as the clerk's book will give
    them: where they are None, room is left to write them by hand.

    `date` is (day, month, year); `year` is printed in the blank date.
    """

    superior: str
    issuer: str
    place: str
    notation: str
    year: int
    number: str | None = None
    date: tuple[int, int, int] | None = None


class Capacity(Enum):
    """In whose stead a person signs."""

    ON_BEHALF = "on_behalf"
    FOR_HEAD = "for_head"
    BY_ORDER = "by_order"


@dataclass(frozen=True)
class Signatory:
    """A person who signs; what is empty is written by hand. `body` is in whose stead, e.g.
    "BAN THƯỜNG VỤ"."""

    capacity: Capacity | None = None
    body: str = ""
    post: str = ""
    name: str = ""


@dataclass(frozen=True)
class Signatories:
    """Everybody who signs. The two who hand over are None where nothing changes hands."""

    prepared: Signatory = Signatory()
    checked: Signatory = Signatory()
    approved: Signatory = Signatory()
    delivered: Signatory | None = None
    received: Signatory | None = None


def head(
    letterhead: Letterhead, secrecy: SecrecyLevel, translate: Translate, profile: FormProfile
) -> Block:
    """Set the head: issuer, number and secrecy mark on the left; party or state and date right."""
    half = profile.text_width * profile.head_left_share
    left, left_room = profile.left + half / 2, half - 6
    right_room = profile.text_width - half
    right = profile.left + half + right_room / 2
    number = profile.number.format(
        number=letterhead.number or profile.blank_number, notation=letterhead.notation
    )
    left_lines = _words(profile.superior, letterhead.superior.upper(), left_room)
    left_lines += _words(profile.issuer, letterhead.issuer.upper(), left_room)
    if profile.issuer.separator:
        left_lines.append(_Words(profile.issuer.separator, REGULAR, profile.number_size))
    # The number's blank must stay: it is not cleaned like other texts.
    left_lines.append(_Words(number, REGULAR, profile.number_size))
    right_lines = [word for line in profile.head_right for word in _words(line, "", right_room)]
    right_lines += [
        _Words(line, ITALIC, profile.date_size)
        for line in _date_lines(letterhead, translate, profile, right_room)
    ]
    mark = translate(LEVEL_LABELS[secrecy]).upper() if secrecy else ""

    def draw(pen: Pen, top: float) -> None:
        bottom = _column(pen, left, top, left_lines)
        _column(pen, right, top, right_lines)
        if mark:
            size = profile.number_size
            wide = width(mark, BOLD, size) + 16
            pen.box(left - wide / 2, bottom - 26, wide, 20)
            pen.centred(left, bottom - 26 + 0.35 * size, mark, BOLD, size)

    height = max(
        sum(w.height for w in left_lines) + (30 if mark else 0), sum(w.height for w in right_lines)
    )
    return Drawn(height, draw, keep=True)


def title(kind: str, summary: str, profile: FormProfile) -> Iterator[Block]:
    """Set the document's kind in capitals, its summary, and the rule or dashes under them."""
    yield space(8)
    kind = clean(kind).upper()
    yield from paragraph(kind, profile, face=BOLD, size=profile.type_size, centred=True, keep=True)
    if summary:
        yield from paragraph(
            summary, profile, face=BOLD, size=profile.summary_size, centred=True, keep=True
        )
    if profile.title_separator:
        yield from paragraph(profile.title_separator, profile, centred=True, keep=True)
    if profile.title_rule and summary:
        summary_lines = wrap(summary, BOLD, profile.summary_size, profile.text_width)
        half = width(summary_lines[-1], BOLD, profile.summary_size) * profile.title_rule / 2
        middle = profile.left + profile.text_width / 2

        def draw(pen: Pen, top: float) -> None:
            pen.line(middle - half, top - 2, middle + half, top - 2)

        yield Drawn(6, draw, keep=True)


def digest_block(
    digest: str, translate: Translate, profile: FormProfile, size: float | None = None
) -> Iterator[Block]:
    """Set a digest (64 hexadecimal digits) on two lines, and its check code below."""
    groups = in_fours(digest).split(" ")
    for start in (0, 8):
        line = "  ".join(groups[start : start + 8])
        yield from paragraph(line, profile, face=BOLD, size=size, centred=True, keep=True)
    code = translate(N_("Check code: {code}")).format(code=check_code(digest))
    yield from paragraph(code, profile, face=BOLD, centred=True, keep=True)


def signatures(
    who: Signatories,
    recipients: Sequence[str],
    translate: Translate,
    profile: FormProfile,
    *,
    abreast: bool = False,
) -> Iterator[Block]:
    """Set who receives the document and all who sign it: one block, with the seal's room.

    A long list of recipients follows in lines of its own. `abreast` sets the three who sign side by
    side, which takes less of a page.
    """
    _ = translate
    half = profile.text_width / 2
    left, right = profile.left + half / 2, profile.left + half * 1.5
    listed = _recipients(recipients, half, translate, profile)
    beside = sum(word.height for word in listed) <= profile.seal + 4 * profile.line
    prepared, checked = (_("Prepared by"), who.prepared), (_("Checked by"), who.checked)
    approved = (_("Approved by"), who.approved)
    if abreast:
        third = profile.text_width / 3
        places = [
            (profile.left + third * (place + 0.5), *each)
            for place, each in enumerate((prepared, checked, approved))
        ]
        bands = [_band(places, translate, profile, third, sealed=1)]
        bands += [_beside(listed, Drawn(0, lambda pen, top: None), profile)] if beside else []
    else:
        first, last = [(left, *prepared), (right, *checked)], [(right, *approved)]
        bands = [
            _band(first, translate, profile, half),
            _band(last, translate, profile, half, sealed=1),
        ]
        if beside:
            bands[1] = _beside(listed, bands[1], profile)
    if who.delivered and who.received:
        hand_over = [(left, _("Handed over by"), who.delivered)]
        hand_over.append((right, _("Taken over by"), who.received))
        bands.append(_band(hand_over, translate, profile, half))
    gap = 8.0

    def draw(pen: Pen, top: float) -> None:
        for band in bands:
            band.draw(pen, top)
            top -= band.height + gap

    yield Drawn(sum(band.height + gap for band in bands), draw, gap=10)
    if not beside:
        for word in listed:
            yield _line_block(word, profile)


def parties(
    left: tuple[str, Signatory],
    right: tuple[str, Signatory],
    translate: Translate,
    profile: FormProfile,
    *,
    approved: tuple[str, Signatory] | None = None,
) -> Iterator[Block]:
    """Set the places where two sides sign, each with its words above; and below them, with room
    for the seal, where a third approves: one block."""
    half = profile.text_width / 2
    places = [
        (profile.left + half / 2, *left),
        (profile.left + half * 1.5, *right),
    ]
    bands = [_band(places, translate, profile, half)]
    if approved is not None:
        middle = profile.left + half
        bands.append(_band([(middle, *approved)], translate, profile, half, sealed=1))
    gap = 8.0

    def draw(pen: Pen, top: float) -> None:
        for band in bands:
            band.draw(pen, top)
            top -= band.height + gap

    yield Drawn(sum(band.height + gap for band in bands), draw, gap=10)


@dataclass(frozen=True)
class _Words:
    """One line of letters; `rule` is the length of the line under it, in points."""

    text: str
    face: str
    size: float
    rule: float = 0

    @property
    def height(self) -> float:
        return self.size * _LEADING + (5 if self.rule else 0)


def _words(form: Line, text: str, room: float) -> list[_Words]:
    face = BOLD if form.bold else REGULAR
    lines = wrap(form.text or text, face, form.size, room)
    if lines == ("",):
        return []
    rule = width(lines[-1], face, form.size) * form.rule
    return [
        *(_Words(line, face, form.size) for line in lines[:-1]),
        _Words(lines[-1], face, form.size, rule),
    ]


def _column(pen: Pen, middle: float, top: float, words: Sequence[_Words]) -> float:
    for word in words:
        base = top - word.size
        pen.centred(middle, base, word.text, word.face, word.size)
        if word.rule:
            below = base - 0.3 * word.size
            pen.line(middle - word.rule / 2, below, middle + word.rule / 2, below)
        top -= word.height
    return top


def _date_lines(
    letterhead: Letterhead, translate: Translate, profile: FormProfile, room: float
) -> list[str]:
    blank = profile.blank_number
    day, month, year = (
        (f"{letterhead.date[0]:02}", f"{letterhead.date[1]:02}", letterhead.date[2])
        if letterhead.date
        else (blank, blank, letterhead.year)
    )
    # Months 1 and 2 and days below 10 get a nought before them, as both guides ask.
    date = translate(N_("dated {day}/{month}/{year}")).format(day=day, month=month, year=year)
    place = clean(letterhead.place)
    if not place:
        return [date]
    line = f"{place}, {date}"
    if width(line, ITALIC, profile.date_size) <= room:
        return [line]
    return [*wrap(f"{place},", ITALIC, profile.date_size, room), date]


def _capacity(who: Signatory, profile: FormProfile) -> str:
    if who.capacity is None:
        return ""
    return f"{getattr(profile, who.capacity.value)} {who.body.upper()}"


def _band(
    places: Sequence[tuple[float, str, Signatory]],
    translate: Translate,
    profile: FormProfile,
    half: float,
    *,
    sealed: int = 0,
) -> Drawn:
    """Set signature places side by side, their names on one line; the last `sealed` of them bear
    the seal too."""
    size, room = profile.signature_size, half - 10
    above: list[tuple[float, list[_Words]]] = []
    for place, (x, role, who) in enumerate(places):
        seal = place >= len(places) - sealed
        words = [_Words(line, BOLD, size) for line in wrap(role.upper(), BOLD, size, room)]
        capacity = _capacity(who, profile)
        if capacity:
            words += [_Words(line, BOLD, size) for line in wrap(capacity, BOLD, size, room)]
        if who.post:
            words += [
                _Words(line, REGULAR, size) for line in wrap(who.post.upper(), REGULAR, size, room)
            ]
        hint = translate(N_("(signature, seal, full name)") if seal else N_("(signature, name)"))
        words.append(_Words(clean(hint), ITALIC, size - 2))
        above.append((x, words))
    deepest = max(sum(word.height for word in words) for _x, words in above)
    space = max(profile.seal if sealed else 0, profile.signature_blank_lines * size * _LEADING)
    names = [
        (x, [_Words(line, BOLD, size) for line in wrap(who.name, BOLD, size, room)])
        for x, _role, who in places
    ]
    lowest = max(sum(word.height for word in words) for _x, words in names)

    def draw(pen: Pen, top: float) -> None:
        for x, words in above:
            _column(pen, x, top, words)
        for x, words in names:
            _column(pen, x, top - deepest - space, words)

    return Drawn(deepest + space + lowest, draw)


def _recipients(
    recipients: Sequence[str], half: float, translate: Translate, profile: FormProfile
) -> list[_Words]:
    size = profile.recipients_heading_size
    heading = clean(translate(N_("Recipients:")))
    face = REGULAR if profile.recipients_heading_underlined else BOLD_ITALIC
    rule = width(heading, face, size) if profile.recipients_heading_underlined else 0
    words = [_Words(heading, face, size, rule)]
    for recipient in recipients:
        lines = wrap(f"- {recipient}", REGULAR, profile.recipients_size, half - 10)
        words += [_Words(line, REGULAR, profile.recipients_size) for line in lines]
    return words


def _beside(listed: Sequence[_Words], band: Drawn, profile: FormProfile) -> Drawn:
    def draw(pen: Pen, top: float) -> None:
        band.draw(pen, top)
        for word in listed:
            _write(pen, profile.left, top, word)
            top -= word.height

    return Drawn(max(band.height, sum(word.height for word in listed)), draw)


def _write(pen: Pen, x: float, top: float, word: _Words) -> None:
    base = top - word.size
    pen.text(x, base, word.text, word.face, word.size)
    if word.rule:
        pen.line(x, base - 2, x + word.rule, base - 2)


def _line_block(word: _Words, profile: FormProfile) -> Block:
    return Drawn(word.height, lambda pen, top: _write(pen, profile.left, top, word))
