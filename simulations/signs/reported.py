"""What a run of the sign simulation reports: each measure declared once."""

from __future__ import annotations

from simulations.base import Measure

MEASURES: tuple[Measure, ...] = (
    Measure("accuracy", "Read correctly",
            "Share of signs of all twelve kinds, not seen in training and not attacked, that the model reads "
            "as what they are: 1 is all. A guess would get one in twelve.", better="higher"),
    Measure("success", "Attacks that succeed",
            "Share of the counted signs, all read correctly before, that the model reads as the attacker "
            "wants: 0 none, 1 all."),
    Measure("success_low", "Attacks that succeed, at least",
            "Lower end of the 95 % interval of that share (Wilson)."),
    Measure("success_high", "Attacks that succeed, at most",
            "Upper end of the 95 % interval of that share (Wilson)."),
    Measure("control", "The same change at random",
            "Share of the same signs read as the attacker wants after a change of the same size that aims at "
            "nothing: random noise, random pixels, or a sticker of random colours. 0 means that the size of "
            "the change alone does nothing."),
    Measure("wrong", "Misread, as anything",
            "Share of the counted signs read as anything but what they are, whatever the attacker wanted.",
            better="lower"),
    Measure("largest", "Largest change",
            "Largest change of any pixel's red, green or blue that was really made, in steps of 255.",
            "ratio", digits=1),
    Measure("size", "Change in sum",
            "Median over the signs of the root of the summed squares of all changes (L2), where 1 is from "
            "black to white.", "ratio"),
    Measure("pixels_changed", "Pixels changed",
            "Median over the signs of how many of the 1,024 pixels were changed at all.", "count"),
    Measure("area_covered", "Part of the sign covered",
            "Which part of the sign a sticker covers; undefined without one."),
    Measure("questions", "Questions asked",
            "Median over the signs of how often the model was asked; a gradient counts as one question.",
            "count"),
    Measure("confidence", "Share given to what it reads",
            "How sure the model is of what it reads in the shown sign after the attack: 1 is certain. That "
            "says nothing of whether it is right."),
    Measure("gradients", "Has gradients",
            "1 where the model has gradients that an attacker who knows it can follow. At 0 the pictures "
            "were made for the neural network and then shown to this model.", "count"),
    Measure("transfer_network", "Also fool another network",
            "Share of the pictures that fool the same network trained from another start; undefined unless "
            "other models are compared."),
    Measure("transfer_logistic", "Also fool logistic regression",
            "The same for logistic regression on the same components."),
    Measure("transfer_svc", "Also fool the support vector machine", "The same for the kernel machine."),
    Measure("transfer_forest", "Also fool the random forest", "The same for the forest."),
)
