"""What a reader must know to judge the figures."""

from django.db import connection

from csplan.demonstration.benchmark.clients import READERS, REST_S

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

LOAD = """\
Each number of workers is under load for {minutes:g} min. {sessions} sessions read, {readers} pages
at once and without a pause; {writers} people save a milestone each, and two the same one at
once, each {rest:g} s after the answer before. For a fifth of the time the readers ask for a bare
view instead: the same bytes, with session and user. gunicorn has the image's options; the
clients share the machine."""
CONNECTIONS = "Connections to the database are opened and kept as these settings say: {seconds} s."
SOUNDNESS = """\
An error is any answer but the right one: 200 for a page, 302 for a save, 302 and 409 for two at
once. Lost is what was acknowledged and is not in the database afterwards. Memory is that of all
workers together, what they share divided: medians of the first tenth, of the middle fifth and of
the last tenth of the time."""


def load_notes(*, minutes: float, sessions: int, writers: int) -> tuple[str, ...]:
    """Who asked for what, and on what connections."""
    crowd = LOAD.format(
        minutes=minutes, sessions=sessions, readers=READERS, writers=writers, rest=REST_S
    )
    return crowd, CONNECTIONS.format(seconds=connection.settings_dict["CONN_MAX_AGE"])


def time_notes(rounds: int) -> tuple[str, ...]:
    """How the times came about, and on what connections."""
    are_kept = connection.settings_dict["CONN_MAX_AGE"] != 0
    return TIMES.format(rounds=rounds), BARE.format(connections=KEPT if are_kept else OPENED)
