"""Files as answers."""

from fastapi.responses import FileResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

#: Of ranges that cannot be given.
REFUSED = (400, 416)


class FileAnswer(FileResponse):
    """A file, or the ranges of it that are asked for; what it does not have is refused as a problem."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file.

        Raises:
            HTTPException: the ranges lie beyond its end, or are none.

        """

        async def checked(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in REFUSED:
                headers = Headers(raw=message["headers"])
                size = {name: headers[name] for name in ("content-range",) if name in headers}
                raise HTTPException(message["status"], headers=size)
            await send(message)

        await super().__call__(scope, receive, checked)
