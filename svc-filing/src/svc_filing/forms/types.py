"""A form as it lies in the data folder."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Form(BaseModel):
    """One version of what is asked for an item, and which decision table judges it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    version: int
    #: The items of the directory that it serves, in every county.
    directory_codes: tuple[str, ...]
    #: The decision table; none: a person decides.
    decision: str | None
    json_schema: dict[str, Any] = Field(alias="schema")
    #: What is taken from the applicant's proven identity and cannot be typed.
    prefill: tuple[str, ...]

    @property
    def revision(self) -> str:
        """Key and version, such as `rent-withdrawal@1`."""
        return f"{self.key}@{self.version}"
