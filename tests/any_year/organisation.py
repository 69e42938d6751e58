"""Another organisation than the demonstration's: three nations, their localities and funders."""

from django.urls import reverse

from csplan.accounts.choices import GUARDED_ROLES, Role
from csplan.accounts.models import User
from tests.any_year.screens import Screens
from tests.factories import grant

FIRST_DAY = "2016-04-01"
NATIONS = ("Scotland", "Wales", "Northern Ireland")
LOCALITIES = {
    "Highlands and Islands": "Scotland",
    "North Wales": "Wales",
    "Belfast": "Northern Ireland",
}
FUNDERS = {
    "Scottish Government": 180_000,
    "Welsh Government": 120_000,
    "Department of Finance, Northern Ireland": 60_000,
}


def build(administrator: Screens) -> None:
    """Every list of the organisation, from files alone."""
    administrator.imports(
        "localities:departments",
        *({"Department": name} for name in FUNDERS),
        {"Department": "Natural Resources Wales", "Abbreviation": "NRW"},
    )
    administrator.imports(
        "localities:clusters",
        *(
            {"Cluster": name, "Order": number, "First day": FIRST_DAY}
            for number, name in enumerate(NATIONS, 1)
        ),
    )
    administrator.imports(
        "localities:localities",
        *(
            {"Locality": name, "Cluster": nation, "Order": number, "First day": FIRST_DAY}
            for number, (name, nation) in enumerate(LOCALITIES.items(), 1)
        ),
        kind="ods",
    )
    administrator.imports(
        "localities:posts",
        {"Post": "Head of CS Local", "Number": 1, "FTE": "1", "Order": 0, "First day": FIRST_DAY},
        *(
            {
                "Post": "Co-ordinator",
                "Locality": name,
                "Number": 1,
                "FTE": "0.8",
                "Order": 1,
                "First day": FIRST_DAY,
            }
            for name in LOCALITIES
        ),
    )
    administrator.imports(
        "localities:contributions",
        *(
            {"Department": name, "Year": year, "Agreed": pounds, "Agreed on": "2016-02-01"}
            for name, pounds in FUNDERS.items()
            for year in ("2016/17", "2017/18")
        ),
    )
    administrator.imports(
        "localities:planned-resources",
        {"Year": "2016/17", "Budget": 360_000, "FTE": "5", "Coverage target (per cent)": 75},
        {"Year": "2017/18", "Budget": 360_000, "FTE": "5", "Coverage target (per cent)": 80},
    )
    administrator.imports(
        "localities:headcounts",
        *(
            {
                "Department": "Scottish Government",
                "Locality": name,
                "Year": "2016/17",
                "Headcount": 2_000,
                "As at": FIRST_DAY,
                "Source": "Annual return, table 2",
            }
            for name, nation in LOCALITIES.items()
            if nation == "Scotland"
        ),
    )


def admit(administrator: Screens, role: Role, **scope: int) -> User:
    """An account and its role, given on csplan's own screens, by two where it takes two."""
    email = "-".join([role.value, *map(str, scope.values())]) + "@example.org"
    administrator.sends(reverse("people:invite"), {"email": email, "full_name": email})
    user = User.objects.get(email=email)
    year, month, day = FIRST_DAY.split("-")
    start = {"starts_on-day": day, "starts_on-month": month, "starts_on-year": year}
    page = reverse("people:give-role", args=[user.pk])
    administrator.sends(page, {"role": role.value, **start, **scope})
    if role in GUARDED_ROLES:
        second = Screens(grant(Role.ADMINISTRATOR))
        second.sends(reverse("people:confirm", args=[user.proposals.get().pk]), {})
    return user
