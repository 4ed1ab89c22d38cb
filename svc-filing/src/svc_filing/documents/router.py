"""HTTP in front of documents: anybody may check one."""

import hashlib
from typing import Annotated

from fastapi import Depends, Path, Request

from servicekit.auth import Public
from servicekit.db import Session
from servicekit.routing import Router
from svc_filing.documents.schemas import VerdictOut
from svc_filing.documents.service import DocumentService

router = Router(tags=["documents"])
Code = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{4,24}$", description="the verification code")]


def document_service(session: Session) -> DocumentService:
    """Build the use cases for one request."""
    return DocumentService(session)


Documents = Annotated[DocumentService, Depends(document_service)]


@router.get("/verify/{code}", dependencies=[Public("a document is meant to be checked by strangers")])
async def verify_code(code: Code, documents: Documents) -> VerdictOut:
    """Tell whether a document with this code was issued."""
    return await documents.verdict(code)


@router.post(
    "/verify/{code}",
    dependencies=[Public("a document is meant to be checked by strangers")],
    openapi_extra={
        "requestBody": {
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            "required": True,
        }
    },
)
async def verify_file(code: Code, request: Request, documents: Documents) -> VerdictOut:
    """Tell whether the file in the body is, byte for byte, the one that was issued with this code."""
    return await documents.verdict(code, hashlib.sha256(await request.body()).hexdigest())
