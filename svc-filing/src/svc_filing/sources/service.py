"""Use cases on the sources."""

import asyncio
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from servicekit.http import Http
from svc_filing.sources.clients import SourceAway, Sources
from svc_filing.sources.types import Facts, FundAccount, Purpose

MARRIED = "20"  # GB/T 2261.2


class SourceService:
    """Gathers what the rule needs; what was typed into the form is never one of it."""

    def __init__(self, sources: Sources, http: Http) -> None:
        self._sources = sources
        self._http = http

    async def facts(self, card_id: str, purpose: Purpose) -> Facts:
        """Return what the three sources say; the flats of a spouse count as the applicant's."""
        names = ("fund", "property", "marriage")
        answers = await asyncio.gather(*(self._ask(name, card_id, purpose) for name in names))
        found = dict(zip(names, answers, strict=True))
        away = [name for name, answer in found.items() if isinstance(answer, SourceAway)]
        known = {name: answer for name, answer in found.items() if not isinstance(answer, SourceAway)}
        flats = _flats(known.get("property")) if "property" in known else None
        marriage = known.get("marriage")
        spouse = marriage.get("spouseCardId") if marriage else None
        if spouse and flats is not None:
            of_spouse = await self._ask("property", spouse, purpose)
            if isinstance(of_spouse, SourceAway):
                away.append("property")
                flats = None
            else:
                flats += _flats(of_spouse)
        return Facts(
            fund=_account(known.get("fund")),
            flats=flats,
            is_married=None if marriage is None else marriage["maritalStatus"] == MARRIED,
            away=tuple(away),
            no_record=tuple(name for name, answer in known.items() if answer is None),
        )

    async def _ask(self, name: str, card_id: str, purpose: Purpose) -> Mapping[str, Any] | SourceAway | None:
        try:
            return await self._sources.ask(self._http, name, card_id, purpose)
        except SourceAway as away:
            return away


def _flats(answer: Mapping[str, Any] | None) -> int:
    """Return how many flats a person owns; no record means none."""
    return int(answer["flatCount"]) if answer else 0


def _account(answer: Mapping[str, Any] | None) -> FundAccount | None:
    if answer is None:
        return None
    last = answer.get("lastRentWithdrawalDate")
    return FundAccount(
        status=str(answer["accountStatus"]),
        balance=Decimal(answer["balance"]),
        consecutive_months=int(answer["consecutiveMonths"]),
        last_rent_withdrawal_on=date.fromisoformat(last) if last else None,
    )
