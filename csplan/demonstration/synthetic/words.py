"""Sentences of the length people write, put together the same way every time."""

SENTENCES = (
    "The steering group looked at this in its second meeting and was content with the approach.",
    "Two departments have sent the names that were missing and a third will do so next month.",
    "The room is booked, the speakers have confirmed and places are being taken up as expected.",
    "Line managers were told earlier than last time, which has made it easier to release staff.",
    "Costs are within what was set aside and no further money is being asked for this year.",
    "One office is moving and cannot take part before the move, so its place has been offered on.",
    "Comments from the first session have been used to shorten the second by half an hour.",
    "The trade unions have seen the papers and asked for one point to be made clearer.",
    "Lessons have been written up on one page and sent to the other localities in the cluster.",
    "The figures have been checked against the departments’ own and agree to within a handful.",
    "A neighbouring locality has asked to copy the idea and has been sent all the materials.",
)
SENTENCES_IN_A_NARRATIVE = 4
PATH_TO_GREEN = (
    "Ask the lead department for a decision at its next board, and go ahead with what is agreed."
)
CONDITIONAL = {
    "risk": "The two departments cannot release the people it takes before the quarter ends.",
    "path_to_green": PATH_TO_GREEN,
    "date_change_reason": "The board that must decide meets only after the date that was planned.",
    "evidence": "The signed agreement and the minutes of the meeting that it was made at.",
}
REASON_NOT_AVAILABLE = "The departments’ own figures had not arrived when the return was due."


def narrative(number: int) -> str:
    """About sixty words; neighbours in number differ."""
    chosen = (
        SENTENCES[(number + 3 * step) % len(SENTENCES)] for step in range(SENTENCES_IN_A_NARRATIVE)
    )
    return " ".join(chosen)
