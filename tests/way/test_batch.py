"""Batches: order is kept, one bad item fails alone, who gave up stops nobody."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.way.batch import Batch


class Written:
    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    async def __call__(self, items: Sequence[int]) -> Sequence[int]:
        await asyncio.sleep(0.001)
        if any(item < 0 for item in items):
            raise ValueError
        if any(item > 1000 for item in items):
            raise OSError
        self.batches.append(list(items))
        return [item * 2 for item in items]


async def test_what_comes_together_is_written_together_and_in_order() -> None:
    written = Written()
    batch = Batch(written, most=50)
    assert await asyncio.gather(*(batch.add(n) for n in range(120))) == [n * 2 for n in range(120)]
    assert [len(one) for one in written.batches] == [50, 50, 20]
    assert [n for one in written.batches for n in one] == list(range(120))


async def test_one_that_cannot_be_written_fails_alone() -> None:
    batch = Batch(Written())
    results = await asyncio.gather(*(batch.add(n) for n in (1, -1, 2)), return_exceptions=True)
    assert results[0] == 2
    assert isinstance(results[1], ValueError)
    assert results[2] == 4


async def test_without_a_connection_nobody_tries_one_by_one() -> None:
    written = Written()
    batch = Batch(written)
    results = await asyncio.gather(*(batch.add(n) for n in (1, 2000, 3)), return_exceptions=True)
    assert all(isinstance(result, OSError) for result in results)
    assert await batch.add(4) == 8


async def test_who_stops_waiting_stops_nobody_else() -> None:
    written = Written()
    batch = Batch(written)
    impatient = asyncio.ensure_future(batch.add(1))
    patient = asyncio.ensure_future(batch.add(2))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == 4
    with pytest.raises(asyncio.CancelledError):
        await impatient
    assert await batch.add(3) == 6
