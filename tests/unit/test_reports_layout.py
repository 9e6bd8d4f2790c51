"""Where blocks stand: inside the page, none lost, together where they belong together."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from desktop.reports.layout import Block, paginate

ROOM = 100.0


@dataclass(frozen=True, eq=False)
class Brick:
    height: float
    gap: float = 0
    keep: bool = False
    repeated: Block | None = None

    def draw(self, pen: object, top: float) -> None:
        raise AssertionError("laying out draws nothing")


HEADING = Brick(9)
bricks = st.builds(
    Brick,
    height=st.integers(1, 99).map(float),
    gap=st.integers(0, 5).map(float),
    keep=st.booleans(),
)


def numbers_of_pages(blocks: list[Brick], pages: list[list[tuple[float, Block]]]) -> list[int]:
    found = {id(block): n for n, page in enumerate(pages) for _, block in page}
    return [found[id(block)] for block in blocks]


@given(st.lists(bricks, max_size=40))
def test_every_block_stands_once_in_order_inside_the_page(blocks: list[Brick]) -> None:
    pages = paginate(blocks, ROOM)
    assert [block for page in pages for _, block in page] == blocks
    for page in pages:
        floor = 0.0
        for top, block in page:
            assert top >= floor
            floor = top + block.height
        assert floor <= ROOM


@given(st.lists(bricks, min_size=1, max_size=40))
def test_blocks_that_keep_together_share_a_page_where_one_can_hold_them(
    blocks: list[Brick],
) -> None:
    on_page = numbers_of_pages(blocks, paginate(blocks, ROOM))
    start = 0
    for index, block in enumerate(blocks):
        if not block.keep or index == len(blocks) - 1:
            chain = blocks[start : index + 1]
            tall = sum(b.gap + b.height for b in chain) - chain[0].gap
            if tall <= ROOM:
                assert len(set(on_page[start : index + 1])) == 1
            start = index + 1


def test_a_heading_is_repeated_on_each_page_and_only_there() -> None:
    rows = [Brick(20, repeated=HEADING) for _ in range(9)]
    pages = paginate(rows, ROOM)
    assert [[block is HEADING for _, block in page] for page in pages] == [
        [True, False, False, False, False],
        [True, False, False, False, False],
        [True, False],
    ]
    assert [top for top, _ in pages[0]] == [0, 9, 29, 49, 69]


def test_a_heading_counts_when_rows_are_kept_with_what_follows() -> None:
    rows = [Brick(20, repeated=HEADING, keep=n >= 2) for n in range(4)]
    end = Brick(51)
    pages = paginate([*rows, end], ROOM)
    # Two rows, the heading and the end fill the second page exactly.
    assert numbers_of_pages([*rows, end], pages) == [0, 0, 1, 1, 1]
    assert pages[1][0][1] is HEADING
    # One point more and no page can hold them: then they are parted, not lost.
    taller = Brick(52)
    assert numbers_of_pages([*rows, taller], paginate([*rows, taller], ROOM)) == [0, 0, 0, 0, 1]


def test_nothing_gives_one_empty_page() -> None:
    assert paginate([], ROOM) == [[]]
