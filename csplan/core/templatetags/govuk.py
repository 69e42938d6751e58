"""Components small and frequent enough to be written in Python, and dates in words.

Each tag escapes what it is given and costs a few microseconds; the larger components are
templates in `templates/components/`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from csplan.core import ratings, worded_moments
from csplan.core.field_markup import Look, error_target, field_html
from csplan.core.form_layout import DraftBox, draft_token_input
from csplan.core.periods import london_day
from csplan.core.word_changes import Departure, WordRun, word_runs

register = template.Library()

DASH = "- "

RATING_COLOURS: Mapping[str, str] = {
    ratings.Rating.COMPLETE: "blue",
    ratings.Rating.ON_TRACK: "green",
    ratings.Rating.AT_RISK: "yellow",
    ratings.Rating.OFF_TRACK: "red",
}
TAG_COLOURS = frozenset(
    {"grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"}
)
# The mark repeats the colour for people who do not see it, and on a black and white print.
RATING_MARKS: Mapping[str, str] = {
    ratings.Rating.COMPLETE: "\N{CHECK MARK}",
    ratings.Rating.ON_TRACK: "\N{BLACK CIRCLE}",
    ratings.Rating.AT_RISK: "\N{BLACK UP-POINTING TRIANGLE}",
    ratings.Rating.OFF_TRACK: "\N{BLACK DIAMOND}",
}


@register.simple_tag
def rating_tag(rating: str | None) -> SafeString:
    """The rating's word on its colour; "No report" on grey when there is none."""
    known = rating or ""
    return format_html(
        '<strong class="govuk-tag govuk-tag--{} app-rating">'
        '<span class="app-rating__mark" aria-hidden="true">{}</span>{}</strong>',
        RATING_COLOURS.get(known, "grey"),
        RATING_MARKS.get(known, "\N{EN DASH}"),
        ratings.label(known),
    )


@register.simple_tag
def three_ratings(given: str, own: str, moderated: str = "") -> SafeString:
    """Who rates it how, side by side and each named; without the national team's if it has none.

    An empty ``own`` reads "Cannot tell".
    """
    shown = [
        ("Locality", rating_tag(given)),
        ("csplan", rating_tag(own) if own else status_tag("Cannot tell")),
    ]
    if moderated:
        shown.append(("National team", rating_tag(moderated)))
    items = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", shown)
    return format_html('<dl class="app-ratings">{}</dl>', items)


@register.simple_tag
def status_tag(words: object, colour: str = "grey") -> SafeString:
    """A status in a coloured box; an unknown colour is shown grey."""
    shown = colour if colour in TAG_COLOURS else "grey"
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', shown, str(words))


RUN_MARKUP: Mapping[str, str] = {
    Departure.KEPT: "{}",
    Departure.REMOVED: (
        '<del class="app-word-removed"><span class="govuk-visually-hidden">removed: </span>{}'
        '<span class="govuk-visually-hidden">, </span></del>'
    ),
    Departure.ADDED: (
        '<ins class="app-word-added"><span class="govuk-visually-hidden">added: </span>{}'
        '<span class="govuk-visually-hidden">, </span></ins>'
    ),
}


@register.simple_tag
def word_changes(before: str, after: str) -> SafeString:
    """``after`` with what it removes from ``before`` struck out and what it adds underlined."""
    return word_run_marks(word_runs(before, after))


@register.filter
def word_run_marks(runs: Iterable[WordRun]) -> SafeString:
    """Runs of words, each marked with what became of it, for the eye and for the ear."""
    marked = format_html_join(
        " ", "{}", ((format_html(RUN_MARKUP[run.departure], run.text),) for run in runs)
    )
    return format_html('<span class="app-word-changes">{}</span>', marked)


@register.simple_tag
def progress_bar(value: float, maximum: float, words: str) -> SafeString:
    """A bar with its meaning in words beside it: the words carry the information."""
    return format_html(
        '<div class="app-progress"><progress class="app-progress__bar" max="{}" value="{}"'
        ' aria-hidden="true"></progress><span class="app-progress__words">{}</span></div>',
        str(maximum),
        str(max(0, min(value, maximum))),
        words,
    )


@register.filter
def gov_date(day: dt.date | None) -> str:
    """10 January 2014, of a day or of a moment in London; empty for None."""
    return worded_moments.date_words(_london_day(day)) if day else ""


@register.filter
def gov_long_date(day: dt.date | None) -> str:
    """Friday 10 January 2014; empty for None."""
    return worded_moments.long_date_words(_london_day(day)) if day else ""


@register.filter
def gov_datetime(moment: dt.datetime | None) -> str:
    """Friday 10 January 2014 at 5pm, in London; empty for None."""
    return worded_moments.moment_words(moment) if moment else ""


def _london_day(day: dt.date) -> dt.date:
    return london_day(day) if isinstance(day, dt.datetime) else day


@register.simple_tag(takes_context=True)
def form_field(context: template.Context) -> SafeString:
    """One form group, for the field and the look that crispy put in the context."""
    names = context.flatten()
    return field_html(names["field"], Look.from_context(names))  # type: ignore[arg-type]


@register.simple_tag
def form_group(field: BoundField) -> SafeString:
    """One form group, in a form whose page is written by hand."""
    return field_html(
        field, Look(label_size="govuk-label--s", legend_size="govuk-fieldset__legend--s")
    )


@register.simple_tag(takes_context=True)
def draft_box(context: template.Context) -> SafeString:
    """What a form that keeps drafts ends with, in a form whose page is written by hand."""
    return DraftBox().render(None, context)


@register.simple_tag(takes_context=True)
def draft_token(context: template.Context) -> SafeString:
    """What proves whose page this is, for a form that discards its draft."""
    return draft_token_input(context.get("request"))


@register.simple_tag
def error_summary(*forms_shown: "forms.BaseForm | BaseFormSet[Any] | None") -> SafeString:
    """What is wrong, each line a link to its control; nothing when all is well."""
    lines = [line for form in forms_shown if form is not None for line in _error_lines(form)]
    if not lines:
        return SafeString("")
    items = format_html_join("", '<li><a href="#{}">{}</a></li>', lines)
    return format_html(
        '<div class="govuk-error-summary" data-module="govuk-error-summary"><div role="alert">'
        '<h2 class="govuk-error-summary__title">There is a problem</h2>'
        '<div class="govuk-error-summary__body">'
        '<ul class="govuk-list govuk-error-summary__list">{}</ul></div></div></div>',
        items,
    )


def _error_lines(form: "forms.BaseForm | BaseFormSet[Any]") -> Iterator[tuple[str, str]]:
    if isinstance(form, BaseFormSet):
        yield from (("main-content", str(words)) for words in form.non_form_errors())
        for one in form.forms:
            yield from _error_lines(one)
        return
    if not form.errors:
        return
    first = next((error_target(field) for field in form.visible_fields()), "main-content")
    yield from ((first, str(words)) for words in form.non_field_errors())
    for field in form:
        target = first if field.is_hidden else error_target(field)
        yield from ((target, str(words)) for words in field.errors)


@register.simple_tag
def title_prefix(form: object = None) -> str:
    """ "Error: " for the title of a page that shows a form with errors."""
    return "Error: " if getattr(form, "errors", None) else ""


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text, escaped: a paragraph for each line that is not blank, and a list for those
    that follow one another and begin with a dash.
    """
    lines = [line for line in map(str.strip, str(text).splitlines()) if line]
    runs = groupby(lines, key=lambda line: line.startswith(DASH))
    return format_html_join("", "{}", ((_block(run, listed),) for listed, run in runs))


def _block(lines: Iterable[str], is_list: bool) -> SafeString:
    if not is_list:
        return format_html_join("", '<p class="govuk-body">{}</p>', ((line,) for line in lines))
    items = format_html_join("", "<li>{}</li>", ((line.removeprefix(DASH),) for line in lines))
    return format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', items)
