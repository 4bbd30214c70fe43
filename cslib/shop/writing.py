"""The year as tables: the columns of `cslib.operations.tables`, and a few more for looking closer."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from cslib.shop import season
from cslib.shop.generator import Year
from cslib.shop.records import Chat

Row = Sequence[object]
Table = tuple[tuple[str, ...], list[Row]]

INFO = "shop.json"  # what the tables in a folder were made with


def tables(year: Year) -> dict[str, Table]:
    """All tables, numbered and in order."""
    chats = _numbered(year)
    return {
        "orders": _orders(year),
        "chats": (_CHATS, [_chat(chat) for chat in chats]),
        "messages": (_MESSAGES, list(_messages(chats))),
        "tickets": _tickets(year),
        "reviews": _reviews(year),
        "returns": _returns(year),
        "customers": _customers(year),
    }


def _numbered(year: Year) -> list[Chat]:
    chats = sorted(year.chats, key=lambda chat: (chat.contact.at, chat.contact.customer.id))
    for number, chat in enumerate(chats, 1):
        chat.id = f"S{number:05d}"
    return chats


_CHATS = (
    "chat_id", "customer_id", "agent_id", "phase", "topic", "order_id", "item", "started", "answered",
    "ended", "wrap_seconds", "resolved", "survey_resolved", "agents", "reopened", "csat", "nps", "ces",
)  # fmt: skip


def _chat(chat: Chat) -> Row:
    talk = chat.contact
    return (
        chat.id,
        talk.customer.id,
        chat.agent and chat.agent.id,
        talk.topic.phase,
        talk.topic.name,
        talk.order and talk.order.id,
        talk.product.item,
        talk.at,
        chat.answered,
        chat.ended,
        chat.wrap,
        chat.resolved,
        chat.survey,
        chat.agents,
        chat.reopened,
        chat.csat,
        chat.nps,
        chat.ces,
    )


_MESSAGES = ("message_id", "chat_id", "customer_id", "time", "role", "agent_id", "text")


def _messages(chats: Iterable[Chat]) -> Iterator[Row]:
    number = 0
    for chat in chats:
        for line in sorted(chat.messages, key=lambda line: (line.time, line.role != "customer")):
            number += 1
            yield (
                f"M{number:06d}",
                chat.id,
                chat.contact.customer.id,
                line.time,
                line.role,
                line.agent,
                line.text,
            )


def _orders(year: Year) -> Table:
    columns = (
        "order_id", "customer_id", "created", "paid", "shipped", "signed", "amount", "items", "category",
        "item", "color", "size", "batch", "region",
    )  # fmt: skip
    rows = [
        (
            order.id,
            order.customer.id,
            order.created,
            _known(order.paid),
            _known(order.shipped),
            _known(order.signed),
            order.amount,
            order.count,
            order.product.category,
            order.product.item,
            order.color,
            order.size,
            order.batch,
            order.customer.region,
        )
        for order in sorted(year.orders, key=lambda order: (order.created, order.id))
    ]
    return columns, list(rows)


def _tickets(year: Year) -> Table:
    columns = (
        "ticket_id", "customer_id", "order_id", "chat_id", "level", "reason", "opened", "responded",
        "resolved", "escalated",
    )  # fmt: skip
    found = sorted(year.after.tickets, key=lambda each: (each.opened, each.customer.id))
    rows = [
        (
            f"T{number:04d}",
            each.customer.id,
            each.order and each.order.id,
            each.chat and each.chat.id,
            each.level,
            each.reason,
            each.opened,
            _known(each.responded),
            _known(each.resolved),
            each.escalated,
        )
        for number, each in enumerate(found, 1)
    ]
    return columns, list(rows)


def _reviews(year: Year) -> Table:
    columns = ("review_id", "order_id", "customer_id", "time", "stars", "text", "replied")
    found = [each for each in year.after.reviews if each.time < season.END]
    found.sort(key=lambda each: (each.time, each.order.id))
    rows = [
        (
            f"R{number:05d}",
            each.order.id,
            each.order.customer.id,
            each.time,
            each.stars,
            each.text,
            _known(each.replied),
        )
        for number, each in enumerate(found, 1)
    ]
    return columns, list(rows)


def _returns(year: Year) -> Table:
    columns = ("return_id", "order_id", "kind", "cause", "reason", "applied", "refunded", "amount")
    found = [each for each in year.after.returns if each.applied < season.END]
    found.sort(key=lambda each: (each.applied, each.order.id))
    rows = [
        (
            f"B{number:05d}",
            each.order.id,
            each.kind,
            each.cause,
            each.reason,
            each.applied,
            _known(each.refunded),
            each.amount,
        )
        for number, each in enumerate(found, 1)
    ]
    return columns, list(rows)


def _customers(year: Year) -> Table:
    columns = ("customer_id", "joined", "consent", "withdrawn", "region")
    rows = [(c.id, c.joined, c.consent, c.withdrawn, c.region) for c in year.customers]
    return columns, list(rows)


def _known(moment: datetime | None) -> datetime | None:
    """A moment, unless it lies after the export."""
    return moment if moment and moment < season.END else None


def text(table: Table) -> bytes:
    """A table as CSV, in UTF-8 with the mark by which spreadsheets know it."""
    columns, rows = table
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


def write(year: Year, directory: Path, about: dict[str, int], *, compress: bool) -> list[Path]:
    """Write all tables and `INFO` into a folder; each file is whole or not there.

    `INFO` says what they were made with, how many rows each has, and the SHA-256 of its CSV before packing.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    described = {}
    for name, table in tables(year).items():
        raw = text(table)
        described[name] = {"rows": len(table[1]), "sha256": hashlib.sha256(raw).hexdigest()}
        path = directory / f"{name}.csv{'.gz' if compress else ''}"
        written.append(_replace(path, gzip.compress(raw, 9, mtime=0) if compress else raw))
    info = json.dumps({**about, "year": season.YEAR, "tables": described}, ensure_ascii=False, indent=2)
    return [*written, _replace(directory / INFO, f"{info}\n".encode())]


def _replace(path: Path, content: bytes) -> Path:
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    return unfinished.replace(path)
