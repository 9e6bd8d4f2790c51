"""A whole day with twenty devices: after each step, what the registers say is what they hold."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.handing_out import Outcome
from desktop.domain.handover import MinutesState
from desktop.domain.issuer_requests import Kind, RequestState
from desktop.models.tables import certificate, delivery_item, token
from desktop.services.bundles import Seal, seal
from desktop.services.certificates.command import ImportCertificates
from desktop.services.certificates.importing import import_certificates
from desktop.services.edit_tokens import MoveTokens, move_tokens
from desktop.services.handing_out.command import FindDevice, StartDay, Tick
from desktop.services.handing_out.days import find_device, start_day
from desktop.services.handing_out.ticking import tick
from desktop.services.handover.command import DrawMinutes, Minutes, RecordSigned, SignMinutes
from desktop.services.handover.drawing import draw_minutes
from desktop.services.handover.signing import record_signed, sign_minutes
from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.requests.answering import answer_request, send_request
from desktop.services.requests.command import AnswerRequest, DrawRequest, SendRequest
from desktop.services.requests.drawing import draw_request
from desktop.services.scan_tokens import ScanTokens, scan_tokens
from desktop.services.session import Session
from desktop.services.stock.assigning import AssignList, assign_list
from desktop.services.stock.command import AddDelivery, ImportList
from desktop.services.stock.deliveries import add_delivery
from desktop.services.stock.lines import plugged_in
from desktop.services.stock.listing import import_list
from desktop.services.stock.receiving import ReceiveDelivery, receive_delivery
from desktop.services.vault_care import CheckVault, SetPolicy, check, set_policy
from tests.helpers.certificates import issue
from tests.helpers.importing import rows_of
from tests.helpers.pki import PIN, SOFTHSM, Authority, Issued, SoftTokens
from tests.helpers.second_reading import Held, public_key, second_reading
from tests.helpers.stock_sets import HEAD, issuers_list
from tests.helpers.token_sets import HEAD as TOKEN_HEAD
from tests.helpers.token_sets import UNITS
from tests.helpers.vaults import new_vault
from tests.helpers.workbooks import write_xlsx

TODAY = "2026-11-24"
LETTER = "12-CV/VPTU ngày 24/11/2026"
# Ten devices with RSA keys of 3,072 bits, ten with keys on P-256; each is one person's.
KINDS = ("rsa",) * 10 + ("p256",) * 10
LABELS = tuple(f"VGCA Token {number:02}" for number in range(1, 21))
RSA, EC = LABELS[0], LABELS[10]


class Day:
    """The devices that are plugged in, and the registers that speak of them."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.folder = folder
        self.devices = SoftTokens(folder / "hsm").create()
        self.authority = Authority("CA của ngày giao", number=77)
        self.issued: dict[str, Issued] = {}
        for number, (label, kind) in enumerate(zip(LABELS, KINDS, strict=True), start=1):
            self.issued[label] = issue(self.authority, name_of(label), kind=kind, key_number=number)
            self.devices.add(label, self.issued[label])

    def uid(self, label: str) -> str:
        (row,) = [row for row in rows_of(self.session, token) if row.subscriber == name_of(label)]
        return str(row.uid)

    def take_in(self, *labels: str) -> None:
        """Import the certificates that the issuer gave for these devices."""
        for label in labels:
            file = self.issued[label].pem(self.folder / f"{label}.pem")
            command = ImportCertificates((file,), self.uid(label))
            assert import_certificates(self.session, command).accepted

    def agrees(self, *warned: str) -> None:
        """See that registers, our own reading and that of another program are one; `warned` is
        what our own has to say besides."""
        scanned = scan_tokens(self.session, ScanTokens(SOFTHSM))
        assert Counter(problem.code for problem in scanned.problems) == Counter(warned)
        assert {each.by for each in scanned.devices} == {"key"}
        known = {row.uid: row for row in rows_of(self.session, token)}
        for each in scanned.devices:
            assert each.token is not None
            assert known[each.token.uid].subscriber == name_of(each.label)
        held = second_reading(SOFTHSM)
        assert {(each.serial, each.label) for each in scanned.devices} == {
            (serial, label) for serial, label, _ in held
        }
        assert self._registers() == held

    def _registers(self) -> set[Held]:
        keys: dict[str, set[str]] = {}
        for row in rows_of(self.session, certificate):
            # A superseded one is on the device no longer; a revoked one stays on it.
            if row.state != "superseded":
                keys.setdefault(row.token, set()).add(public_key(base64.b64decode(row.der or "")))
        return {
            (row.serial, row.label, frozenset(keys.get(row.uid, ())))
            for row in rows_of(self.session, token)
        }

    def states(self, label: str) -> list[str]:
        rows = rows_of(self.session, certificate, token=self.uid(label))
        return sorted(row.state for row in rows)

    def custody(self) -> Counter[str]:
        return Counter(row.custody for row in rows_of(self.session, token))


def name_of(label: str) -> str:
    return f"Cán bộ {label[-2:]}"


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    def fill(session: Session) -> None:
        asked = [
            (
                f"A05.0600{1 + number % 2}",
                "Cá nhân",
                name_of(label),
                *[""] * 4,
                "Đã đăng ký",
                "",
                "",
            )
            for number, label in enumerate(LABELS)
        ]
        for kind, rows in (("units", UNITS), ("tokens", (TOKEN_HEAD, *asked))):
            path = write_xlsx(tmp_path / f"{kind}.xlsx", rows)
            command = ImportFile(kind, path, from_date="2025-07-01")
            assert import_file(session, command).run is not None
        set_policy(session, SetPolicy("plaintext_bundle", "yes"))

    with new_vault(tmp_path / "vault", fill=fill) as opened:
        found = Day(opened, tmp_path)
        monkeypatch.setenv("SOFTHSM2_CONF", found.devices.environment["SOFTHSM2_CONF"])
        yield found


def test_a_whole_day(day: Day) -> None:
    receive(day)
    assign(day)
    hand_out(day)
    sign_for_them(day)
    for label in (RSA, EC):
        spec = f"pkcs11:{SOFTHSM}?token={label}"
        sealed = seal(day.session, Seal(spec, folder(day, label)), lambda: PIN)
        assert sealed.file.exists()
        day.agrees()
    renew(day)
    revoke(day)
    give_back(day)
    assert check(day.session, CheckVault()).problems == ()


def receive(day: Day) -> None:
    """Each device of the delivery is read; nobody knows yet whose it will be."""
    plugged = plugged_in(day.session, SOFTHSM)
    listed = [
        (n, f"Hộp {1 + n % 2}", "SoftHSM", each.text, "") for n, each in enumerate(plugged, 1)
    ]
    add_delivery(day.session, AddDelivery("Ban Cơ yếu Chính phủ", "12/BCY", "2026-11-02"))
    import_list(day.session, ImportList(1, issuers_list(day.folder / "ds.xlsx", (HEAD, *listed))))
    received = receive_delivery(day.session, ReceiveDelivery(1, TODAY, plugged))
    assert (len(received.received), received.problems) == (20, ())
    found = {row.serial for row in rows_of(day.session, delivery_item) if row.found_on == TODAY}
    assert found == {serial for serial, _, _ in second_reading(SOFTHSM)}
    scanned = scan_tokens(day.session, ScanTokens(SOFTHSM))
    assert {each.by for each in scanned.devices} == {None}


def assign(day: Day) -> None:
    """A file says whose each is; the devices are read again, and their certificates taken in."""
    by_label = {label: serial for serial, label, _ in second_reading(SOFTHSM)}
    rows = [
        (by_label[label], f"A05.0600{1 + number % 2}", name_of(label))
        for number, label in enumerate(LABELS)
    ]
    file = write_xlsx(day.folder / "gan.xlsx", [("Serial", "Mã định danh", "Họ và tên"), *rows])
    assert assign_list(day.session, AssignList(file)).updated == 20
    assert day.custody() == {"stock": 20}
    scanned = scan_tokens(day.session, ScanTokens(SOFTHSM, record=True))
    assert {each.by for each in scanned.devices} == {"serial"}
    assert {problem.code for problem in scanned.problems} == {"token.scan_certificate_new"}
    day.take_in(*LABELS)
    day.agrees()


def hand_out(day: Day) -> None:
    """Half of them fetch their device themselves, another takes the rest along to the unit."""
    start_day(day.session, StartDay(TODAY, place="Hội trường"))
    by_label = {label: serial for serial, label, _ in second_reading(SOFTHSM)}
    for label in LABELS[::2]:
        line = find_device(day.session, FindDevice(1, by_label[label].lower()))
        assert line.subscriber == name_of(label)
        tick(day.session, Tick(1, (line.token,), Outcome.HANDED))
    others = tuple(map(day.uid, LABELS[1::2]))
    tick(day.session, Tick(1, others, Outcome.PROXY, "Lê Văn Nhận", "GGT 15"))
    assert day.custody() == {"handed_over": 10, "received": 10}
    day.agrees()


def sign_for_them(day: Day) -> None:
    """Each signs the minutes with the device that they were given."""
    for label in LABELS:
        minutes = drawn(day, label, "handed_over")
        signer = f"pkcs11:{SOFTHSM}?token={label}"
        command = SignMinutes(minutes.number, signer, certificates=True)
        done = sign_minutes(day.session, command, lambda: PIN)
        assert done.minutes.state is MinutesState.SIGNED
    assert day.custody() == {"handed_over": 20}
    assert {row.state for row in rows_of(day.session, certificate)} == {"active"}
    day.agrees()


def renew(day: Day) -> None:
    """One is renewed on its key, the other on a new one."""
    old = {label: f"{day.issued[label].certificate.serial_number:X}" for label in (RSA, EC)}
    asked = DrawRequest(Kind.RENEW, (day.uid(RSA), day.uid(EC)))
    items = draw_request(day.session, asked).request.items
    assert [item.token for item in items] == [day.uid(RSA), day.uid(EC)]
    send_request(day.session, SendRequest(1, LETTER))
    day.agrees()
    for place, (label, number) in enumerate(((RSA, 1), (EC, 30)), 1):
        kind = KINDS[LABELS.index(label)]
        renewed = issue(day.authority, name_of(label), kind=kind, key_number=number)
        day.issued[label] = renewed
        day.devices.renew(label, renewed)
        given = f"{renewed.certificate.serial_number:X}"
        answer = AnswerRequest(1, places=(place,), paper="CV 99", certificate=given)
        answer_request(day.session, answer)
        assert given != old[label]
        day.take_in(label)
        assert day.states(label) == ["active", "superseded"]
        day.agrees()


def revoke(day: Day) -> None:
    """It is asked for first, and holds until the issuer has confirmed."""
    draw_request(day.session, DrawRequest(Kind.REVOKE, (day.uid(EC),), reason="nghỉ hưu"))
    send_request(day.session, SendRequest(2, LETTER))
    assert day.states(EC) == ["revocation_pending", "superseded"]
    day.agrees()
    done = answer_request(day.session, AnswerRequest(2, paper="CV 100"))
    assert done.request.state is RequestState.CONFIRMED
    assert day.states(EC) == ["revoked", "superseded"]
    day.agrees("token.scan_certificate_ended")


def give_back(day: Day) -> None:
    """The device comes back by minutes, and into the stock."""
    minutes = drawn(day, EC, "returned", reason="nghỉ hưu")
    record_signed(day.session, RecordSigned(minutes.number, TODAY, "9-BB/VPTU"))
    assert day.custody() == {"handed_over": 19, "returned": 1}
    day.agrees("token.scan_certificate_ended")
    move_tokens(day.session, MoveTokens((day.uid(EC),), "stock", TODAY))
    day.agrees("token.scan_certificate_ended")


def drawn(day: Day, label: str, custody: str, **more: str) -> Minutes:
    command = DrawMinutes((day.uid(label),), custody, **more)
    return draw_minutes(day.session, command).minutes


def folder(day: Day, name: str) -> Path:
    made = day.folder / f"gói {name}"
    made.mkdir()
    return made
