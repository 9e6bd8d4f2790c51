"""Names of people who do not exist: every one has the middle name Mẫu (sample)."""

from __future__ import annotations

from zlib import crc32

SURNAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ",
    "Hồ", "Ngô", "Dương", "Lý", "Nông", "Hà", "Vi", "Lương", "Triệu", "Mông", "Chu", "Đinh",
)  # fmt: skip
MIDDLES = (
    "Văn", "Thị", "Đức", "Ngọc", "Minh", "Quang", "Thu", "Hữu", "Xuân", "Thanh", "Hồng", "Kim",
)  # fmt: skip
GIVEN = (
    "An", "Anh", "Ánh", "Bảo", "Bình", "Châu", "Chi", "Cường", "Diệp", "Dung", "Dũng", "Đạt",
    "Đông", "Giang", "Hà", "Hải", "Hạnh", "Hằng", "Hiếu", "Hoà", "Huệ", "Hùng", "Hương", "Khánh",
    "Lan", "Linh", "Long", "Mai", "Minh", "Nam", "Nga", "Nhung", "Oanh", "Phong", "Phúc", "Quân",
    "Quý", "Sơn", "Tâm", "Thảo", "Thắng", "Thuý", "Tiến", "Trang", "Tùng", "Uyên", "Vân", "Yến",
)  # fmt: skip


def person(key: str) -> tuple[str, str]:
    """Return the name of whoever `key` stands for, and a telephone number that rings nowhere."""
    number = crc32(key.encode())
    surname, rest = _pick(SURNAMES, number)
    middle, rest = _pick(MIDDLES, rest)
    given, _ = _pick(GIVEN, rest)
    return f"{surname} Mẫu {middle} {given}", f"0000 {number // 1000 % 1000:03} {number % 1000:03}"


def _pick(names: tuple[str, ...], number: int) -> tuple[str, int]:
    return names[number % len(names)], number // len(names)
