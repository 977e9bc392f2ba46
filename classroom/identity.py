"""How a learner is known: by a random token in a cookie, and by nothing else.

There is no name and no password. The token has 256 random bits; scripts of the page cannot read
the cookie (HttpOnly), other sites cannot send it along (SameSite), and it never stands in the
address, which is made to be shared. "This is not me" is a new token.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

COOKIE = "learner"
MOST_AGE = 400 * 24 * 3600
"""Seconds that the browser keeps the cookie after the last visit: browsers allow no more."""

_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A token that nobody can guess: 256 random bits, as 43 characters."""
    return secrets.token_urlsafe(32)


def token_from(cookies: Mapping[str, str]) -> str | None:
    """The token in the browser's cookies; None where there is none, or it is not of our making."""
    token = cookies.get(COOKIE, "")
    return token if isinstance(token, str) and _SHAPE.fullmatch(token) else None


def cookie(token: str, *, secure: bool) -> str:
    """The Set-Cookie header that gives a browser its token."""
    rest = "; Secure" if secure else ""
    return f"{COOKIE}={token}; Path=/; Max-Age={MOST_AGE}; HttpOnly; SameSite=Lax{rest}"
