"""Whom the shop may write to: those who agreed, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cslib.operations.frames import CUSTOMERS, check

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import pandas as pd


@dataclass(frozen=True, slots=True)
class ContactList:
    """Whom the shop may send marketing messages, and why it may not send them to the others.

    Attributes
    ----------
    allowed : tuple of str
        Customer ids, in the order they were asked for.
    refused : dict of str to str
        The other ids, with the reason (Chinese).
    """

    allowed: tuple[str, ...]
    refused: dict[str, str] = field(default_factory=dict)


def contact_list(customers: pd.DataFrame, wanted: Iterable[str], today: dt.date) -> ContactList:
    """The wanted customers who have agreed to marketing messages and have not taken it back by `today`.

    Silence is not consent: an empty ``consent``, and a customer the table does not know, mean no. An order's
    telephone number was given for delivery. Messages about a customer's own order need no marketing consent
    and are not what this list is for.

    Parameters
    ----------
    customers : pandas.DataFrame
        `frames.CUSTOMERS`.
    wanted : iterable of str
        Customer ids, such as those `customers.returning` calls due; repeated ones count once.
    today : datetime.date

    Raises
    ------
    DataError
        The frame fails `frames.check`, for instance because it has no ``consent``.

    Notes
    -----
    消费者权益保护法 art. 29; 个人信息保护法 arts. 13 and 15 (consent, and its withdrawal);
    网络交易监督管理办法 art. 16.

    Examples
    --------
    >>> import datetime as dt, pandas as pd
    >>> customers = pd.DataFrame({"customer_id": list("甲乙丙"), "consent": ["是", None, "是"],
    ...     "withdrawn": [None, None, "2024-06-01"]})
    >>> listed = contact_list(customers, ["丙", "乙", "甲", "丁"], dt.date(2024, 6, 18))
    >>> listed.allowed, listed.refused
    (('甲',), {'丙': '2024-06-01已撤回同意', '乙': '没有同意记录', '丁': '顾客表里没有这位顾客'})
    """
    checked = check(customers, CUSTOMERS).set_index("customer_id")
    allowed, refused = [], {}
    for customer in dict.fromkeys(str(each) for each in wanted):
        reason = _refusal(checked, customer, today)
        if reason:
            refused[customer] = reason
        else:
            allowed.append(customer)
    return ContactList(tuple(allowed), refused)


def _refusal(customers: pd.DataFrame, customer: str, today: dt.date) -> str:
    """Why `customer` may not be written to; empty if they may."""
    import pandas as pd

    if customer not in customers.index:
        return "顾客表里没有这位顾客"
    row = customers.loc[customer]
    if pd.isna(row["consent"]):
        return "没有同意记录"
    if not row["consent"]:
        return "明确拒绝过"
    withdrawn = row.get("withdrawn", pd.NaT)
    if pd.notna(withdrawn) and withdrawn.date() <= today:
        return f"{withdrawn.date()}已撤回同意"
    return ""
