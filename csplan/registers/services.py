"""Writing a register: one record at a time, each with its event in the history."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import ProtectedError

from csplan.accounts.actors import Actor
from csplan.audit.services import record as record_event
from csplan.core.components import TextDifference
from csplan.core.errors import (
    SAVED_MEANWHILE,
    IncompleteError,
    NotPermittedError,
    StaleVersionError,
    WrongStateError,
)
from csplan.core.periods import london_day
from csplan.core.refusing import refuse_broken_rules
from csplan.registers.cells import shown_value, value_cell
from csplan.registers.declaration import Register


class StaleRecordError(StaleVersionError):
    """Somebody saved since the page was opened; ``differences`` hold both texts."""

    def __init__(self, differences: list[TextDifference], seen: str) -> None:
        super().__init__(SAVED_MEANWHILE)
        self.differences = differences
        self.seen = seen


def save(*, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime) -> Any:
    """Save the form's record in the register's own way; see ``save_record``."""
    saver = register.saver or save_record
    return saver(register=register, form=form, seen=seen, actor=actor, at=at)


@transaction.atomic
def save_record(*, register: Register, form: Any, seen: str, actor: Actor, at: dt.datetime) -> Any:
    """Save a valid form's record and one event with before and after; returns the record.

    ``seen`` is the ``fingerprint`` of the record the form was drawn from, empty for a new one.
    A form that changes nothing writes nothing. Raises NotPermittedError, or StaleRecordError
    when the record has changed since; nothing is written then.
    """
    stored = None if form.instance.pk is None else _locked(register, form.instance.pk)
    refuse_strangers(register, actor, stored, form.instance)
    if stored is None:
        return _add(register, form, actor, at)
    return _change(register, form, stored, seen, actor, at)


@transaction.atomic
def end_record(
    *, register: Register, record: Any, ends_on: dt.date, actor: Actor, at: dt.datetime
) -> None:
    """Give the record its last day, once.

    Raises NotPermittedError, WrongStateError, or IncompleteError with why.
    """
    stored = _locked(register, record.pk)
    if not register.can_change(actor, stored):
        raise NotPermittedError(f"You may not end this {register.singular}")
    before = getattr(stored, register.ends)
    if before == ends_on:
        return
    setattr(stored, register.ends, ends_on)
    refuse_broken_rules(stored)
    stored.save(update_fields=[register.ends])
    record_event(
        action=f"{stored._meta.model_name}.ended",
        target=stored,
        actor=actor.person,
        at=at,
        before={register.ends: before},
        after={register.ends: ends_on},
    )


@transaction.atomic
def remove_record(*, register: Register, record: Any, actor: Actor, at: dt.datetime) -> None:
    """Take away a record that nothing refers to; its values stay in the history.

    Raises NotPermittedError, or IncompleteError when something refers to it.
    """
    stored = _locked(register, record.pk)
    if not register.can_remove(actor, stored):
        raise NotPermittedError(f"You may not remove this {register.singular}")
    fields = register.blank_form(instance=stored, actor=actor, on=london_day(at)).fields
    before = {name: words for name, words in record_values(fields, stored).items() if words}
    record_event(
        action=f"{stored._meta.model_name}.removed",
        target=stored,
        actor=actor.person,
        at=at,
        before=before,
    )
    try:
        with transaction.atomic():
            if register.before_removing is not None:
                register.before_removing(stored, actor, at)
            stored.delete()
    except ProtectedError as error:
        raise IncompleteError(f"Something else refers to this {register.singular}") from error


def fingerprint(form_fields: Mapping[str, forms.Field], record: Any) -> str:
    """Changes whenever one of the values that the form shows does."""
    if record.pk is None:
        return ""
    words = _encoded({name: _stored_value(record, name) for name in _kept(form_fields, record)})
    return hashlib.sha256(words.encode()).hexdigest()


def record_values(form_fields: Mapping[str, forms.Field], record: Any) -> dict[str, str]:
    """The record's values by field name, as pages show them."""
    return {
        name: shown_value(field, value_cell(field, getattr(record, name)))
        for name, field in _kept(form_fields, record).items()
    }


def _locked(register: Register, pk: int) -> Any:
    """The record as it is now, held until the transaction ends.

    Raises WrongStateError when it is gone.
    """
    found = register.model._default_manager.select_for_update().filter(pk=pk).first()
    if found is None:
        raise WrongStateError(f"Somebody else removed this {register.singular} meanwhile")
    return found


def refuse_strangers(register: Register, actor: Actor, stored: Any, wanted: Any) -> None:
    """The person may manage the record as it is, and as it would become."""
    may = all(register.can_change(actor, each) for each in (stored, wanted) if each is not None)
    if not may or (stored is None and not register.can_manage(actor)):
        raise NotPermittedError(f"You may not change {register.plural}")


def _add(register: Register, form: Any, actor: Actor, at: dt.datetime) -> Any:
    record = form.save()
    record_event(
        action=f"{record._meta.model_name}.added",
        target=record,
        actor=actor.person,
        at=at,
        after={name: words for name, words in record_values(form.fields, record).items() if words},
    )
    return record


def _change(
    register: Register, form: Any, stored: Any, seen: str, actor: Actor, at: dt.datetime
) -> Any:
    refuse_stale(form, stored, seen)
    before = record_values(form.fields, stored)
    write(form)
    after = record_values(form.fields, register.model._default_manager.get(pk=stored.pk))
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        record_event(
            action=f"{stored._meta.model_name}.changed",
            target=form.instance,
            actor=actor.person,
            at=at,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return form.instance


def write(form: Any) -> None:
    """Only the form's own columns, so that nobody's other change is undone."""
    concrete = {field.name for field in form.instance._meta.concrete_fields}
    own = [name for name in form.fields if name in concrete]
    form.instance.save(update_fields=[*own, *getattr(form, "also_saves", ())])
    form._save_m2m()


def refuse_stale(form: Any, stored: Any, seen: str) -> None:
    now = fingerprint(form.fields, stored)
    if seen == now:
        return
    theirs = record_values(form.fields, stored)
    yours = {
        name: shown_value(field, _typed_cell(field, form.cleaned_data.get(name)))
        for name, field in _kept(form.fields, stored).items()
    }
    pairs = [
        TextDifference(str(form.fields[name].label or name), theirs[name], yours[name])
        for name in theirs
        if theirs[name] != yours[name]
    ]
    raise StaleRecordError(pairs, now)


def _typed_cell(field: forms.Field, value: Any) -> Any:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "; ".join(sorted(str(each) for each in value or ()))
    return value_cell(field, value)


def _kept(form_fields: Mapping[str, forms.Field], record: Any) -> dict[str, forms.Field]:
    """The form's fields that are the record's own."""
    own = {field.name for field in record._meta.get_fields() if not field.auto_created}
    return {name: field for name, field in form_fields.items() if name in own}


def _stored_value(record: models.Model, name: str) -> Any:
    field = record._meta.get_field(name)
    if field.many_to_many:
        # Read as a list, for rows that were loaded with theirs.
        return sorted(each.pk for each in getattr(record, name).all())
    return getattr(record, getattr(field, "attname", name))


def _encoded(values: Mapping[str, Any]) -> str:
    return DjangoJSONEncoder(sort_keys=True).encode(values)
