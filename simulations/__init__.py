"""What is tried: simulations, each a folder of its own, found by looking.

``catalogue()`` lists their slugs, ``load(slug)`` gives the record that the rest of the house
reads. Nothing here knows of courses, people or pages.
"""

from simulations.catalogue import Catalogue, catalogue, load

__all__ = ["Catalogue", "catalogue", "load"]
