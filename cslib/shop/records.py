"""What happens in the shop, as plain records; the rows of its tables are made from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from cslib.shop.wording import Agent, Product, Topic


@dataclass(slots=True)
class Customer:
    """Someone who may visit from `first` to `last`; `weight` says how often."""

    id: str
    joined: date | None
    consent: bool | None
    withdrawn: date | None
    region: str
    weight: float
    first: date
    last: date

    @property
    def remote(self) -> bool:
        """Whether parcels take days longer."""
        return self.region == "偏远"


@dataclass(slots=True)
class Order:
    """An order with all that will become of it; times past the end of the year are cut off when written.

    Attributes
    ----------
    due
        When it has to be sent by the shop's own rule.
    shipped, signed
        None where it never is.
    returned
        When goods sent back arrive at the shop.
    refund_due
        When the shop has to pay them back.
    refund
        Yuan asked back, once anything is.
    defect
        What turned out to be wrong with the goods.
    """

    id: str
    customer: Customer
    product: Product
    color: str
    size: str
    count: int
    batch: str
    created: datetime
    amount: int
    paid: datetime | None = None
    due: datetime | None = None
    shipped: datetime | None = None
    signed: datetime | None = None
    returned: datetime | None = None
    refund_due: datetime | None = None
    refund: int = 0
    defect: str = ""


@dataclass(slots=True)
class Contact:
    """A customer who writes to the shop: when and about what."""

    at: datetime
    customer: Customer
    topic: Topic
    product: Product
    color: str
    size: str
    order: Order | None = None
    ticket: Ticket | None = None
    repeat: bool = False


@dataclass(slots=True)
class Message:
    """One line of a chat; `agent` is empty unless a person wrote it."""

    time: datetime
    role: str
    agent: str
    text: str


@dataclass(slots=True)
class Chat:
    """A contact, who answered it and how it went."""

    contact: Contact
    agent: Agent | None
    answered: datetime | None
    ended: datetime
    wrap: int = 0
    messages: list[Message] = field(default_factory=list)
    poor: list[str] = field(default_factory=list)
    replies: int = 0
    solved: bool = False
    id: str = ""
    resolved: bool | None = None
    survey: bool | None = None
    agents: int = 0
    reopened: bool = False
    csat: int | None = None
    nps: int | None = None
    ces: int | None = None

    @property
    def care(self) -> float:
        """The share of its replies that were written well; 0 where nobody replied."""
        return 1 - len(self.poor) / self.replies if self.replies else 0.0


@dataclass(slots=True)
class Ticket:
    """A complaint; `chat` is the talk it was raised in, if any."""

    customer: Customer
    order: Order | None
    level: str
    reason: str
    opened: datetime
    responded: datetime | None = None
    resolved: datetime | None = None
    escalated: bool = False
    chat: Chat | None = None


@dataclass(slots=True)
class Review:
    """A buyer's review."""

    order: Order
    time: datetime
    stars: int
    text: str
    replied: datetime | None


@dataclass(slots=True)
class Return:
    """A refund, return or exchange request."""

    order: Order
    kind: str
    cause: str
    reason: str
    applied: datetime
    refunded: datetime | None
    amount: int
