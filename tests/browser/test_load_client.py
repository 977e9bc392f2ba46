"""The learners of the load measurement are served what a browser is served.

Were the client to ask for the wrong page, or to press nothing, its figures would be those of
another course.
"""

from __future__ import annotations

import asyncio

import pytest

from lessons.course import Library
from simulations.catalogue import Catalogue
from tests.benchmarks.load.client import Learner, Tally
from tests.benchmarks.load.run import addresses, percentile
from tests.serving import ROOT


class Watching(Learner):
    """A learner that remembers the headings it was shown."""

    def __post_init__(self):
        super().__post_init__()
        self.headings = []

    def _see(self, message):
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "heading":
                self.headings.append(element.heading.body)
        super()._see(message)


async def some_turns(learner, turns):
    async with await learner.join() as socket:
        for _ in range(turns):
            await learner._do_something(socket, count_from=0)


def test_it_reads_the_lesson_and_does_what_a_learner_does(app):
    tally = Tally()
    steps = Library(ROOT / "lessons" / "library", Catalogue()).load("biased-hiring").steps
    with_knobs = addresses("biased-hiring")[-1]
    learner = Watching(app.url, "/biased-hiring", with_knobs, tally, 1)
    asyncio.run(some_turns(learner, 12))
    assert learner.headings[0] == next(step.title for step in steps if with_knobs == f"step={step.slug}")
    assert tally.exceptions == []
    assert tally.errors == []
    assert len(tally.turns()) == 12
    assert tally.seconds["new setting"]
    assert tally.seconds["step"]


def test_it_asks_servers_of_this_machine_only():
    with pytest.raises(ValueError, match="must be on this machine"):
        Learner("http://example.org", "/", "", Tally(), 1)


@pytest.mark.parametrize(("share", "value"), [(0, 1.0), (50, 2.5), (95, 3.85), (100, 4.0)])
def test_a_percentile_lies_between_the_two_values_beside_it(share, value):
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == pytest.approx(value)
