"""Attacks on models that read signs: each takes a model, signs and a goal, and gives ``Attacked``."""
