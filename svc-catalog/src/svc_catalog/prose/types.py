"""The form of rich text: blocks without markup, so that what shows them cannot be made to run anything."""

from typing import Annotated, Literal

from pydantic import Field

from svc_catalog.scenes.types import Bullets, Line, Paragraph, Part
from svc_catalog.uploads.types import Sha256


class Heading(Part):
    """A heading; 1 is the highest below the title."""

    kind: Literal["heading"] = "heading"
    level: Literal[1, 2] = 1
    text: Line


class Picture(Part):
    """A stored picture, and what it shows for those who do not see it."""

    kind: Literal["picture"] = "picture"
    sha256: Sha256
    alt: Line
    caption: str = Field(default="", max_length=100, pattern=r"^[^\x00-\x1f<>]*$")


TextBlock = Annotated[Heading | Paragraph | Bullets, Field(discriminator="kind")]
Block = Annotated[Heading | Paragraph | Bullets | Picture, Field(discriminator="kind")]
