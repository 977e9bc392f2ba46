"""A learner's own picture: what the model reads in it, before and after an attack.

The picture is scaled to what the model takes, read, and attacked like the drawn signs, on its own
reading: whoever brings it knows what it is, the model does not. Nothing of it is kept.
"""

from __future__ import annotations

import numpy as np

from simulations.base import Drawing
from simulations.parameters import ParameterError
from simulations.signs import models
from simulations.signs.attacks.base import Goal, softmax
from simulations.signs.attacks.gradient import pgd
from simulations.signs.attempts import STEP_OF, victim
from simulations.signs.chart_rows import read_as, share
from simulations.signs.classes import NUMBER
from simulations.signs.gtsrb import picture
from simulations.signs.pictures import data_uri, magnified
from simulations.signs.result import SignsParameters

SHOWN_TIMES = 10.0
"""How many times the change is shown."""


def own_picture(data: bytes, parameters: SignsParameters) -> Drawing:
    """The picture as the model sees it, the change, and the picture after it, as a gallery.

    Raises
    ------
    ParameterError
        Where the picture cannot be used (``gtsrb.picture``), or the model is not trained yet.
    """
    image = picture(data)
    components = int(parameters.components)
    if not (models.ready(parameters.model, components, 0) and models.ready("pca-mlp", components, 0)):
        raise ParameterError([
            "The model of these settings is not trained yet: run them once, then try again."])
    against = victim(parameters)
    before = softmax(against.reader.scores(image))[0]
    read, sure = read_as(before)
    own = np.array([int(before.argmax())])
    target = NUMBER.get(parameters.target)
    goal = Goal(own, None if target is None or target == own[0] else np.array([target]))
    made = pgd(against.guide, image, goal, eps=parameters.budget / STEP_OF, steps=parameters.steps)
    after, then = read_as(softmax(against.reader.scores(made.images))[0])
    moved = after != read
    size = f"{parameters.budget:g} of 255"
    then_read = f"it reads {after}" if moved else "it still does"
    heading = f"The model reads {read}, with {share(sure)}; changed by at most {size}, {then_read}"
    return Drawing(
        rows={
            "series": ["now"] * 3,
            "picture": [data_uri(image[0]), data_uri(magnified(made.change[0], SHOWN_TIMES)),
                        data_uri(made.images[0])],
            "title": ["As the model sees it", f"The change, {SHOWN_TIMES:g} times", "Attacked"],
            "read": [f"with {share(sure)} read as", "grey is unchanged", f"with {share(then)} read as"],
            "mark": [read, "", f"{'✗' if moved else '='} {after}"],
            "tone": ["plain", "plain", "bad" if moved else "plain"],
        },
        heading=heading,
        alt=f"Your picture, the change, and your picture after it. {heading}.",
    )
