"""The tables of localities and their returns, escalated risks and matters arising."""

from collections.abc import Iterator, Sequence

from csplan.core.tabular.writing import Cell
from reporting.document import figures
from reporting.document.data.plan import ILLUSTRATIVE
from reporting.document.data.tables import Field, Source, Table, Type, edition, locality
from reporting.document.plain import day
from reporting.document.rows import return_state
from reporting.document.words import sentence


def _localities(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["localities"]:
        posts = "; ".join(f"{each['post']}: {each['holder'] or 'vacant'}" for each in row["posts"])
        yield locality(row["slug"]), row["name"], row["cluster"], posts


LOCALITIES = Table(
    "localities",
    "Localities",
    (
        Field("identifier", Type.IDENTIFIER, "The locality."),
        Field("name", Type.TEXT, "What it was called when the pack was built."),
        Field("cluster", Type.TEXT, "The cluster it belongs to."),
        Field("posts", Type.TEXT, "Its posts and who held them on the quarter’s last day."),
    ),
    _localities,
)


def _returns(source: Source) -> Iterator[Sequence[Cell]]:
    facts = source.view.facts
    for row in source.snapshot["returns"]:
        own = facts.returns[row["locality"]]
        yield (
            f"{row['quarter']}/return/{row['locality']}", locality(row["locality"]),
            row["quarter"], figures.receipt(own, facts.due_at).value, sentence(return_state(own)),
            row["revision"], row["counts"], row["first_submitted_at"], row["submitted_by"],
            row["signed_off_at"], row["signed_off_by"], row["accepted_at"], row["accepted_by"],
            row["overview"],
        )  # fmt: skip


RETURNS = Table(
    "returns",
    "The quarter’s returns",
    (
        Field("identifier", Type.IDENTIFIER, "The return: its quarter and locality."),
        Field("locality", Type.IDENTIFIER, "The locality that sent it."),
        Field("quarter", Type.IDENTIFIER, "The quarter it is of."),
        Field("receipt", Type.TEXT, "Whether it came in time, late or not at all."),
        Field("state", Type.TEXT, "How far it had got when the pack was built."),
        Field("revision", Type.NUMBER, "Its revision: 1 unless it was corrected."),
        Field("counts", Type.YES_NO, "Whether what it says is used."),
        Field("first_submitted_at", Type.MOMENT, "When it was first submitted and not withdrawn."),
        Field("submitted_by", Type.TEXT, "Who submitted it."),
        Field("signed_off_at", Type.MOMENT, "When it was signed off."),
        Field("signed_off_by", Type.TEXT, "Who signed it off."),
        Field("accepted_at", Type.MOMENT, "When it was accepted."),
        Field("accepted_by", Type.TEXT, "Who accepted it."),
        Field("overview", Type.TEXT, "What it says of the quarter as a whole."),
    ),
    _returns,
)


def _risks(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["risks"]["rows"]:
        yield (
            f"risk/{row['id']}", row["title"], source.outcome(row["outcome"]),
            locality(row["locality"]), row["likelihood"], row["impact"],
            row["likelihood"] * row["impact"], row["score_before"], row["cause"], row["effect"],
            row["mitigation"], row["owner"], day(row["review_on"]), row["escalated_because"],
            day(row["closed_on"]), row["closed_reason"], row["is_illustrative"],
        )  # fmt: skip


RISKS = Table(
    "risks",
    "Risks escalated to the National Steering Group",
    (
        Field("identifier", Type.IDENTIFIER, "The risk."),
        Field("title", Type.TEXT, "What may happen."),
        Field("outcome", Type.IDENTIFIER, "The outcome it threatens, if one."),
        Field("locality", Type.IDENTIFIER, "The locality it belongs to; empty for the plan."),
        Field("likelihood", Type.NUMBER, "How likely it is, from 1 to 5."),
        Field("impact", Type.NUMBER, "How much it would matter, from 1 to 5."),
        Field("score", Type.NUMBER, "Likelihood times impact."),
        Field("score_last_quarter", Type.NUMBER, "Its score a quarter before; empty if none."),
        Field("cause", Type.TEXT, "Why it may happen."),
        Field("effect", Type.TEXT, "What it would lead to."),
        Field("mitigation", Type.TEXT, "What is done about it."),
        Field("owner", Type.TEXT, "Who answers for it."),
        Field("review_day", Type.DAY, "When it is next reviewed."),
        Field("escalated_because", Type.TEXT, "Why it was escalated."),
        Field("closed_day", Type.DAY, "When it was closed, if it was."),
        Field("closed_reason", Type.TEXT, "Why it was closed."),
        ILLUSTRATIVE,
    ),
    _risks,
    lambda snapshot: snapshot.get("risks") is not None,
)


def _questions(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["questions"]["rows"]:
        yield (
            f"question/{row['id']}", row["text"], row["asked_at"], row["asked_by"],
            row["line"], row["line_words"], edition(row),
            locality(row["locality"]), source.outcome(row["outcome"]), row["state"],
            row["closed_at"], row["is_illustrative"],
        )  # fmt: skip


QUESTIONS = Table(
    "questions",
    "Matters arising: questions about earlier packs",
    (
        Field("identifier", Type.IDENTIFIER, "The question."),
        Field("text", Type.TEXT, "What was asked."),
        Field("asked_at", Type.MOMENT, "When."),
        Field("asked_by", Type.TEXT, "By whom."),
        Field("line", Type.TEXT, "The line of the pack it is pinned to, if one."),
        Field("line_words", Type.TEXT, "That line in words, as the edition had it."),
        Field("edition", Type.IDENTIFIER, "The edition it was asked about."),
        Field("locality", Type.IDENTIFIER, "The locality it was routed to."),
        Field("outcome", Type.IDENTIFIER, "The outcome it is about."),
        Field("state", Type.TEXT, "How far it had got when the pack was built."),
        Field("closed_at", Type.MOMENT, "When it was closed, if it was."),
        ILLUSTRATIVE,
    ),
    _questions,
    lambda snapshot: snapshot.get("questions") is not None,
)


def _exchanges(source: Source) -> Iterator[Sequence[Cell]]:
    for row in source.snapshot["questions"]["rows"]:
        for nth, step in enumerate(row["exchange"], 1):
            identifier = f"question/{row['id']}"
            yield (
                f"{identifier}/step-{nth}", identifier, step["action"], step["at"], step["by"],
                step["words"],
            )  # fmt: skip


EXCHANGES = Table(
    "exchanges",
    "What was asked and answered, step by step",
    (
        Field("identifier", Type.IDENTIFIER, "The step: its question and its number."),
        Field("question", Type.IDENTIFIER, "The question."),
        Field("action", Type.TEXT, "What was done: ask, answer, follow up or close."),
        Field("at", Type.MOMENT, "When."),
        Field("by", Type.TEXT, "By whom."),
        Field("words", Type.TEXT, "What was said."),
    ),
    _exchanges,
    lambda snapshot: snapshot.get("questions") is not None,
)
PLACE_TABLES = (LOCALITIES, RETURNS, RISKS, QUESTIONS, EXCHANGES)
