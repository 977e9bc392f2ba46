"""The process is killed (SIGKILL) in the middle of submissions: no answer is lost or kept twice."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from classroom.records import Records
from quizzes.base import Grade, Outcome

ROOT = Path(__file__).parents[2]
TOKEN = "a" * 43
KILLS = 4

PROGRAM = """
import sys
from classroom.records import Records
from quizzes.base import Grade, Handed
records = Records(sys.argv[1])
ledger = records.ledger(records.learner(sys.argv[2]))
sitting = ledger.sitting("hiring", "quiz").id
for number in range(int(sys.argv[3]), 1_000_000):
    stored, new = ledger.put(Handed(sitting, f"q{number % 7}", number, {"text": str(number)}))
    print("stored", number, stored.id, int(new), flush=True)
    ledger.settle(stored.id, Grade.of(1.0))
    print("settled", number, stored.id, 1, flush=True)
"""


IN_BETWEEN = """
import os, signal, sys
from classroom.records import Records
from quizzes.base import Handed
records = Records(sys.argv[1])
ledger = records.ledger(records.learner(sys.argv[2]))
ledger.put(Handed(ledger.sitting("hiring", "quiz").id, "q1", 1, {"choice": "a"}))
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_after(url: str, first: int, lines: int) -> list[list[str]]:
    """What a process said that it had done before it was killed."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM, url, TOKEN, str(first)], cwd=ROOT,
                          stdout=subprocess.PIPE, text=True) as process:
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.readlines()
    assert process.returncode == -9
    return [line.split() for line in said if line.endswith("\n")]


def test_every_answer_said_to_be_stored_is_there_exactly_once(url: str):
    choose = random.Random(7)
    stored, settled, first = {}, set(), 1
    for _ in range(KILLS):
        said = killed_after(url, first, choose.randrange(1, 40))
        stored |= {int(number): name for what, number, name, _ in said if what == "stored"}
        settled |= {name for what, _, name, _ in said if what == "settled"}
        first = max(stored) + 1  # the browser sends again what was not acknowledged
    records = Records(url)
    ledger = records.ledger(records.learner(TOKEN))
    kept = ledger.past(ledger.sitting("hiring", "quiz").id)
    assert len(ledger.sittings("hiring", "quiz")) == 1
    by_number = {one.number: one.id for one in kept}
    assert len(by_number) == len(kept)
    assert stored.items() <= by_number.items(), "an answer was acknowledged and lost"
    assert all(one.answer == {"text": str(one.number)} for one in kept)
    graded = {one.id for one in kept if one.outcome is Outcome.RIGHT}
    assert settled <= graded
    # what was stored and not graded waits for the next start, and is then graded once
    waiting = {one.submission.id for one in records.pending()}
    assert waiting == {one.id for one in kept} - graded
    for one in records.pending():
        records.ledger(one.learner).settle(one.submission.id, Grade.of(0.0))
    assert records.pending() == ()
    again = ledger.past(ledger.sitting("hiring", "quiz").id)
    assert {one.id for one in again if one.outcome is Outcome.RIGHT} == graded
    assert len(again) == len(kept)
    records.close()


def test_an_answer_stored_but_not_graded_waits_for_the_next_start(url: str):
    done = subprocess.run([sys.executable, "-c", IN_BETWEEN, url, TOKEN], cwd=ROOT, check=False)
    assert done.returncode == -9
    records = Records(url)
    (waiting,) = records.pending()
    assert (waiting.submission.answer, waiting.submission.outcome) == ({"choice": "a"}, Outcome.PENDING)
    ledger = records.ledger(waiting.learner)
    settled = ledger.settle(waiting.submission.id, Grade.of(1.0))
    assert ledger.past(waiting.sitting.id) == (settled,)
    assert records.pending() == ()
    records.close()
