"""What a pack's pages show, made ready for their templates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import urlencode

from csplan.accounts.actors import Actor
from csplan.core.components import Crumb, HistoryEvent, SummaryRow
from csplan.core.models import ReportingPeriod
from programme.permissions.questions import can_ask
from reporting.choices import AFTER_PROPOSAL, BuildStep, FileKind, PackState, ProposalEnding
from reporting.forms import DecisionForm, ProposeForm, TurnDownForm
from reporting.models import EndedProposal, Pack, PackReproduction
from reporting.permissions import (
    can_build,
    can_propose,
    can_publish,
    can_read_downloads,
    can_withdraw,
)
from reporting.rules import MOST_ATTEMPTS
from reporting.tables import pack_url

OTHER_FORMS = {
    FileKind.EDITION: "The same words as one HTML file",
    FileKind.ODS: "Data as a spreadsheet (ODS)",
    FileKind.CSV: "Data as tables (CSV in a zip file)",
}
HOME = (Crumb("Home", "/"),)
TURN_DOWN = "Turn it down"


def list_crumb() -> Crumb:
    return Crumb("Packs", reverse("reporting:pack-list"))


def build_crumbs(period: ReportingPeriod) -> list[Crumb]:
    return [*HOME, list_crumb(), Crumb(f"Build a pack for {period.quarter.short_label}")]


def pack_crumbs(pack: Pack, here: str = "") -> list[Crumb]:
    """The way to the pack's page, or to the page ``here`` below it."""
    about = pack.period.quarter.short_label if pack.is_national else pack.title
    name = f"{about}, {pack.number_label}"
    if not here:
        return [*HOME, list_crumb(), Crumb(name)]
    return [*HOME, list_crumb(), Crumb(name, pack_url("pack-detail", pack)), Crumb(here)]


def comparison_url(pack: Pack) -> str:
    """The address of what changed in the pack since the edition before it, if it is out."""
    if not pack.is_released:
        return ""
    query = urlencode({"about": pack.subject, "to": f"{pack.period.slug}.{pack.edition}"})
    return f"{reverse('reporting:pack-compare')}?{query}"


def proposal(pack: Pack, data: Any = None) -> ProposeForm:
    """The form that puts the pack forward, as it stands or as ``data`` fill it in."""
    initial = {"version": pack.version, "note": pack.change_note}
    action = pack_url("pack-propose", pack)
    return ProposeForm(data, initial=initial, edition=pack.edition, action=action)


def turning_down(pack: Pack, data: Any = None) -> TurnDownForm:
    """The form that says why a proposed pack is not published."""
    initial, back = {"version": pack.version}, pack_url("pack-detail", pack)
    return TurnDownForm(data, initial=initial, label=TURN_DOWN, cancel_url=back)


@dataclass(frozen=True)
class DetailPage:
    """A pack as one person sees it. Makes no query; ``next_edition`` is its subject's.

    ``sent`` is the proposal the person sent with something missing; ``later`` the edition that
    took the place of this one; ``changed`` names the returns that were corrected or changed since
    it was built; ``ended`` are the proposals that came to nothing, the last first.
    """

    pack: Pack
    actor: Actor
    next_edition: int
    sent: ProposeForm | None = None
    later: Pack | None = None
    reproduction: PackReproduction | None = None
    changed: Sequence[str] = ()
    ended: Sequence[EndedProposal] = ()

    @property
    def crumbs(self) -> list[Crumb]:
        return pack_crumbs(self.pack)

    @property
    def step_count(self) -> int:
        return len(BuildStep)

    @property
    def most_attempts(self) -> int:
        return MOST_ATTEMPTS

    @property
    def makes_packs(self) -> bool:
        """Whether the person sees how a pack comes about."""
        return can_build(self.actor)

    @property
    def may_ask(self) -> bool:
        """Whether the person may ask about a line of it."""
        return self.pack.is_released and can_ask(self.actor)

    @property
    def comparison(self) -> str:
        """Where it is compared with other editions about its subject; "" before it is out."""
        return comparison_url(self.pack)

    @property
    def is_overtaken(self) -> bool:
        """Whether its edition has been published from another build."""
        return not self.pack.is_released and self.pack.edition < self.next_edition

    @property
    def is_outdated(self) -> bool:
        """Whether it could be published but for what it rests on, which is not so any more."""
        return bool(self.changed) and not self.is_overtaken

    @property
    def changed_words(self) -> str:
        """Which returns, to stand after a colon."""
        return "; ".join(self.changed)

    @property
    def build_url(self) -> str:
        """Where the pack is built again."""
        about = [] if self.pack.is_national else [self.pack.subject]
        return reverse("reporting:pack-build", args=[self.pack.period.slug, *about])

    @property
    def pdf_size(self) -> str:
        return filesizeformat(self.pack.manifest.get("sizes", {}).get(FileKind.PDF, 0))

    @property
    def other_forms(self) -> list[tuple[FileKind, str]]:
        """The kinds of file beside the PDF and the page that it holds, and what each is."""
        return [(kind, OTHER_FORMS[kind]) for kind in OTHER_FORMS if kind in self.pack.digests]

    @property
    def propose_form(self) -> ProposeForm | None:
        if not (self._is_built and can_propose(self.actor)):
            return None
        return self.sent or proposal(self.pack)

    @property
    def publish_form(self) -> DecisionForm | None:
        if not (self._is_proposed and can_publish(self.actor, self.pack)):
            return None
        return self._form(f"Publish edition {self.pack.edition}", "pack-publish", style="warning")

    @property
    def may_turn_down(self) -> bool:
        """Whether the person may say no to it: also to what cannot be published any more."""
        return self._waits and can_publish(self.actor, self.pack)

    @property
    def withdraw_form(self) -> DecisionForm | None:
        if not (self._waits and can_withdraw(self.actor, self.pack)):
            return None
        return self._form("Withdraw the proposal", "pack-withdraw", style="secondary")

    @property
    def turned_down(self) -> EndedProposal | None:
        """The answer to the last proposal, while the pack has not been proposed again."""
        if self.pack.state != PackState.BUILT or not self.ended:
            return None
        last = self.ended[0]
        return last if last.ending == ProposalEnding.TURNED_DOWN else None

    @property
    def change_note(self) -> str:
        """What changed and why, once it is said for good; before, it stands in the form."""
        return self.pack.change_note if self.pack.state in AFTER_PROPOSAL else ""

    @property
    def waiting_words(self) -> str:
        """Whose turn it is, when it is somebody else's."""
        if self._is_built and not can_propose(self.actor):
            return "The national team can propose it for publication."
        if not self._is_proposed or can_publish(self.actor, self.pack):
            return ""
        if self.actor.person.pk == self.pack.proposed_by_id:
            return "You proposed this pack. The Head of CS Local decides whether to publish it."
        return "This pack waits for the Head of CS Local to decide whether to publish it."

    @property
    def may_see_downloads(self) -> bool:
        return self.pack.is_whole and can_read_downloads(self.actor)

    @property
    def files_of_build(self) -> int | None:
        """The build whose files these are, where nothing had changed since it."""
        found: int | None = self.pack.manifest.get("files_of_build")
        return found if found != self.pack.build else None

    @property
    def rests_on(self) -> list[SummaryRow]:
        return [SummaryRow(name, value) for name, value in self._facts() if value]

    @property
    def digests(self) -> list[tuple[str, str]]:
        """Each file's kind and SHA-256."""
        return [(FileKind(kind).label, digest) for kind, digest in self.pack.digests.items()]

    @property
    def libraries(self) -> list[tuple[str, str]]:
        return sorted(self.pack.manifest.get("libraries", {}).items())

    @property
    def history(self) -> list[HistoryEvent]:
        """What happened to the pack, newest first."""
        return sorted(self._events(), key=lambda event: event.at, reverse=True)

    @property
    def _is_built(self) -> bool:
        return self.pack.state == PackState.BUILT and not self._is_past

    @property
    def _is_proposed(self) -> bool:
        return self._waits and not self.is_outdated

    @property
    def _waits(self) -> bool:
        """Whether somebody put it forward and nobody decided."""
        return self.pack.state == PackState.PROPOSED and not self.is_overtaken

    @property
    def _is_past(self) -> bool:
        """Whether it cannot be published any more."""
        return self.is_overtaken or self.is_outdated

    def _form(self, label: str, view: str, style: str = "") -> DecisionForm:
        initial, action = {"version": self.pack.version}, pack_url(view, self.pack)
        return DecisionForm(initial=initial, label=label, style=style, action=action)

    def _facts(self) -> Iterator[tuple[str, str]]:
        returns = self.pack.manifest.get("returns", [])
        ready = len(returns) - len(self.pack.gaps)
        yield "Returns held", f"{ready} of {len(returns)} accepted" if returns else ""
        yield "Missing", ", ".join(self.pack.gaps)
        yield "Why it was built without them", self.pack.gap_reason

    def _events(self) -> Iterator[HistoryEvent]:
        pack = self.pack
        if self.makes_packs:
            yield HistoryEvent("Asked for", pack.requested_at, pack.requested_by.full_name)
        if pack.built_at:
            yield HistoryEvent("Built", pack.built_at)
        for each in self.ended:
            yield HistoryEvent("Proposed", each.proposed_at, each.proposed_by.full_name)
            yield HistoryEvent(
                each.get_ending_display(), each.at, each.by.full_name, note=each.reason
            )
        if pack.proposed_at and pack.proposed_by:
            yield HistoryEvent("Proposed", pack.proposed_at, pack.proposed_by.full_name)
        if pack.published_at and pack.published_by:
            yield HistoryEvent("Published", pack.published_at, pack.published_by.full_name)
        if pack.superseded_at:
            yield HistoryEvent("Superseded by a later edition", pack.superseded_at)
