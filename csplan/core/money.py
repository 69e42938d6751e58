"""Money: kept in whole pence, and said in pounds."""

from decimal import Decimal

PENCE_IN_A_POUND = 100
PENNY = Decimal("0.01")


def pounds_of(pence: int) -> Decimal:
    """Pounds, to the penny: 1234.50."""
    return (Decimal(pence) / PENCE_IN_A_POUND).quantize(PENNY)


def pounds(pence: int) -> str:
    """£220,000 of 22000000 pence; the pence are shown only when there are any. -£1 of -100."""
    sign, places = "-" if pence < 0 else "", 2 if pence % PENCE_IN_A_POUND else 0
    return f"{sign}£{pounds_of(abs(pence)):,.{places}f}"
