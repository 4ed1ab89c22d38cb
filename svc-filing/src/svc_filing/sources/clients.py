"""Calls to the data-sharing platform, in its own format (domain.md §3.5)."""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from servicekit.clock import utc_now
from servicekit.http import Http
from servicekit.problems import NeighbourAway
from svc_filing.settings import Settings
from svc_filing.sources.types import Purpose

REFRESH = "/gateway/app/refreshTokenByKey.htm"
ADDRESSES = {
    "fund": "/gateway/api/001003001/dataSharing/housingFundAccount.htm",
    "property": "/gateway/api/001003001/dataSharing/realEstateByOwner.htm",
    "marriage": "/gateway/api/001003001/dataSharing/marriageRegistration.htm",
}
# Codes of the platform: the secret has expired, or it does not know it (any more).
SECRET_NO_GOOD = frozenset({"03", "05"})
EARLY = 60_000  # ms before its end at which a secret is renewed


class SourceAway(Exception):
    """A source does not answer, or answers that it cannot."""


def sign(app_key: str, secret: str, request_time: str) -> str:
    """Return the signature of a call: md5 of key, secret and time (domain.md §3.5)."""
    return hashlib.md5(f"{app_key}{secret}{request_time}".encode(), usedforsecurity=False).hexdigest()


class Sources:
    """The three sources behind one platform; its short-lived secret is renewed when needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._secret = ""
        self._secret_ends_at = 0
        self._renewing = asyncio.Lock()

    async def ask(self, http: Http, source: str, card_id: str, purpose: Purpose) -> Mapping[str, Any] | None:
        """Return what a source knows of a person, or `None` if it knows nothing.

        Raises:
            SourceAway: it did not answer in time, or refused.

        """
        try:
            async with asyncio.timeout(self._settings.sources_patience):
                for _ in range(2):
                    answer = await self._data(http, source, card_id, purpose)
                    if answer["code"] not in SECRET_NO_GOOD:
                        break
                    self._secret_ends_at = 0
        except (TimeoutError, NeighbourAway, ValueError, KeyError) as error:
            raise SourceAway(source) from error
        if answer["code"] != "00":
            raise SourceAway(source)
        return answer["datas"][0] if answer["datas"] else None

    async def _data(self, http: Http, source: str, card_id: str, purpose: Purpose) -> Any:
        additional = {
            "powerMatters": purpose.item_code,
            "subPowerMatters": purpose.item_code,
            "materialName": purpose.item_name,
            "sponsorName": purpose.operator,
        }
        form = self._signed(await self._current_secret(http))
        form |= {"cardId": card_id, "additional": orjson.dumps(additional).decode()}
        return await self._post(http, ADDRESSES[source], form)

    async def _current_secret(self, http: Http) -> str:
        async with self._renewing:
            if milliseconds(utc_now()) > self._secret_ends_at - EARLY:
                form = self._signed(self._settings.sources_app_secret.get_secret_value())
                datas = (await self._post(http, REFRESH, form))["datas"]
                self._secret = datas["requestSecret"]
                self._secret_ends_at = int(datas["requestSecretEndTime"])
            return self._secret

    def _signed(self, secret: str) -> dict[str, str]:
        at = str(milliseconds(utc_now()))
        key = self._settings.sources_app_key
        return {"appKey": key, "requestTime": at, "sign": sign(key, secret, at)}

    async def _post(self, http: Http, path: str, form: Mapping[str, str]) -> Any:
        answer = await http.request("POST", self._settings.sources_url + path, data=dict(form))
        return orjson.loads(answer.content)


def milliseconds(moment: datetime) -> int:
    """Return a moment as the platform counts."""
    return int(moment.timestamp() * 1000)
