"""What csplan reads in the words of a date, for a box that shows it as one types."""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from csplan.core import clock
from csplan.core.periods import FinancialYear, PeriodError
from csplan.core.worded import PlanDays, read

MOST_DIGITS = 4


@require_safe
def date_reading(request: HttpRequest) -> JsonResponse:
    """The reading of ``phrase`` in the financial year that begins in ``year``, else in this one.

    It tells nothing that was stored, so anybody signed in may ask.
    """
    plan = _plan(request.GET.get("year", ""))
    if plan is None:
        return JsonResponse({"error": "No such financial year"}, status=HTTPStatus.BAD_REQUEST)
    reading = read(request.GET.get("phrase", ""), plan)
    return JsonResponse(
        {
            "words": f"{reading.words}.",
            "doubt": f"{reading.doubt}." if reading.doubt and reading.is_understood else "",
            "certain": reading.is_certain,
        }
    )


def _plan(year: str) -> PlanDays | None:
    if not year:
        return PlanDays.of_year(FinancialYear.containing(clock.today()).start_year)
    if not (year.isascii() and year.isdigit() and len(year) == MOST_DIGITS):
        return None
    try:
        return PlanDays.of_year(int(year))
    except PeriodError:
        return None
