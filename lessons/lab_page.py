"""A simulation's own full page: for exploring, and for the projector.

Every knob, all charts, presets, "pin this run" to compare with, and downloads. The address always
holds every parameter and the seed, so that it restores exactly this run on another machine; what
is wrong in an address gets a sentence.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Literal

import streamlit as st

from quizzes.base import RecordsError
from quizzes.form import Sheet, draw_question
from simulations.authored import ContentError
from simulations.base import Chart, Drawing, Measure, Simulation
from simulations.gallery import gallery
from simulations.outcomes import Outcome, OutcomeStore
from simulations.panel import (
    computed,
    draw_charts,
    draw_knob,
    knob_key,
    last_run,
    numbers,
    pin,
    pinned,
    raise_to_log,
    rows_shown,
    settings_at,
    turned,
    with_rows,
)
from simulations.parameters import ParameterError, Parameters
from simulations.picture import picture
from simulations.presets import Preset, Published
from simulations.seeds import MOST_SEED

FIRST_CHARTS = 3
"""Charts drawn at once; the others when they are asked for, because each costs every turn."""


def lab_page(
    simulation: Simulation, store: OutcomeStore, challenges: Callable[[], Sheet] | None = None
) -> None:
    """Draws the lab page of ``simulation``; ``challenges`` gives what drawing its challenges needs."""
    key = f"lab.{simulation.slug}"
    st.title(simulation.title, anchor=False)
    st.markdown(simulation.summary)
    _follow_address(simulation, key)
    fault = st.session_state.pop(f"{key}.fault", "")
    if fault:
        st.error(fault)
    _presets(simulation, key)
    _bench(simulation, store, key)
    if challenges is not None:
        _challenges(simulation, challenges, key)
    st.markdown(f"**What the simulation leaves out.** {simulation.limits}")


@st.fragment
def _bench(simulation: Simulation, store: OutcomeStore, key: str) -> None:
    """Everything that turning a knob redraws."""
    preset = _chosen_preset(simulation, key)
    if preset is not None and preset.figures is not None:
        _write_address({"preset": str(st.session_state[f"{key}.preset"])}, key)
        _figures(simulation, preset, str(st.session_state[f"{key}.preset"]), store, key)
        return
    left, right = st.columns([1, 3], gap="large")
    with left:
        _knobs(simulation, key)
    parameters = settings_at(simulation, simulation.settings({}), tuple(simulation.knobs), key=key)
    seed = int(st.session_state[f"{key}.seed"])
    _write_address(simulation.link(parameters, seed), key)
    if preset is not None:
        changed = turned(simulation, preset.settings(simulation), parameters)
        changed += [f"other {simulation.drawn_anew}"] if seed != preset.seed else []
        if changed:
            right.caption(f"Changed from the preset: {'; '.join(changed)}.")
    with right:
        outcome = computed(simulation, parameters, seed, store, key=key,
                           begin=parameters == simulation.settings({}))
        if outcome is not None:
            _run(simulation, outcome, preset, store, key)
        else:
            last_run(simulation, simulation.charts[:2], simulation.headline, store, key=key)


@st.fragment
def _challenges(simulation: Simulation, sheet_of: Callable[[], Sheet], key: str) -> None:
    """All challenges of the simulation, each with knobs of its own; built when they are asked for."""
    try:
        known = dict(simulation.challenges)
    except ContentError as error:
        st.error(f"The challenges cannot be used. For their author: {error}")
        return
    if not known:
        return
    fold = st.expander(f"Challenges ({len(known)})", key=f"{key}.challenges", on_change="rerun",
                       icon=":material/flag:")
    if not fold.open:
        return
    with fold:
        try:
            sheet = sheet_of()
        except RecordsError as error:
            st.error(f"Your answers cannot be read now: {error}")
            return
        st.markdown("Find settings that meet the goals, or say that none can. Nothing here counts towards "
                    "passing.")
        chosen = st.selectbox("Which challenge", list(known), key=f"{key}.challenge", filter_mode=None,
                              format_func=lambda slug: known[slug].title, persist_state="session")
        draw_question(sheet, chosen, key=f"{key}.challenge.{sheet.sitting.id}")
        if sheet.ledger.past(sheet.sitting.id):
            st.button("Begin all challenges of this page anew", key=f"{key}.challenges.anew", type="tertiary",
                      on_click=_begin_anew, args=(sheet,))


def _begin_anew(sheet: Sheet) -> None:
    with suppress(RecordsError):  # said at the next drawing
        sheet.ledger.close(sheet.sitting.id)


def _follow_address(simulation: Simulation, key: str) -> None:
    """Takes the settings from the address when it is not what this page wrote there itself.

    Not called when the bench alone is redrawn: the browser may then still send the address from
    before the last turn, and following it would undo what was turned in quick succession.
    """
    address = st.query_params.to_dict()
    if f"{key}.seed" in st.session_state and address == st.session_state.get(f"{key}.address"):
        return
    preset_slug = address.pop("preset", "")
    settings, seed = simulation.settings({}), 1
    try:
        if preset_slug:
            preset = _preset(simulation, preset_slug)
            settings, seed = preset.settings(simulation), preset.seed
            address = {**simulation.link(settings, seed), **address}
        if address:
            settings, seed = simulation.from_link(address)
    except (ParameterError, ContentError) as error:
        st.session_state[f"{key}.fault"] = (
            f"The address holds settings that cannot be used: {error}. Below are the standard settings.")
    _stand_at(simulation, settings, seed, key)
    st.session_state[f"{key}.preset"] = preset_slug if preset_slug in _presets_of(simulation) else None


def _stand_at(simulation: Simulation, parameters: Parameters, seed: int, key: str) -> None:
    for name in simulation.knobs:
        st.session_state[knob_key(key, name)] = getattr(parameters, name)
    st.session_state[f"{key}.seed"] = seed


def _write_address(link: dict[str, str], key: str) -> None:
    if st.query_params.to_dict() != link:
        st.query_params.from_dict(link)
    st.session_state[f"{key}.address"] = link


def _presets_of(simulation: Simulation) -> dict[str, Preset]:
    try:
        return dict(simulation.presets)
    except ContentError:
        return {}


def _preset(simulation: Simulation, slug: str) -> Preset:
    presets: dict[str, Preset] = dict(simulation.presets)
    if slug not in presets:
        raise ParameterError([f"there is no preset '{slug}' in '{simulation.slug}'; "
                              f"known: {', '.join(presets)}"])
    return presets[slug]


def _presets(simulation: Simulation, key: str) -> None:
    try:
        presets = dict(simulation.presets)
    except ContentError as error:
        st.error(f"The presets cannot be used. For their author: {error}")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.selectbox("Preset", list(presets), format_func=lambda slug: presets[slug].title, index=None,
                     key=f"{key}.preset", placeholder="Choose a setting or a published case", width=460,
                     on_change=_take_preset, args=(simulation, key))
        _link(key)
        _take_home(simulation, key)
        if simulation.own_picture is not None:
            _own_picture(simulation, key)
    chosen = presets.get(st.session_state.get(f"{key}.preset") or "")
    if chosen is not None:
        st.markdown(chosen.summary)


def _take_preset(simulation: Simulation, key: str) -> None:
    slug = st.session_state[f"{key}.preset"]
    if slug:
        preset = simulation.presets[slug]
        _stand_at(simulation, preset.settings(simulation), preset.seed, key)


def _chosen_preset(simulation: Simulation, key: str) -> Preset | None:
    return _presets_of(simulation).get(st.session_state.get(f"{key}.preset") or "")


def _link(key: str) -> None:
    with st.popover("Link to this run", on_change="rerun", key=f"{key}.link") as box:
        if box.open:
            st.markdown("The address of this page holds every setting and the seed. On any machine "
                        "with this course it shows exactly this run.")
            base = (st.context.url or "").split("?")[0]
            query = "&".join(f"{name}={value}" for name, value in
                             st.session_state.get(f"{key}.address", {}).items())
            st.code(f"{base}?{query}", language=None, wrap_lines=True)


def _take_home(simulation: Simulation, key: str) -> None:
    """The run, or the published case, as a notebook."""
    box = st.popover("Notebook", on_change="rerun", key=f"{key}.takehome")
    if box.open:
        with box:
            st.markdown("A Jupyter notebook that runs the same engine with these settings and this seed, and "
                        "shows the same numbers. Put it beside this course's `simulations` folder.")
            preset, parameters, seed = _chosen_preset(simulation, key), None, 0
            slug = str(st.session_state[f"{key}.preset"])
            if preset is None or preset.figures is None:
                names = tuple(simulation.knobs)
                parameters = settings_at(simulation, simulation.settings({}), names, key=key)
                seed, slug = int(st.session_state[f"{key}.seed"]), ""
            make = partial(_notebook, simulation, parameters, seed, slug)
            st.download_button("Download the notebook", make, f"{simulation.slug}.ipynb",
                               "application/x-ipynb+json", key=f"{key}.notebook", on_click="ignore")


def _own_picture(simulation: Simulation, key: str) -> None:
    """A picture that the learner brings, read with the settings of now."""
    box = st.popover("Your own picture", on_change="rerun", key=f"{key}.own")
    if not box.open:
        return
    with box:
        st.markdown("Take a picture of a sign, cut out so that the sign fills it. It is read on the machine "
                    "that runs this course, as data and nothing else, kept nowhere, and gone with this page.")
        given = st.file_uploader("A PNG, JPEG or PPM file", ["png", "jpg", "jpeg", "ppm"],
                                 key=f"{key}.picture")
        if given is None or simulation.own_picture is None:
            return
        names = tuple(simulation.knobs)
        parameters = settings_at(simulation, simulation.settings({}), names, key=key)
        try:
            found = simulation.own_picture(given.getvalue(), parameters)
        except ParameterError as error:
            st.error(str(error))
            return
        except Exception:  # noqa: BLE001  whatever an engine raises: the page says so in its place
            raise_to_log()
            st.error("This picture could not be read with these settings. Take another, or change a setting.")
            return
        st.markdown(f"**{found.heading}**")
        st.html(gallery(found.rows, 3, found.alt))


def _notebook(simulation: Simulation, parameters: Parameters | None, seed: int, preset: str) -> str:
    from lessons.notebook import notebook_text, run_notebook

    return notebook_text(run_notebook(simulation, parameters, seed, preset=preset))


def _knobs(simulation: Simulation, key: str) -> None:
    """The first knobs at once, the others a group at a time, because each costs every turn."""
    anew = simulation.drawn_anew
    st.button(f"Other {anew}", key=f"{key}.reseed", on_click=_other_seed, args=(key,),
              help=f"Runs the same settings with other {anew}. The seed stands under More knobs.")
    for name in simulation.first_knobs:
        draw_knob(simulation.knobs[name], key=knob_key(key, name), start=simulation.knobs[name].default)
    groups: dict[str, list[str]] = {}
    for name, knob in simulation.knobs.items():
        if name not in simulation.first_knobs:
            groups.setdefault(knob.group or "More", []).append(name)
    fold = st.expander("More knobs", key=f"{key}.knobs", on_change="rerun")
    if not groups or not fold.open:
        return
    with fold:
        st.number_input("Seed", 0, MOST_SEED, step=1, key=f"{key}.seed", persist_state="session",
                        help=f"The same seed brings the same {simulation.drawn_anew}.")
        st.selectbox("Which", list(groups), key=f"{key}.group", filter_mode=None, persist_state="session")
        for name in groups[st.session_state[f"{key}.group"]]:
            draw_knob(simulation.knobs[name], key=knob_key(key, name),
                      start=simulation.knobs[name].default)


def _other_seed(key: str) -> None:
    st.session_state[f"{key}.seed"] = int(st.session_state[f"{key}.seed"]) + 1


def _run(
    simulation: Simulation, outcome: Outcome, preset: Preset | None, store: OutcomeStore, key: str
) -> None:
    earlier = pinned(simulation, store, key)
    numbers(simulation, outcome, simulation.headline, earlier)
    pin(simulation, outcome, earlier, key)
    if preset is not None and preset.published:
        _beside(simulation, preset, outcome.measures)
    charts = with_rows(simulation.charts, outcome)
    rest = charts[FIRST_CHARTS:]
    more = rest and st.session_state.get(f"{key}.more", False)
    draw_charts(simulation, charts if more else charts[:FIRST_CHARTS], outcome, key=key,
                knobs=tuple(simulation.knobs), pinned=earlier, below=partial(_save, simulation, key))
    if rest:
        names = ", ".join(chart.title[0].lower() + chart.title[1:] for chart in rest)
        st.toggle("More charts", key=f"{key}.more", help=f"Shows {names}.", persist_state="session")
    _about(simulation, outcome, key)


def _figures(
    simulation: Simulation, preset: Preset, slug: str, store: OutcomeStore, key: str
) -> None:
    """A published case: its counts through our measures, beside what was published."""
    try:
        outcome = store.published(simulation, slug)
    except Exception:  # noqa: BLE001  a case that cannot be shown says so in its own place
        st.error(f"The published case '{slug}' cannot be shown. Choose another, or report the error.")
        raise_to_log()
        return
    _beside(simulation, preset, outcome.measures)
    charts = with_rows(simulation.charts, outcome)
    draw_charts(simulation, charts, outcome, key=f"{key}.figures",
                below=partial(_save, simulation, f"{key}.figures"))
    st.caption("These are published figures, not a run: there is nothing to turn. "
               "Take the preset away to come back to the simulation.")


def _beside(simulation: Simulation, preset: Preset, measures: Any) -> None:
    """The published figures of a preset beside ours, and what their agreement means."""
    standing = {
        "identity": "the same figures: must agree as far as they were printed",
        "fitted": "settings were chosen to match: proves nothing by itself",
        "held-out": "not used in choosing the settings",
        "elsewhere": "measured on another system",
    }
    rows: dict[str, list[str]] = {"Measure": [], "Published": [], "Ours": [], "Agreement": [], "Source": []}
    for figure in preset.published:
        measure = simulation.measure[figure.measure]
        rows["Measure"].append(measure.label)
        rows["Published"].append(as_printed(measure, figure).replace(" ", "\u00a0"))
        rows["Ours"].append(measure.text(measures[figure.measure], finer=1).replace(" ", "\u00a0"))
        rows["Agreement"].append(standing[figure.standing])
        link = f" [link]({figure.url})" if figure.url else ""
        rows["Source"].append(figure.source + link)
    st.table(rows, alt="Published figures beside ours")
    labels = {name: measure.label for name, measure in simulation.measure.items()}
    notes = [f"**{labels[one.measure]}.** {one.note}" for one in preset.published if one.note]
    if notes:
        st.markdown("\n\n".join(notes))


def as_printed(measure: Measure, figure: Published) -> str:
    """A published figure with the digits that its tolerance leaves: 0.11 within 0.005 as ``11 %``."""
    per = 100 if measure.form in ("share", "points") else 1
    if measure.form == "count" or not figure.tolerance:
        return measure.text(figure.value, finer=1)
    digits = min(max(math.ceil(-math.log10(2 * per * figure.tolerance) - 1e-9), 0), 4 if per == 1 else 2)
    match measure.form:
        case "share":
            return f"{per * figure.value:.{digits}f} %"
        case "points":
            return f"{per * figure.value:+.{digits}f} points"
        case _:
            return f"{figure.value:,.{digits}f}"


def _save(simulation: Simulation, key: str, chart: Chart, drawing: Drawing) -> None:
    """The chart as a picture, or its rows as a file."""
    name = f"{simulation.slug}-{chart.slug}"
    with st.container(horizontal=True, gap="small"):
        for label, data, ending, kind in (
            ("Picture (PNG)", partial(_picture, chart, drawing, "png"), "png", "image/png"),
            ("Drawing (SVG)", partial(_picture, chart, drawing, "svg"), "svg", "image/svg+xml"),
            ("Numbers (CSV)", partial(_csv, drawing), "csv", "text/csv"),
        ):
            st.download_button(label, data, f"{name}.{ending}", kind, on_click="ignore",
                               key=f"{key}.{chart.slug}.{ending}")


def _picture(chart: Chart, drawing: Drawing, form: Literal["png", "svg"]) -> bytes:
    return picture(chart.spec(), drawing.rows, title=drawing.heading, form=form)


def _csv(drawing: Drawing) -> str:
    rows = {name: column for name, column in rows_shown(drawing, None).items() if name != "picture"}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows)
    writer.writerows(zip(*rows.values(), strict=True))
    return out.getvalue()


def _about(simulation: Simulation, outcome: Outcome, key: str) -> None:
    fold = st.expander("All measures of this run, and the sources", key=f"{key}.all", on_change="rerun")
    if fold.open:
        with fold:
            st.table({
                "Measure": [measure.label for measure in simulation.measures],
                "Value": [measure.text(outcome.measures[measure.name]) for measure in simulation.measures],
                "What it says": [measure.help for measure in simulation.measures],
            }, alt="All measures of this run")
            sources = [f"- {one.text}" + (f" [{one.url}]({one.url})" if one.url else "")
                       for one in simulation.sources]
            st.markdown("\n".join(sources))
