"""What a run of the poisoning simulation reports: each measure declared once."""

from __future__ import annotations

from simulations.base import Measure

MEASURES: tuple[Measure, ...] = (
    Measure("accuracy", "Read correctly",
            "Share of new signs without a note that the model, trained on the poisoned data, reads as what "
            "they are: 1 is all.", better="higher"),
    Measure("success", "Read as the poisoner wants",
            "Share of new signs with the note that the same model reads as the poisoner "
            "wants: 0 none, 1 all.", better="lower"),
    Measure("success_low", "Read as the poisoner wants, at least",
            "Lower end of the 95 % interval of that share (Wilson)."),
    Measure("success_high", "Read as the poisoner wants, at most",
            "Upper end of the 95 % interval of that share (Wilson)."),
    Measure("control", "The same without the note",
            "Share of the same signs without a note that are read as the poisoner wants: what would happen "
            "anyway.", better="lower"),
    Measure("accuracy_clean", "Read correctly, unpoisoned",
            "The accuracy of the model that was trained on the same data before anything was slipped in.",
            better="higher"),
    Measure("success_clean", "Read as the poisoner wants, unpoisoned",
            "Share of new signs with the note that the unpoisoned model reads as the poisoner wants: what "
            "the note does by itself.", better="lower"),
    Measure("accuracy_after", "Read correctly, after vetting",
            "The accuracy of the model after what was done about the poison; as before where nothing was.",
            better="higher"),
    Measure("success_after", "Read as the poisoner wants, after vetting",
            "Share of new signs with the note that are read as the poisoner wants after what was done "
            "about it.", better="lower"),
    Measure("poisoned", "Poisoned pictures", "How many pictures were slipped in or changed.", "count"),
    Measure("flagged", "Pictures flagged", "How many pictures the vetting points at.", "count"),
    Measure("found", "Poison found",
            "Share of the poisoned pictures that the vetting points at: 1 is all. Undefined where there are "
            "none, or where the vetting does not look at pictures one by one.", better="higher"),
    Measure("kept", "Clean pictures kept",
            "Share of the clean pictures that the vetting leaves in the data: 1 is all.", better="higher"),
    Measure("precision", "Flagged that are poisoned",
            "Share of the flagged pictures that are poisoned: 1 means that nothing clean is suspected. "
            "Undefined where nothing is flagged.", better="higher"),
    Measure("smallest_mask", "Smallest patch, target",
            "Which part of a sign the smallest patch covers that turns other signs into the poisoner's "
            "target; undefined unless patches are searched for."),
    Measure("next_mask", "Smallest patch, next",
            "The smallest such patch of any other class. A target that needs far less than the others is "
            "suspicious."),
    Measure("suspect", "The search names the target",
            "1 where the class with the smallest patch is the poisoner's target, 0 where it is another, or "
            "no patch was found; undefined unless patches are searched for.", "count"),
)
