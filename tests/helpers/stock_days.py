"""A handing-out day for tests: two devices in stock, spare ones, one that its unit has received."""

from __future__ import annotations

from pathlib import Path

from desktop.services.handing_out.command import StartDay
from desktop.services.handing_out.days import start_day
from desktop.services.session import Session
from desktop.services.stock.assigning import AssignList, assign_list
from desktop.services.stock.command import AddDelivery, ImportList
from desktop.services.stock.deliveries import add_delivery
from desktop.services.stock.listing import import_list
from desktop.services.stock.receiving import ReceiveDelivery, receive_delivery
from tests.helpers.stock_sets import issuers_list
from tests.helpers.token_sets import fill_tokens
from tests.helpers.workbooks import write_xlsx

TODAY = "2026-11-24"


def lay_stock(session: Session, folder: Path) -> None:
    """Receive a delivery, and say whose two of its devices are to be."""
    fill_tokens(session, folder)
    add_delivery(session, AddDelivery("Ban Cơ yếu", "12/BCY", "2026-11-02"))
    import_list(session, ImportList(1, issuers_list(folder / "ds.xlsx")))
    receive_delivery(session, ReceiveDelivery(1, TODAY, listed=True))
    head = ("Serial", "Đơn vị", "Họ và tên")
    rows = (("0B000001", "Đảng uỷ xã Hai", "Đỗ Văn Cường"), ("0B000002", "Đảng uỷ xã Hai", None))
    assign_list(session, AssignList(write_xlsx(folder / "gan.xlsx", (head, *rows))))


def lay_day(session: Session, folder: Path) -> None:
    """Begin a day with them."""
    lay_stock(session, folder)
    start_day(session, StartDay(TODAY, place="Hội trường tầng 2"))
