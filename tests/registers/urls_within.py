"""csplan with one address more: the seats of one steering group, a list that belongs to it."""

from dataclasses import replace

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import include, path

from csplan import urls
from csplan.accounts.actors import Actor
from csplan.accounts.choices import Role
from csplan.registers.declaration import Register
from csplan.registers.urls import register_urls_within
from localities.models import SteeringGroup, SteeringGroupSeat
from localities.registers.people import SEATS, SeatForm


class OwnSeatForm(SeatForm):
    """A seat of the group whose list it is."""

    class Meta(SeatForm.Meta):
        fields = ("capacity", "holder", "order")  # type: ignore[assignment]

    missing = {name: SeatForm.missing[name] for name in ("capacity", "holder", "order")}


def may_remove(actor: Actor, seat: SteeringGroupSeat) -> bool:
    """Only what has not begun."""
    return actor.has(Role.ADMINISTRATOR) and seat.starts_on is None


def seats_of(actor: Actor, *, group: str) -> Register:
    """The seats of the group; only administrators see those of a national one."""
    groups: QuerySet[SteeringGroup] = SteeringGroup.objects.all()
    if not actor.has(Role.ADMINISTRATOR):
        groups = groups.filter(locality__isnull=False)
    owner = get_object_or_404(groups, slug=group)
    return replace(
        SEATS,
        app="own",
        slug="own-seats",
        form=OwnSeatForm,
        columns=tuple(one for one in SEATS.columns if one.name in OwnSeatForm.Meta.fields),
        natural_key=("holder",),
        filters=(),
        rows=lambda actor: owner.seats.all(),
        within={"group": owner},
        url_args=(owner.slug,),
        ends="",
        remove_rule=may_remove,
        parent=("The group", "localities:steering-group-detail"),
        parent_args=(owner.slug,),
    )


own = register_urls_within("groups/<slug:group>/seats/", "own-seats", seats_of, removes=True)
urlpatterns = [path("own/", include((own, "own"))), *urls.urlpatterns]
handler403, handler404 = urls.handler403, urls.handler404
