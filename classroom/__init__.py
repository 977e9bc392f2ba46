"""Who learns here: identity, records and progress of learners.

Quizzes and lessons do not know how answers are kept; this package does. ``Records`` holds them in
SQLite or PostgreSQL, ``identity`` and ``server`` know a learner by a random token in a cookie.
"""
