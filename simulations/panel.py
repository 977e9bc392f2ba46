"""One panel that draws any simulation: knobs, numbers, charts and the tables behind them.

The knobs come from the parameters' own declaration, the numbers from the measures', the charts
from the simulation's list. What was computed for a setting is not computed again for the next
learner (``OutcomeStore``). Nothing here knows of courses or of people.
"""

from __future__ import annotations

import copy
import functools
import html
import re
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import streamlit as st

from simulations.authored import ContentError
from simulations.base import Chart, Drawing, Simulation
from simulations.gallery import gallery
from simulations.letter import letter
from simulations.outcomes import Outcome, OutcomeStore
from simulations.parameters import Knob, ParameterError, Parameters, Value
from simulations.workshop import Job

MOST_STEPS = 400
"""A range of more steps than this is typed in, not slid along."""


@dataclass(frozen=True)
class View:
    """What a panel shows of a simulation."""

    simulation: Simulation
    start: Parameters
    seed: int
    knobs: tuple[str, ...]
    charts: tuple[str, ...]
    measures: tuple[str, ...]


def panel(view: View, *, key: str, store: OutcomeStore) -> Parameters:
    """Draws the panel of ``view`` and gives the settings that it stands at.

    ``key`` keeps the knobs of this panel apart from those of others. Call it inside a fragment,
    so that turning a knob redraws the panel alone.
    """
    simulation = view.simulation
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        for name in view.knobs:
            knob = simulation.knobs[name]
            draw_knob(knob, key=knob_key(key, name), start=getattr(view.start, name), width=_width(knob))
    parameters = settings_at(simulation, view.start, view.knobs, key=key)
    outcome = computed(simulation, parameters, view.seed, store, key=key, begin=parameters == view.start)
    charts = [chart for chart in simulation.charts if chart.slug in view.charts]
    charts.sort(key=lambda chart: view.charts.index(chart.slug))
    if outcome is None:
        last_run(simulation, charts, view.measures, store, key=key)
        return parameters
    earlier = pinned(simulation, store, key)
    numbers(simulation, outcome, view.measures, earlier)
    pin(simulation, outcome, earlier, key)
    draw_charts(simulation, charts, outcome, key=key, knobs=view.knobs, pinned=earlier)
    return parameters


def _width(knob: Knob) -> int:
    """Pixels of a knob in a row of them: as many as its longest choice needs, within bounds."""
    longest = max(map(len, knob.options.values()), default=0)
    if knob.kind == "switch":
        longest = len(knob.label)
    return min(max(226, 64 + 8 * longest), 440)


def pinned(simulation: Simulation, store: OutcomeStore, key: str) -> Outcome | None:
    """The run that was pinned to the panel ``key``, if any."""
    kept = st.session_state.get(f"{key}.pinned")
    return store.get(simulation, *kept) if kept else None


def pin(simulation: Simulation, outcome: Outcome, earlier: Outcome | None, key: str) -> None:
    """The button that keeps this run on the charts, and what differs from the pinned one."""
    if earlier is None:
        st.button("Pin this run", key=f"{key}.pin", on_click=_pin, args=(outcome, key),
                  icon=":material/keep:", help="Keeps this run on the charts beside what you change next.")
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Take the pin off", key=f"{key}.unpin", on_click=_pin, args=(None, key),
                  icon=":material/keep_off:")
        st.markdown(":gray[" + _difference(simulation, earlier, outcome) + "]", width="content")


def _pin(outcome: Outcome | None, key: str) -> None:
    st.session_state[f"{key}.pinned"] = None if outcome is None else (outcome.parameters, outcome.seed)


def _difference(simulation: Simulation, before: Outcome, now: Outcome) -> str:
    """What was changed since the run that is pinned, in words."""
    changed = [f"other {simulation.drawn_anew}"] if before.seed != now.seed else []
    changed += turned(simulation, before.parameters, now.parameters)
    return "Pinned is the run that you see." if not changed else "Since the pin: " + "; ".join(changed) + "."


def turned(simulation: Simulation, before: Parameters | None, now: Parameters | None) -> list[str]:
    """The knobs that differ, each with what it stood at and stands at."""
    changed = []
    for name, knob in simulation.knobs.items():
        was, is_now = getattr(before, name), getattr(now, name)
        if was != is_now:
            label = knob.label[:1].lower() + knob.label[1:]
            changed.append(f"{label}: {knob.said(was)} → {knob.said(is_now)}")
    return changed


def knob_key(key: str, name: str) -> str:
    """The session's name for one knob of the panel ``key``."""
    return f"{key}.knob.{name}"


def settings_at(
    simulation: Simulation, start: Parameters, names: Sequence[str], *, key: str
) -> Parameters:
    """``start`` with what the drawn knobs stand at."""
    kept = {name: st.session_state.get(knob_key(key, name)) for name in names}
    chosen = {name: value for name, value in kept.items() if value is not None}
    return simulation.settings(chosen, start=start)


NARROW, WIDE = 31, 46
"""So many letters of a choice can be read in a box of the lab's column, and in one of a lesson on a phone."""


def _choice(knob: Knob, label: str, common: dict[str, Any]) -> None:
    """A box of choices; a choice that it would cut is written out below it."""
    room = NARROW if common["width"] == "stretch" else WIDE
    if max(map(len, knob.options.values())) <= room:
        st.selectbox(label, list(knob.options), format_func=knob.options.__getitem__, filter_mode=None,
                     **common)
        return
    with st.container(width=common["width"], gap="xxsmall"):
        chosen = st.selectbox(label, list(knob.options), format_func=knob.options.__getitem__,
                              filter_mode=None, **{**common, "width": "stretch"})
        if len(words := knob.options[chosen]) > room:
            st.caption(re.sub(r"([^\w\s,.;])", r"\\\1", words))  # shown as it is, a leading + too


def draw_knob(
    knob: Knob, *, key: str, start: Value, width: int | str = "stretch", disabled: bool = False
) -> None:
    """One knob, as the control that suits its kind; its value stands in the session under ``key``."""
    if key not in st.session_state:
        st.session_state[key] = start
    common: dict[str, Any] = {
        "key": key, "help": knob.help, "width": width, "disabled": disabled, "persist_state": "session",
    }
    label = f"{knob.label} ({knob.unit})" if knob.unit else knob.label
    match knob.kind:
        case "switch":
            st.toggle(label, **common)
        case "named":
            _choice(knob, label, common)
        case "whole" | "number":
            assert knob.low is not None and knob.high is not None and knob.step
            whole = knob.kind == "whole"
            low, high, step = (int(x) if whole else float(x) for x in (knob.low, knob.high, knob.step))
            if (high - low) / step > MOST_STEPS:
                st.number_input(label, low, high, step=step, **common)
            else:
                st.slider(label, low, high, step=step, **common)


def computed(
    simulation: Simulation, parameters: Parameters, seed: int, store: OutcomeStore, *, key: str,
    begin: bool = False,
) -> Outcome | None:
    """The outcome for these settings; None where the page says why there is none yet.

    A run that takes long starts with a button (the first by itself, where ``begin``), shows how
    far it is, and can be stopped.
    """
    try:
        if store.holds(simulation, parameters, seed) or not simulation.heavy(parameters):
            found: Outcome | None = store.get(simulation, parameters, seed)
        else:
            found = _heavy(simulation, parameters, seed, store, key, begin)
        if found is not None:
            st.session_state[f"{key}.last"] = (parameters, seed)
        return found
    except (ParameterError, ContentError) as error:
        st.error(str(error))
    except Exception:  # noqa: BLE001  a simulation that fails says so in its own place
        st.error(f"The simulation '{simulation.slug}' failed with these settings. "
                 "Change a setting, or report the error with the link to this run.")
        raise_to_log()
    return None


def last_run(
    simulation: Simulation, charts: Sequence[Chart], measures: Sequence[str], store: OutcomeStore, *, key: str
) -> None:
    """The run shown before, pale, while the one for these settings is not there yet."""
    kept: tuple[Parameters, int] | None = st.session_state.get(f"{key}.last")
    if kept is None or not store.holds(simulation, *kept):
        return
    outcome = store.get(simulation, *kept)
    with st.container(key=f"last-run-{key.replace('.', '-')}"):
        st.caption("The last run, with other settings:")
        numbers(simulation, outcome, measures)
        draw_charts(simulation, charts, outcome, key=f"{key}.last-run")


def _heavy(
    simulation: Simulation, parameters: Parameters, seed: int, store: OutcomeStore, key: str, begin: bool
) -> Outcome | None:
    """A run that takes long: asked for by a button, made in the workshop where there is one."""
    if begin and f"{key}.begun" not in st.session_state:
        st.session_state[f"{key}.begun"] = True
        _begin(simulation, parameters, seed, store, key)
    kept: tuple[Parameters, int, Job] | None = st.session_state.get(f"{key}.job")
    if kept is not None and kept[:2] == (parameters, seed):
        job = kept[2]
        if not job.over.is_set():
            _under_way(job, store, key)
            return None
        st.session_state.pop(f"{key}.job")
        if job.outcome is not None:
            store.keep(simulation, job.outcome)
            return job.outcome
        if job.state == "failed":
            job.result()
        st.info(f"{job.error} The settings stand as they were.")
    elif kept is not None:
        _stop(kept[2], store, key)  # a knob was turned: nobody waits for the old settings
    asked = st.button("Run with these settings", key=f"{key}.run", type="primary", on_click=_begin,
                      args=(simulation, parameters, seed, store, key),
                      help="This takes a few seconds; the page stays usable, and the run can be stopped.")
    if not asked or store.workshop is not None:
        stopped = st.session_state.get(f"{key}.stopped") == parameters
        st.caption(("The run was stopped. " if stopped else "")
                   + "These settings take a few seconds to run.")
        return None
    bar = st.progress(0.0, "Running")

    def tell(share: float, what: str) -> None:
        bar.progress(min(share, 1.0), what)

    found = store.get(simulation, parameters, seed, tell)
    bar.empty()
    return found


def _begin(
    simulation: Simulation, parameters: Parameters, seed: int, store: OutcomeStore, key: str
) -> None:
    """Asks the workshop for a run, before the panel is drawn again."""
    if store.workshop is not None:
        job = store.workshop.job(simulation, parameters, seed, who=_who())
        st.session_state[f"{key}.job"] = (parameters, seed, job)


@st.fragment(run_every=0.4)
def _under_way(job: Job, store: OutcomeStore, key: str) -> None:
    """How far a run is, redrawn by the clock until it is over."""
    if job.over.is_set():
        st.rerun()
    assert store.workshop is not None
    before = store.workshop.before(job) if job.state == "waiting" else 0
    words = f"Waiting for {before} other run{'s' * (before > 1)}" if before else job.words or "Starting"
    st.progress(job.share, words)
    st.button("Stop this run", key=f"{key}.stop", on_click=_stop, args=(job, store, key))


def _stop(job: Job, store: OutcomeStore, key: str) -> None:
    """The learner waits no longer; where nobody else does, the run ends."""
    if store.workshop is not None and not job.over.is_set():
        store.workshop.leave(job, who=_who())
    if st.session_state.get(f"{key}.job", (None, None, None))[2] is job:
        st.session_state.pop(f"{key}.job")
        st.session_state[f"{key}.stopped"] = job.parameters


def _who() -> str:
    """A name of this session alone, for those who wait for the same run."""
    who: str = st.session_state.setdefault("panel.who", uuid.uuid4().hex)
    return who


def raise_to_log() -> None:
    """Leaves the traceback in the operator's log; a learner never sees one."""
    import logging

    logging.getLogger(__name__).exception("a simulation failed")


def numbers(
    simulation: Simulation, outcome: Outcome, names: Sequence[str], before: Outcome | None = None
) -> None:
    """The measures ``names`` as large numbers, each with its change against ``before``."""
    with st.container(horizontal=True, gap="small"):
        for name in names:
            measure = simulation.measure[name]
            value = outcome.measures[name]
            delta, color = None, "off"
            if before is not None:
                delta = measure.change(value - before.measures[name])
                color = {"higher": "normal", "lower": "inverse", "neither": "off"}[measure.better]
            st.metric(measure.label, measure.text(value), delta=delta, delta_color=color,  # type: ignore[arg-type]
                      help=measure.help, width=168)


def with_rows(charts: Sequence[Chart], outcome: Outcome) -> list[Chart]:
    """Those of the charts that have something to show of this outcome."""
    return [chart for chart in charts
            if chart.slug in outcome.charts and len(outcome.charts[chart.slug].rows["series"])]


def draw_charts(
    simulation: Simulation, charts: Sequence[Chart], outcome: Outcome, *, key: str,
    knobs: Sequence[str] = (), pinned: Outcome | None = None,
    below: Callable[[Chart, Drawing], None] | None = None,
) -> None:
    """The charts, the first, any that drags and any letter at full width, the others in pairs."""
    drawn = with_rows(charts, outcome)
    wide = [chart for chart in drawn if chart.drags or chart.letter] or drawn[:1]
    for chart in wide:
        draw_chart(simulation, chart, outcome, key=key, knobs=knobs, pinned=pinned, below=below)
    rest = [chart for chart in drawn if chart not in wide]
    for start in range(0, len(rest), 2):
        pair = rest[start:start + 2]
        for place, chart in zip(st.columns(len(pair), gap="large"), pair, strict=True):
            with place:
                draw_chart(simulation, chart, outcome, key=key, knobs=knobs, pinned=pinned, below=below)


def draw_chart(
    simulation: Simulation, chart: Chart, outcome: Outcome, *, key: str,
    knobs: Sequence[str] = (), pinned: Outcome | None = None,
    below: Callable[[Chart, Drawing], None] | None = None,
) -> None:
    """One chart: the finding as its heading, the picture, and the table behind it."""
    drawing = outcome.charts[chart.slug]
    earlier = pinned.charts.get(chart.slug) if pinned is not None else None
    name = f"{key}.chart.{chart.slug}"
    heading = html.escape(drawing.heading).replace(" %", "&nbsp;%")
    st.html(f'<h2 class="finding">{heading}</h2>')
    if chart.gallery:
        st.html(gallery(merged(drawing.rows, earlier.rows if earlier else None), chart.gallery, drawing.alt))
        _behind(chart, drawing, earlier, name, below)
        return
    if chart.letter:
        st.html(letter(merged(drawing.rows, earlier.rows if earlier else None), drawing.alt))
        _behind(chart, drawing, earlier, name, below)
        return
    # where one of several lines is locked none moves: the sliders say which are free
    drags = bool(chart.drags) and all(drag.parameter in knobs for drag in chart.drags)
    options: dict[str, Any] = {}
    if drags:
        options = {
            "on_select": lambda: _dragged(simulation, chart, name, key, knobs),
            "selection_mode": sorted({drag.selection for drag in chart.drags}),
        }
    spec = chart.spec() if drags else still(chart)
    st.vega_lite_chart(table(drawing, earlier), spec, key=name, alt=drawing.alt, **options)
    _behind(chart, drawing, earlier, name, below)


def _behind(
    chart: Chart, drawing: Drawing, earlier: Drawing | None, name: str,
    below: Callable[[Chart, Drawing], None] | None,
) -> None:
    """The table behind a chart, and its files."""
    behind = st.popover("Table" if below is None else "Table and files", type="tertiary",
                        key=f"{name}.table", on_change="rerun")
    if behind.open:
        with behind:
            if below is not None:
                below(chart, drawing)
            shown = rows_shown(drawing, earlier)
            st.table({head: column for head, column in shown.items() if head != "picture"}, alt=drawing.alt)


@functools.lru_cache(maxsize=256)
def still(chart: Chart) -> dict[str, Any]:
    """The chart's specification with nothing to drag, for where its knob is not among the free ones."""
    spec = chart.spec()
    if not chart.drags:
        return spec
    selections = {drag.selection for drag in chart.drags}
    spec = copy.deepcopy(spec)
    places: list[Any] = [spec]
    while places:
        place = places.pop()
        if isinstance(place, list):
            places += place
        elif isinstance(place, dict):
            places += place.values()
            if place.get("name") in selections and "select" in place:
                place["select"] = {**place["select"], "on": "pointerdown[false]"}
            if place.get("cursor") == "ew-resize":
                place["cursor"] = "default"
    return spec


_TABLES: OrderedDict[int, tuple[Drawing, pa.Table]] = OrderedDict()
_MOST_TABLES = 512


def table(drawing: Drawing, earlier: Drawing | None) -> pa.Table:
    """The rows of a drawing, with those of an earlier one as series ``pinned``.

    Kept while the same drawing is shown to others, because Arrow takes its time with lists.
    """
    if earlier is not None:
        return pa.table(merged(drawing.rows, earlier.rows))
    kept = _TABLES.get(id(drawing))
    if kept is None or kept[0] is not drawing:
        kept = _TABLES[id(drawing)] = (drawing, pa.table(dict(drawing.rows)))
        while len(_TABLES) > _MOST_TABLES:
            _TABLES.popitem(last=False)
    return kept[1]


def rows_shown(drawing: Drawing, earlier: Drawing | None) -> dict[str, list[Any]]:
    """The same rows as plain lists, for a table or a file."""
    return {name: list(column) for name, column in
            merged(drawing.rows, earlier.rows if earlier is not None else None).items()}


def merged(now: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> dict[str, Any]:
    """The columns of both, one after the other; those of the earlier are series ``pinned``."""
    if earlier is None or set(earlier) != set(now):
        return dict(now)
    both = {name: [*now[name], *earlier[name]] for name in now}
    both["series"] = [*now["series"], *("pinned" for _ in earlier["series"])]
    return both


def _dragged(simulation: Simulation, chart: Chart, name: str, key: str, knobs: Sequence[str]) -> None:
    """Moves the knob to where its line was dragged, within the knob's bounds and steps."""
    chosen = st.session_state[name].get("selection") or {}
    for drag in chart.drags:
        selected = chosen.get(drag.selection) or []
        if not selected or not drag.meant(selected[0]) or drag.parameter not in knobs:
            continue
        knob = simulation.knobs[drag.parameter]
        assert knob.low is not None and knob.high is not None
        value = min(max(drag.value(float(selected[0][drag.field])), knob.low), knob.high)
        st.session_state[knob_key(key, drag.parameter)] = int(value) if knob.kind == "whole" else value
