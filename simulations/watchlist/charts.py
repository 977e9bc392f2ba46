"""The watchlist charts, in the order in which they are shown."""

from __future__ import annotations

from simulations.base import Chart

CHARTS: tuple[Chart, ...] = ()
