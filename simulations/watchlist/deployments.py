"""Published deployments of live face recognition that are marked in a chart, as in ``presets.yaml``.

Only those are here that published how many faces were scanned. Sources stand with the presets.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Deployed:
    """A deployment: how many were scanned, how many alarms there were, how many of them right."""

    preset: str
    name: str
    scanned: int
    alerts: int
    true_alerts: int

    @property
    def precision(self) -> float:
        """The share of its alarms that was right."""
        return self.true_alerts / self.alerts

    @property
    def found(self) -> float:
        """Right alarms for each person scanned: the share on the list, less those missed."""
        return self.true_alerts / self.scanned


DEPLOYMENTS = (
    Deployed("south-wales-2017", "South Wales 2017", 170_000, 2_470, 173),
    Deployed("metropolitan-2024-25", "London 2024-25", 3_147_436, 2_077, 2_067),
)
