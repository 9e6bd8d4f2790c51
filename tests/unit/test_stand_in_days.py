"""Days behind a deputy's name are the standing-in's period, never a remark."""

from __future__ import annotations

import pytest

from desktop.domain.cells import CellFault
from desktop.domain.stand_in_days import stand_in_days


@pytest.mark.parametrize(
    ("remark", "found"),
    [
        (None, (None, None, None)),
        ("nghỉ sinh", (None, None, "nghỉ sinh")),
        ("đến 30/6/2026", (None, "2026-07-01", None)),
        ("đến hết ngày 30/6/2026", (None, "2026-07-01", None)),
        ("từ 01/01/2027 đến 31/01/2027", ("2027-01-01", "2027-02-01", None)),
        ("nghỉ từ ngày 20-12-2026", ("2026-12-20", None, "nghỉ")),
        ("nghỉ phép, từ 1/1/2027 - đến 5/1/2027", ("2027-01-01", "2027-01-06", "nghỉ phép")),
        ("1/1/2027 – 5/1/2027", ("2027-01-01", "2027-01-06", None)),
        ("thay đ/c Hà; từ 1/1/2027 đến 1/1/2027", ("2027-01-01", "2027-01-02", "thay đ/c Hà")),
    ],
)
def test_what_days_say(remark: str | None, found: tuple[str | None, ...]) -> None:
    assert stand_in_days(remark) == found


@pytest.mark.parametrize(
    ("remark", "code"),
    [
        ("nghỉ từ 20/12/2026 đến 10/12/2026", "cell.days_reversed"),
        ("đến 30/2/2026", "cell.date_impossible"),
        ("đến 30/6/26", "cell.date_year"),
        ("30/6/2026", "cell.stand_in_days"),
        ("đến 30/6", "cell.stand_in_days"),
        ("trong tháng 6", "cell.stand_in_days"),
        ("từ 1/1/2027 đến 5/1/2027 và 8/1/2027", "cell.stand_in_days"),
    ],
)
def test_what_is_no_period_is_asked_about(remark: str, code: str) -> None:
    with pytest.raises(CellFault) as fault:
        stand_in_days(remark)
    assert fault.value.code == code
