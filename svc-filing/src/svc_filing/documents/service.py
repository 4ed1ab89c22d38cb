"""Use cases on documents."""

import asyncio
import hashlib
import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from svc_filing.documents import rules
from svc_filing.documents.models import Document
from svc_filing.documents.schemas import VerdictOut
from svc_filing.settings import Settings


class DocumentService:
    """Issues documents, gives them out, and tells whether one is genuine."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def issue(
        self, case_id: UUID, holder_masked: str, data: dict[str, Any], *, settings: Settings, now: datetime
    ) -> Document:
        """Draw and keep the document of a case."""
        code = rules.new_code()
        address = f"{settings.public_url.rstrip('/')}/verify/{code}"
        content = data | {"code": code, "verify_url": address}
        pdf = await asyncio.to_thread(rules.draw, content, settings.font_dir)
        document = Document(
            case_id=case_id,
            code=code,
            title=data["title"],
            issuer=data["issuer"],
            holder_masked=holder_masked,
            sha256=hashlib.sha256(pdf).hexdigest(),
            pdf=pdf,
            issued_at=now,
        )
        self._session.add(document)
        return document

    async def of_case(self, case_id: UUID) -> Document | None:
        """Return the document of a case, with its bytes."""
        return await self._session.scalar(
            select(Document).where(Document.case_id == case_id).options(undefer(Document.pdf))
        )

    async def code_of(self, case_id: UUID) -> str | None:
        """Return the verification code of a case's document."""
        return await self._session.scalar(select(Document.code).where(Document.case_id == case_id))

    async def verdict(self, code: str, sha256: str | None = None) -> VerdictOut:
        """Tell whether a code was issued, and whether a file is the one that was issued with it.

        One altered byte gives another hash, and the verdict `altered`.
        """
        document = await self._session.scalar(select(Document).where(Document.code == code.strip().upper()))
        if document is None:
            return VerdictOut(code=code, is_genuine=False, verdict="unknown")
        word = "revoked" if document.revoked_at else "valid"
        if sha256 is not None and not hmac.compare_digest(sha256.lower(), document.sha256):
            return VerdictOut(code=document.code, is_genuine=False, verdict="altered")
        return VerdictOut(
            code=document.code,
            is_genuine=word == "valid",
            verdict=word,
            title=document.title,
            issuer=document.issuer,
            holder_masked=document.holder_masked,
            issued_at=document.issued_at,
            sha256=document.sha256,
        )
