"""What a run of the defences simulation reports: each measure declared once."""

from __future__ import annotations

from simulations.base import Measure

MEASURES: tuple[Measure, ...] = (
    Measure("clean", "As they are",
            "Share of signs, not attacked, that the defended model reads as what they are: 1 is all. A sign "
            "that it refuses counts as not read.", better="higher"),
    Measure("naive", "Attacker who does not know",
            "Share of the signs that still fool nobody when the attacker runs the usual attack and does not "
            "know of the defence: 1 is all. They are read as what they are, or refused by a detector.",
            better="higher"),
    Measure("adaptive", "Attacker who knows",
            "Share of the signs that still fool nobody when the attacker knows the defence and works against "
            "it: the number that counts. 1 is all.", better="higher"),
    Measure("adaptive_low", "Attacker who knows, at least",
            "Lower end of the 95 % interval of that share (Wilson)."),
    Measure("adaptive_high", "Attacker who knows, at most",
            "Upper end of the 95 % interval of that share (Wilson)."),
    Measure("proved", "Proved",
            "Share of the signs that are read as what they are whatever change of this size is made: a "
            "proof, not an attempt. For smoothing each certificate may be wrong once in a thousand. "
            "Undefined where the defence proves nothing against these changes.", better="higher"),
    Measure("unknown", "Neither broken nor proved",
            "Share of the signs that the attacker who knows did not break and that nothing proves, counted "
            "sign by sign. Undefined where nothing is proved."),
    Measure("control", "Noise of the same size",
            "Share of the signs that fool nobody under random noise of the same size, or a sticker of random "
            "colours, which aims at nothing.", better="higher"),
    Measure("undefended", "Undefended, under attack",
            "Share of the signs that the model still reads correctly without any defence, under the usual "
            "attack.", better="higher"),
    Measure("detected", "Attacks refused",
            "Share of the pictures that fool the undefended model which a detector refuses; undefined "
            "without one, and where no picture fools it.", better="higher"),
    Measure("refused_clean", "Clean signs refused",
            "Share of signs, not attacked, that a detector refuses; undefined without one.", better="lower"),
    Measure("median_radius", "Median certified radius",
            "Half of the signs are certified at least this far: in L2 where 1 is from black to white, or in "
            "steps of 255 for the largest change. Undefined where nothing is proved.", "ratio", "higher"),
)
