"""The first schema: learners, sittings, submissions, hints and visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables. Plain types only: what ``classroom.tables`` adds lives in the program."""
    op.create_table(
        "learners",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learners"),
        sa.UniqueConstraint("token_hash", name="uq_learners_token_hash"),
    )
    op.create_table(
        "sittings",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("learner", sa.String(32), nullable=False),
        sa.Column("bank", sa.Text, nullable=False),
        sa.Column("pool", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("opened", sa.String(32), nullable=False),
        sa.Column("closed", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_sittings"),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name="fk_sittings_learner",
                                ondelete="CASCADE"),
        sa.UniqueConstraint("learner", "bank", "pool", "number", name="uq_sittings_learner"),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("sitting", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("handed_as", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("drawn", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("question_hash", sa.Text, nullable=False),
        sa.Column("engine_hash", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("share", sa.Double),
        sa.Column("feedback", sa.Text, nullable=False),
        sa.Column("hints", sa.Integer, nullable=False),
        sa.Column("stored", sa.String(32), nullable=False),
        sa.Column("settled", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.ForeignKeyConstraint(["sitting"], ["sittings.id"], name="fk_submissions_sitting",
                                ondelete="CASCADE"),
        sa.UniqueConstraint("sitting", "question", "number", name="uq_submissions_sitting"),
    )
    pending = sa.text("outcome = 'pending'")
    op.create_index("ix_submissions_pending", "submissions", ["outcome"],
                    sqlite_where=pending, postgresql_where=pending)
    op.create_table(
        "hints",
        sa.Column("sitting", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("sitting", "question", name="pk_hints"),
        sa.ForeignKeyConstraint(["sitting"], ["sittings.id"], name="fk_hints_sitting",
                                ondelete="CASCADE"),
    )
    op.create_table(
        "visits",
        sa.Column("learner", sa.String(32), nullable=False),
        sa.Column("lesson", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("first", sa.String(32), nullable=False),
        sa.Column("last", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("learner", "lesson", "step", name="pk_visits"),
        sa.ForeignKeyConstraint(["learner"], ["learners.id"], name="fk_visits_learner",
                                ondelete="CASCADE"),
    )
