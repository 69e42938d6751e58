"""What changed between any two published editions about the same subject."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from csplan.accounts.middleware import ActorRequest
from csplan.core import clock
from csplan.core.components import Crumb
from programme.views.base import page_of, pages
from reporting import services
from reporting.choices import FileKind
from reporting.components import HOME, list_crumb
from reporting.document.changes.comparison import compare
from reporting.document.changes.facts import Change, Changes
from reporting.document.changes.kinds import GROUPS, Kind
from reporting.document.changes.people import LOWERED
from reporting.document.changes.rows import HEADINGS, Names, change_tables
from reporting.document.changes.view import anchor_of, short_account
from reporting.document.facts import Pack as PackFacts
from reporting.document.facts import read_pack
from reporting.document.snapshot import parse
from reporting.models import Pack
from reporting.rules import NATIONAL
from reporting.selectors.comparing import comparable_editions, subjects_with_packs
from reporting.tables import pack_url
from reporting.views.base import refusals_as_pages

HERE = "Compare two editions"


@dataclass(frozen=True, slots=True)
class Edition:
    """A published edition as the lists offer it; ``key`` is what the address says of it."""

    pack: Pack

    @property
    def key(self) -> str:
        return f"{self.pack.period.slug}.{self.pack.edition}"

    @property
    def words(self) -> str:
        return f"{self.pack.period.quarter.short_label}, edition {self.pack.edition}"


@require_safe
@refusals_as_pages
def pack_compare(request: ActorRequest) -> HttpResponse:
    """Two editions chosen from lists, and what the later says otherwise than the earlier."""
    subjects = subjects_with_packs(request.actor)
    about = _one_of([each.slug for each in subjects], request.GET.get("about", NATIONAL.slug))
    editions = [Edition(each) for each in comparable_editions(request.actor, about)]
    later = _chosen(request, "to", editions, 0)
    earlier = _chosen(request, "from", editions, _index_after(later, editions))
    context = {
        "subjects": subjects,
        "about": about,
        "editions": editions,
        "earlier": earlier,
        "later": later,
        "is_same": earlier is not None and earlier == later,
        "crumbs": [*HOME, list_crumb(), Crumb(HERE)],
    }
    if earlier and later and earlier != later:
        context |= _compared(request, earlier, later, about)
    return render(request, "reporting/pack_compare.html", context)


def _one_of(known: Sequence[str], asked: str) -> str:
    """What was asked for; 404 for what there is nothing of, but for the national packs."""
    if asked not in known and asked != NATIONAL.slug:
        raise Http404
    return asked


def _chosen(
    request: ActorRequest, name: str, editions: Sequence[Edition], otherwise: int
) -> Edition | None:
    """The edition the address names, 404 if it may not be read; or the one at ``otherwise``."""
    asked = request.GET.get(name)
    if not asked:
        return editions[otherwise] if otherwise < len(editions) else None
    found = next((each for each in editions if each.key == asked), None)
    if found is None:
        raise Http404
    return found


def _index_after(later: Edition | None, editions: Sequence[Edition]) -> int:
    """Where the edition stands that came before ``later``."""
    return editions.index(later) + 1 if later else 0


def _compared(
    request: ActorRequest, earlier: Edition, later: Edition, about: str
) -> dict[str, Any]:
    """The changes of one group, or of all, a page at a time."""
    in_time = sorted((earlier, later), key=lambda e: (e.pack.period.starts_on, e.pack.edition))
    before, after = (_facts(request, each.pack) for each in in_time)
    found = compare(before, after, digest=in_time[0].pack.snapshot_digest)
    group = request.GET.get("show", "")
    shown = _of_group(found, group)
    page = page_of(request, shown)
    query = {"about": about, "from": earlier.key, "to": later.key}
    asked = query | {"show": group} if group else query
    names = _names(*in_time)
    return {
        "before": in_time[0],
        "after": in_time[1],
        "before_name": names.before,
        "after_name": names.after,
        "account": short_account(found.rows),
        "count": len(shown),
        "choices": _choices(found, query, group),
        "tables": change_tables(page.object_list, names),
        "pages": pages(page, "Pages of changes", query=urlencode(asked)),
    }


def _facts(request: ActorRequest, pack: Pack) -> PackFacts:
    data = services.read_file(
        pack=pack, kind=FileKind.SNAPSHOT, actor=request.actor, at=clock.now()
    )
    return read_pack(parse(data))


def _of_group(found: Changes, group: str) -> Sequence[Change]:
    """All of them where no group is asked for; 404 for one that there is not."""
    if group and group not in GROUPS:
        raise Http404
    return [each for each in found.rows if not group or each.group == group]


def _choices(found: Changes, query: dict[str, str], shown: str) -> list[tuple[str, str, bool]]:
    """Everything, and each group that has a change, with how many."""
    counts = Counter(each.group for each in found.rows)
    everything = (f"Everything ({len(found.rows)})", f"?{urlencode(query)}", not shown)
    return [
        everything,
        *(
            (
                f"{HEADINGS[group]} ({counts[group]})",
                f"?{urlencode(query | {'show': group.value})}",
                group == shown,
            )
            for group in GROUPS
            if counts[group]
        ),
    ]


def _names(before: Edition, after: Edition) -> Names:
    """Quarters tell two packs apart; editions do where both are of the same quarter."""
    is_one = before.pack.period_id == after.pack.period_id
    before_name, after_name = (
        f"edition {each.pack.edition}" if is_one else each.pack.period.quarter.short_label
        for each in (before, after)
    )
    return Names(before_name, after_name, lambda change: _address(change, before, after))


def _address(change: Change, before: Edition, after: Edition) -> str:
    """Where the change is told of: in the later pack, or in the earlier one if it is gone."""
    is_gone = change.kind is Kind.REMOVED or change.now == LOWERED
    pack = before.pack if is_gone else after.pack
    return f"{pack_url('pack-read', pack)}#{anchor_of(change)}"
