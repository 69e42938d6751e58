"""What people are told by e-mail of a return's transitions, in the transaction that makes each."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from csplan.accounts.choices import Role
from csplan.accounts.models import RoleGrant
from csplan.core.periods import london_day
from csplan.core.worded_moments import moment_words
from csplan.notices.choices import NoticeKind
from csplan.notices.content import Action, Message, Paragraph, Part, Quoted
from csplan.notices.services import tell
from programme.models import QuarterlyReturn, ReturnRemark, ReturnTransition
from programme.selectors import author_ids
from programme.selectors.recipients import holders_for


def tell_of_submission(transition: ReturnTransition) -> None:
    """A receipt to whoever submitted the return, and the question to its SRO."""
    quarterly_return, on = transition.quarterly_return, london_day(transition.at)
    holders = holders_for(quarterly_return, Role.COORDINATOR, Role.SRO, on=on)
    # The return in hand does not say yet who submitted it.
    barred = author_ids(quarterly_return) | {transition.by_id}
    signers = [
        grant for grant in holders if grant.role == Role.SRO and grant.user_id not in barred
    ]
    submitters = [
        grant
        for grant in holders
        if grant.role == Role.COORDINATOR and grant.user_id == transition.by_id
    ]
    _tell(NoticeKind.RECEIPT, transition, submitters, _receipt(transition, signers))
    _tell(NoticeKind.SIGN_OFF, transition, signers, _question(transition))


def tell_of_sending_back(transition: ReturnTransition) -> None:
    """The reasons, to those in the locality who can put it right."""
    holders = holders_for(
        transition.quarterly_return, Role.COORDINATOR, Role.ASSISTANT, on=london_day(transition.at)
    )
    _tell(NoticeKind.SENT_BACK, transition, holders, _sent_back(transition))


def tell_of_sign_off(transition: ReturnTransition) -> None:
    """To its co-ordinators, and to the national team, who can accept it now."""
    holders = holders_for(
        transition.quarterly_return,
        Role.COORDINATOR,
        Role.NATIONAL_TEAM,
        on=london_day(transition.at),
    )
    _tell(NoticeKind.SIGNED_OFF, transition, holders, _signed_off(transition))


def because_of(grant: RoleGrant, place: str) -> str:
    """ "csplan knows you as co-ordinator for North West", to stand after "because"."""
    role = ROLE_WORDS[Role(grant.role)]
    if grant.locality_id or grant.cluster_id:
        return f"csplan knows you as {role} for {place}"
    return f"csplan knows you as {role}"


ROLE_WORDS = {
    Role.COORDINATOR: "co-ordinator",
    Role.ASSISTANT: "assistant co-ordinator",
    Role.SRO: "Senior Responsible Officer (SRO)",
    Role.NATIONAL_TEAM: "one of the national team",
}


def _tell(
    kind: NoticeKind,
    transition: ReturnTransition,
    to: Sequence[RoleGrant],
    words: tuple[str, tuple[Part, ...]],
) -> None:
    subject, parts = words
    place = transition.quarterly_return.locality.name

    def message(grant: RoleGrant) -> Message:
        return Message(subject, parts, because_of(grant, place))

    tell(kind=kind, about=f"transition-{transition.pk}", to=to, message=message, at=transition.at)


def _receipt(
    transition: ReturnTransition, signers: Sequence[RoleGrant]
) -> tuple[str, tuple[Part, ...]]:
    quarterly_return = transition.quarterly_return
    names = " or ".join(dict.fromkeys(grant.user.full_name for grant in signers))
    ahead = (
        f"{names} can now read it and sign it off, or send it back."
        if names
        else "Nobody can sign it off at the moment: there is no SRO, or they wrote in it. "
        "Tell the national team."
    )
    return f"Receipt: {_subject(quarterly_return)}", (
        Paragraph(
            f"You submitted {_thing(quarterly_return)} on {moment_words(transition.at)}. "
            f"Your receipt number is {transition.pk}."
        ),
        Paragraph(f"{ahead} Until then you can withdraw it."),
        _lead(quarterly_return, "Read what you submitted", "return-detail"),
    )


def _question(transition: ReturnTransition) -> tuple[str, tuple[Part, ...]]:
    quarterly_return = transition.quarterly_return
    return f"To sign off: {_subject(quarterly_return)}", (
        Paragraph(
            f"{transition.by} submitted {_thing(quarterly_return)} "
            f"on {moment_words(transition.at)}. It waits for you to read it and sign it off, "
            "or to send it back."
        ),
        _lead(quarterly_return, "Read it and decide", "return-sign-off"),
    )


def _sent_back(transition: ReturnTransition) -> tuple[str, tuple[Part, ...]]:
    quarterly_return = transition.quarterly_return
    remarks = ReturnRemark.objects.filter(transition=transition).select_related(
        "milestone_update__milestone", "measure_update__measure"
    )
    return f"Sent back: {_subject(quarterly_return)}", (
        Paragraph(
            f"{transition.by} sent back {_thing(quarterly_return)} "
            f"on {moment_words(transition.at)}."
        ),
        Quoted(transition.reason, about="Reason"),
        *(Quoted(remark.words, about=_about(remark)) for remark in remarks),
        Paragraph(_until(quarterly_return, transition.at)),
        _lead(quarterly_return, "Go to the return", "return-detail"),
    )


def _signed_off(transition: ReturnTransition) -> tuple[str, tuple[Part, ...]]:
    quarterly_return = transition.quarterly_return
    return f"Signed off: {_subject(quarterly_return)}", (
        Paragraph(
            f"{transition.by} signed off {_thing(quarterly_return)} "
            f"on {moment_words(transition.at)}. The national team can now accept it."
        ),
        _lead(quarterly_return, "Go to the return", "return-detail"),
    )


def _subject(quarterly_return: QuarterlyReturn) -> str:
    correction = quarterly_return.revision - 1
    words = f"{quarterly_return.locality}, {quarterly_return.period.quarter.short_label}"
    return f"{words}, correction {correction}" if correction else words


def _thing(quarterly_return: QuarterlyReturn) -> str:
    correction = quarterly_return.revision - 1
    what = f"correction {correction} of the return" if correction else "the return"
    quarter = quarterly_return.period.quarter.short_label
    return f"{what} of {quarterly_return.locality} for {quarter}"


def _about(remark: ReturnRemark) -> str:
    if remark.milestone_update is not None:
        return str(remark.milestone_update.milestone)
    return str(remark.measure_update.measure) if remark.measure_update else ""


def _until(quarterly_return: QuarterlyReturn, at: dt.datetime) -> str:
    if at >= quarterly_return.closes_at:
        return (
            "Reporting has closed for this quarter. To change answers, ask the Head of CS Local "
            "to give the locality longer."
        )
    return f"Answers can be changed until {moment_words(quarterly_return.closes_at)}."


def _lead(quarterly_return: QuarterlyReturn, label: str, page: str) -> Action:
    slugs = (quarterly_return.period.slug, quarterly_return.locality.slug)
    return Action(label, reverse(f"programme:{page}", args=slugs))
