"""A chart that is a text: the same words on the page and in a file, and nothing of them is run."""

import re

from simulations.chart_specs import LETTER_LINE
from simulations.chart_specs import letter as letter_spec
from simulations.letter import letter
from simulations.picture import picture

LONG = "Each of the reasons stands on a line of its own, and a line that is longer than the sheet is broken."
ROWS = {
    "series": ["now"] * 4,
    "part": ["", "The reasons", "The reasons", "What now"],
    "kind": ["line", "item", "item", "line"],
    "text": ["Dear <b>reader</b>,", "first & foremost", LONG, "Write to the desk."],
}


def test_a_letter_has_its_parts_as_headings_and_its_lists_as_lists() -> None:
    html = letter(ROWS, "A letter")
    assert re.findall(r"<h3>(.*?)</h3>", html) == ["The reasons", "What now"]
    assert html.count("<ul>") == 1 and html.count("<li>") == 2
    assert html.startswith('<div class="letters" role="group" aria-label="A letter">')


def test_the_words_of_a_letter_are_shown_and_never_run() -> None:
    html = letter(ROWS, 'told by "them" & <others>')
    assert "&lt;b&gt;reader" in html and "<b>" not in html
    assert 'aria-label="told by &quot;them&quot; &amp; &lt;others&gt;"' in html


def test_a_pinned_letter_stands_below_and_says_so() -> None:
    both = {name: [*column, *column] for name, column in ROWS.items()}
    both["series"] = ["now"] * 4 + ["pinned"] * 4
    html = letter(both, "Two letters")
    assert html.count("<article") == 2
    assert html.index("first &amp; foremost") < html.index("The pinned run")


def test_the_file_holds_every_word_and_breaks_long_lines() -> None:
    svg = picture(letter_spec(), ROWS, title="A letter", form="svg").decode()
    lines = [re.sub(r"<[^>]*>", "", line) for line in re.findall(r"<(?:text|tspan)[^>]*>([^<]+)", svg)]
    shown = " ".join(lines)
    for word in ("reader", "The reasons", "foremost", "broken.", "What now", "desk."):
        assert word in shown, (word, lines)
    assert max(map(len, lines)) <= LETTER_LINE + 2
