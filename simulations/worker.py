"""The process that heavy runs are made in: ``python -m simulations.worker FOLDER``.

It reads an order a line (JSON: slug, parameters, seed) and answers with lines: how far it is, then
measures and drawn charts, or what went wrong in a sentence. It ends when there is no more to read.
"""

from __future__ import annotations

import contextlib
import json
import logging
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from simulations.authored import ContentError
from simulations.catalogue import Catalogue
from simulations.outcomes import Outcome, outcome
from simulations.parameters import ParameterError

LOW_PRIORITY = 10
"""How much a run steps back behind the pages (Unix ``nice``)."""


def answered(catalogue: Catalogue, order: Mapping[str, Any], out: TextIO) -> dict[str, Any]:
    """Makes the run of an order, telling ``out`` how far it is; gives the last line to say."""

    def tell(share: float, words: str) -> None:
        _say(out, {"share": min(max(float(share), 0.0), 1.0), "words": words})

    try:
        simulation = catalogue.load(str(order["slug"]))
        parameters = simulation.settings(order["parameters"])
        tell(0.0, "Starting")
        return _plain(outcome(simulation, parameters, int(order["seed"]), tell))
    except ParameterError as error:
        return {"failed": "parameters", "faults": list(error.faults)}
    except ContentError as error:
        return {"failed": "content", "faults": [str(error)]}
    except Exception:  # an engine may raise anything: the learner gets a sentence, the log the rest
        logging.getLogger(__name__).exception("a simulation failed")
        return {"failed": "engine", "faults": ["The simulation failed with these settings."]}


def _plain(found: Outcome) -> dict[str, Any]:
    """An outcome as JSON can hold it."""
    charts = {
        slug: {
            "rows": {name: [_value(value) for value in column] for name, column in drawing.rows.items()},
            "heading": drawing.heading, "alt": drawing.alt,
        }
        for slug, drawing in found.charts.items()
    }
    measures = {name: value if math.isfinite(value) else None for name, value in found.measures.items()}
    return {"measures": measures, "charts": charts}


def _value(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _say(out: TextIO, line: Mapping[str, Any]) -> None:
    out.write(json.dumps(line) + "\n")
    out.flush()


def main() -> None:
    """Answers orders until there are no more."""
    with contextlib.suppress(OSError, AttributeError):  # elsewhere than on Unix there is no nice
        os.nice(LOW_PRIORITY)
    out = sys.stdout
    sys.stdout = sys.stderr  # what an engine prints must not get between our lines
    catalogue = Catalogue(Path(sys.argv[1]))
    for line in sys.stdin:
        try:
            _say(out, answered(catalogue, json.loads(line), out))
        except BrokenPipeError:
            return  # nobody listens any more


if __name__ == "__main__":
    main()
