"""An audit table: which of these differences in selection rates are evidence?

The key is computed by the measures that the hiring simulation uses: a case counts as evidence
where the impact ratio lies below four fifths *and* chance alone would seldom give such a
difference. The flag alone is none: among few applicants it goes up for no reason at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from quizzes import answers, draws
from quizzes.base import Answer, Examples, Feedback, Grade, MatchField, Option
from quizzes.base import Field as AnyField
from quizzes.question import Fault, Question, Strict, Text, Variation
from simulations.hiring.measures import FOUR_FIFTHS, fisher, impact_ratio, two_proportion_z, two_sided_p

LEVEL = 0.05
VERDICTS = (Option("evidence", "evidence"), Option("not-enough", "not enough"))


class Case(Strict):
    """Applicants and hires of two groups."""

    name: Text
    counts: tuple[int, int, int, int]
    """Applied and hired in A, applied and hired in B."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        applied_a, hired_a, applied_b, hired_b = self.counts
        if not (0 <= hired_a <= applied_a and 0 <= hired_b <= applied_b and min(applied_a, applied_b) > 0):
            raise ValueError(
                f"counts are [applied_a, hired_a, applied_b, hired_b]; nobody is hired who did not apply "
                f"(got {list(self.counts)})"
            )
        if hired_a + hired_b == 0:
            raise ValueError("somebody must be hired, or the impact ratio is undefined")
        return self

    @property
    def ratio(self) -> float:
        """The impact ratio."""
        applied_a, hired_a, applied_b, hired_b = self.counts
        return float(impact_ratio([hired_a, hired_b], [applied_a, applied_b]))

    @property
    def p(self) -> float:
        """Two-sided p of the two-proportion test."""
        applied_a, hired_a, applied_b, hired_b = self.counts
        return two_sided_p(float(two_proportion_z(hired_a, applied_a, hired_b, applied_b)))

    @property
    def exact_p(self) -> float:
        """Two-sided p of Fisher's exact test."""
        applied_a, hired_a, applied_b, hired_b = self.counts
        return fisher(hired_a, applied_a, hired_b, applied_b)

    @property
    def verdict(self) -> str:
        """The id of what is right to say."""
        return "evidence" if self.ratio < FOUR_FIFTHS and self.p < LEVEL else "not-enough"

    @property
    def words(self) -> str:
        """Ratio and p, and what follows."""
        flag = "below" if self.ratio < FOUR_FIFTHS else "not below"
        chance = "chance seldom gives that" if self.p < LEVEL else "chance alone gives that easily"
        return (f"impact ratio {self.ratio:.2f}, {flag} four fifths; "
                f"p = {max(self.p, 0.001):.3f}{' or less' if self.p < 0.001 else ''}: {chance}")


class Audit(Question):
    """Say of each case whether the difference is evidence, or not enough.

    ```yaml
    - id: h5
      type: audit
      pool: quiz
      objective: evidence
      prompt: All of these miss four fifths. Where is it evidence of adverse impact?
      cases:
        - {name: A shop, counts: [10, 4, 10, 2]}
        - {name: A bank, counts: [1000, 400, 1000, 250]}
        - {name: A school, counts: [20, 6, 12, 2]}
    ```
    """

    type: Literal["audit"]
    cases: tuple[Case, ...] = Field(min_length=3, max_length=10)
    rule: Literal["each-answer", "all-or-nothing"] = "each-answer"

    @model_validator(mode="after")
    def _both_kinds(self) -> Self:
        names = [case.name for case in self.cases]
        if len(set(names)) < len(names):
            raise ValueError("two cases have the same name")
        if len({case.verdict for case in self.cases}) < 2:
            raise ValueError(f"all cases are '{self.cases[0].verdict}'; an audit needs both kinds")
        return self

    def faults(self, *, charts: bool = True) -> Iterator[Fault]:
        """Cases on which the two tests disagree: no key can be right there."""
        yield from super().faults(charts=charts)
        for index, case in enumerate(self.cases):
            if case.ratio < FOUR_FIFTHS and (case.p < LEVEL) != (case.exact_p < LEVEL):
                yield ("cases", index), (
                    f"the tests disagree on '{case.name}' (z test p = {case.p:.3f}, Fisher's exact test "
                    f"p = {case.exact_p:.3f}); choose counts on which both say the same"
                )

    def draw(self, seed: int) -> AuditVariant:
        """The cases in the order of ``seed``."""
        return AuditVariant(self, seed)


class AuditVariant(Variation[Audit]):
    """An audit table in the order in which one learner sees it."""

    def _cases(self) -> tuple[Case, ...]:
        written = self.question.cases
        return tuple(written[index] for index in draws.order(self.seed, "cases", len(written)))

    def _left(self) -> tuple[Option, ...]:
        return answers.options(case.name for case in self._cases())

    def _key(self) -> dict[str, str]:
        return {left.id: case.verdict for left, case in zip(self._left(), self._cases(), strict=True)}

    @property
    def prompt(self) -> str:
        """The question and its table."""
        rows = [
            "| Case | Applied, A | Hired, A | Applied, B | Hired, B |",
            "|---|---:|---:|---:|---:|",
            *(f"| {case.name} | " + " | ".join(f"{count:,}" for count in case.counts) + " |"
              for case in self._cases()),
        ]
        return self.question.prompt + "\n\n" + "\n".join(rows)

    @property
    def key(self) -> Any:
        """The verdict on each case, by id."""
        return {"cases": self._key()}

    def fields(self) -> tuple[AnyField, ...]:
        """A verdict for each case."""
        return (MatchField("cases", "What is it?", self._left(), VERDICTS),)

    def grade(self, answer: Answer) -> Grade:
        """Right verdicts over all cases; the arithmetic is shown of those found."""
        key = self._key()
        given = answers.matched(answer, "cases", self._left(), VERDICTS)
        said = [
            Feedback(f"{case.name}: {case.words}." if given[left.id] == key[left.id]
                     else f"{case.name}: look at this one again.", left.id, given[left.id] == key[left.id])
            for left, case in zip(self._left(), self._cases(), strict=True)
        ]
        share = sum(bool(item.good) for item in said) / len(said)
        return Grade.of(float(share == 1) if self.question.rule == "all-or-nothing" else share, said)

    def reveal(self) -> tuple[Feedback, ...]:
        """Every case with its arithmetic and verdict."""
        verdicts = {option.id: option.text for option in VERDICTS}
        each = [
            Feedback(f"{case.name}: {verdicts[case.verdict]} ({case.words}).", left.id, True)
            for left, case in zip(self._left(), self._cases(), strict=True)
        ]
        return (*each, *self.closing())

    def examples(self) -> Examples:
        """All verdicts right, one wrong, all wrong."""
        key = self._key()
        other = {"evidence": "not-enough", "not-enough": "evidence"}
        first = next(iter(key))
        one_off = {"cases": {**key, first: other[key[first]]}}
        partly = self.question.rule == "each-answer"
        return Examples(
            right=({"cases": key},),
            partly=((one_off, (len(key) - 1) / len(key)),) if partly else (),
            wrong=({"cases": {left: other[verdict] for left, verdict in key.items()}},
                   *(() if partly else (one_off,))),
            unreadable=({}, {"cases": None}, {"cases": {first: "evidence"}}),
        )
