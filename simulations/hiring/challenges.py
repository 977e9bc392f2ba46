"""The challenges of the hiring simulation, each with what reaches it and what fails.

Goals lie at least four standard errors of the pooled mean from what the solution reaches and from
what the obvious try reaches; the tests run both, and search every setting where none is said to do.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal
from simulations.hiring.measures import FOUR_FIFTHS

APPLICANTS = 4000

H2 = Challenge(
    slug="h2",
    title="More equal, and no worse a choice",
    prompt=(
        "Every applicant is ranked by one and the same model, with one threshold for all. "
        "The employer has two records: who was hired in the past, and how people really did, because "
        "for a while it took everybody on. Choose what the model sees, what it is taught by and how much "
        "of B's record it gets, so that the group hired least often is hired at least four fifths as often "
        "as the other, and most of those hired do the job well."
    ),
    goals=(Goal("impact_ratio", at_least=FOUR_FIFTHS), Goal("good_hires", at_least=0.86)),
    free=("columns", "label", "kept"),
    locked={"applicants": APPLICANTS},
    feasible=True,
    runs=16,
    solution={"columns": "all", "label": "truth"},
    obvious_try={"columns": "no-proxy", "label": "history"},
    explanation=(
        "Deleting columns cannot do it: the test and the recorded experience measure B too low, and a "
        "model that may not know the group cannot allow for that. Taught by past decisions, a model that "
        "knows the group repeats the prejudice. Taught by how people really did, it uses the same column to "
        "correct the measurement. More equal and better choices come together here because both groups are "
        "equally able; and in some jurisdictions a model may not use the group even for this."
    ),
)

H3 = Challenge(
    slug="h3",
    title="Equal, and true to the record",
    prompt=(
        "The employer wants both: the group hired least often is hired at least four fifths as often as "
        "the other, and the model agrees with past decisions on nearly all applicants. It has no other "
        "record than its past decisions. Choose what the model sees and what is done about the difference, "
        "or show that no choice meets both goals: hand in the one that comes nearest."
    ),
    goals=(Goal("impact_ratio", at_least=FOUR_FIFTHS), Goal("accuracy_history", at_least=0.88)),
    free=("columns", "mitigation"),
    locked={"applicants": APPLICANTS, "label": "history"},
    feasible=False,
    solution={"columns": "all", "mitigation": "exponentiated-gradient"},
    obvious_try={"columns": "blind", "mitigation": "equal-rates"},
    explanation=(
        "Past decisions passed over able people of B. Whoever hires them now disagrees with the record "
        "on exactly these people, and agreement falls; whoever agrees with the record passes them over "
        "again. Each goal can be met without the other, both together by none of the settings. The "
        "yardstick is the fault: measured by how people really do, the more equal settings choose better."
    ),
    near=0.03,
    runs=8,
)

CHALLENGES = (H2, H3)
