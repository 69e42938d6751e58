"""What a reader must know to judge the figures."""

from django.db import connection

GROWTH = (
    """\
Ten times the milestones in every return of every locality. The queries must be as many at both
sizes; the time is the larger site's over the smaller's, taken in turns in one run.""",
    """\
Counted is every statement that Django sends to read or write, the session's and the user's too.
What the driver says to open a connection is not.""",
)
REQUESTS = (
    """\
A save is one sent form, from the session to the commit. In brackets: what only begins, marks or
ends a transaction, on top. A build is counted with a printer that prints nothing, so without
the words of progress between its pages.""",
)
TIMES = """\
Medians of {rounds} requests of each in turns, in this process, through the WSGI application with
its whole middleware; the garbage collector waits. Spread: the middle half over the median."""
BARE = """\
Bare view: the same bytes, no session. With session and user: the same bytes, once both are read
from the database. {connections}"""
OPENED = "Each request opens its own connection, as these settings say, on either side."
KEPT = "Connections are kept between requests, as these settings say, on either side."


def time_notes(rounds: int) -> tuple[str, ...]:
    """How the times came about, and on what connections."""
    are_kept = connection.settings_dict["CONN_MAX_AGE"] != 0
    return TIMES.format(rounds=rounds), BARE.format(connections=KEPT if are_kept else OPENED)
