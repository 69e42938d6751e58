"""What csplan writes e-mails about, to whom, and what becomes of each."""

from collections.abc import Mapping

from django.db import models

from csplan.accounts.choices import Role


class NoticeKind(models.TextChoices):
    """In the order of the page on which people choose."""

    RECEIPT = "receipt", "Receipts"
    SIGN_OFF = "sign_off", "Returns to sign off"
    SENT_BACK = "sent_back", "Returns sent back"
    SIGNED_OFF = "signed_off", "Returns signed off"
    APPROVAL = "approval", "Packs to publish"
    TURNED_DOWN = "turned_down", "Packs turned down"
    PUBLISHED = "published", "Packs published"
    ACTION = "action", "Actions due"
    UNSENT = "unsent", "Messages not sent"
    DIGEST = "digest", "Your list for the day"


TOLD: Mapping[NoticeKind, tuple[Role, ...]] = {
    NoticeKind.RECEIPT: (Role.COORDINATOR,),
    NoticeKind.SIGN_OFF: (Role.SRO,),
    NoticeKind.SENT_BACK: (Role.COORDINATOR, Role.ASSISTANT),
    NoticeKind.SIGNED_OFF: (Role.COORDINATOR, Role.NATIONAL_TEAM),
    NoticeKind.APPROVAL: (Role.HEAD,),
    NoticeKind.TURNED_DOWN: (Role.NATIONAL_TEAM,),
    NoticeKind.PUBLISHED: (
        Role.NSG,
        Role.COORDINATOR,
        Role.ASSISTANT,
        Role.SRO,
        Role.NATIONAL_TEAM,
        Role.HEAD,
        Role.PRIVATE_OFFICE,
        Role.AUDITOR,
    ),
    NoticeKind.ACTION: (
        Role.NSG,
        Role.COORDINATOR,
        Role.ASSISTANT,
        Role.SRO,
        Role.NATIONAL_TEAM,
        Role.HEAD,
    ),
    NoticeKind.UNSENT: (Role.ADMINISTRATOR,),
    NoticeKind.DIGEST: (
        Role.COORDINATOR,
        Role.ASSISTANT,
        Role.SRO,
        Role.NATIONAL_TEAM,
        Role.HEAD,
        Role.NSG,
    ),
}
"""Whose roles each kind of e-mail is about."""

ALWAYS_SENT = frozenset({NoticeKind.RECEIPT})
"""Kinds that nobody turns off: whoever submits must learn that it was done in their name."""

KIND_WORDS: Mapping[NoticeKind, str] = {
    NoticeKind.RECEIPT: "When you submit a return: what you submitted, when, and what is next.",
    NoticeKind.SIGN_OFF: "When a return of your locality is submitted and waits for you to sign"
    " it off.",
    NoticeKind.SENT_BACK: "When a return of your locality is sent back, with the reasons.",
    NoticeKind.SIGNED_OFF: "When an SRO signs a return off.",
    NoticeKind.APPROVAL: "When a monitoring pack waits for you to publish it, and again after two"
    " working days and every week.",
    NoticeKind.TURNED_DOWN: "When the Head of CS Local turns down a pack that was proposed, with"
    " the reason.",
    NoticeKind.PUBLISHED: "When a monitoring pack is published, with a link to it.",
    NoticeKind.ACTION: "When an action of yours from the National Steering Group is due within"
    " a week, and when it is late.",
    NoticeKind.UNSENT: "When csplan has given up sending messages that ask for feedback.",
    NoticeKind.DIGEST: "What is due soon, overdue, or waits for you. In the morning of a working"
    " day, and only when there is something.",
}
"""What each kind tells, for whoever chooses."""


class NoticeState(models.TextChoices):
    WAITING = "waiting", "On its way"
    SENT = "sent", "Sent"
    DROPPED = "dropped", "Not sent: you no longer held the role it was for"
    FAILED = "failed", "Could not be sent"
    SET_ASIDE = (
        "set_aside",
        "Not sent again: it waited in a backup that was restored",
    )
