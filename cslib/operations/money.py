"""Money in yuan, exact to the cent: reading it, writing it, rounding it, sharing it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Amount = Decimal | int | str

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
MOST_MONEY = Decimal(10_000_000)


def cents(value: Decimal) -> Decimal:
    """Round half up to the cent, as tills and platforms do.

    Examples
    --------
    >>> cents(Decimal("2.675"))
    Decimal('2.68')
    """
    return value.quantize(CENT, ROUND_HALF_UP)


def money(value: Amount, name: str = "金额") -> Decimal:
    """An amount of yuan: not negative, at most two decimals, never a float.

    Raises
    ------
    ValueError
        Says in Chinese what is wrong with `name`.

    Examples
    --------
    >>> money("45.5")
    Decimal('45.50')
    """
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        raise ValueError(f"{name}请加引号写成文字，例如 '19.9'。直接写小数会带进看不见的误差。")
    try:
        amount = Decimal(str(value).strip().removesuffix("元"))
    except InvalidOperation:
        raise ValueError(f"{name}要写数字，例如 '19.9'，现在是“{value}”。") from None
    if not amount.is_finite() or not 0 <= amount <= MOST_MONEY:
        raise ValueError(f"{name}要在0元到1000万元之间，现在是“{value}”。")
    if amount != cents(amount):
        raise ValueError(f"{name}最多写到分（两位小数），现在是“{value}”。")
    return cents(amount)


def yuan(amount: Decimal) -> str:
    """How an amount is written to a customer.

    Examples
    --------
    >>> yuan(Decimal("45.00")), yuan(Decimal("275.50")), yuan(Decimal("-8"))
    ('45元', '275.5元', '-8元')
    """
    plain = f"{amount:.2f}"
    return plain.rstrip("0").rstrip(".") + "元"


_RATE = re.compile(r"([1-9][0-9]?|0(?=\.))(\.[0-9]{1,2})?折")


def rate(text: str) -> Decimal:
    """The share of the price that is paid: ``9折`` is 0.9, ``85折`` and ``8.5折`` are 0.85.

    Raises
    ------
    ValueError
        The text is not a discount between 0.1折 and 10折.

    Examples
    --------
    >>> rate("9折"), rate("85折"), rate("8.5折")
    (Decimal('0.9'), Decimal('0.85'), Decimal('0.85'))
    """
    found = _RATE.fullmatch(text.strip()) if isinstance(text, str) else None
    if found:
        whole, part = found.groups()
        paid = Decimal(whole + (part or "")) / (10 if part or len(whole) == 1 or whole == "10" else 100)
        if 0 < paid <= 1:
            return paid
    raise ValueError(f"折扣写成“9折”或“85折”这样，现在是“{text}”。")


def spread(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share `amount` (yuan) out in proportion to `weights`; the shares add up to it exactly.

    Each share is the difference of two rounded running totals, so no share is negative or, where the amount
    does not exceed the sum of the weights, larger than its weight.

    Examples
    --------
    >>> spread(Decimal("10.00"), [Decimal(1), Decimal(1), Decimal(1)])
    [Decimal('3.33'), Decimal('3.34'), Decimal('3.33')]
    """
    whole, running, given, shares = sum(weights, NOTHING), NOTHING, NOTHING, []
    for weight in weights:
        running += weight
        upto = cents(amount * running / whole) if whole else NOTHING
        shares.append(upto - given)
        given = upto
    return shares


@dataclass(frozen=True, slots=True)
class Step:
    """One line of arithmetic, in yuan: ``before + change == after``."""

    label: str
    before: Decimal
    change: Decimal
    after: Decimal
