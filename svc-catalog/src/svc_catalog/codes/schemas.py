"""The JSON of code tables."""

from pydantic import ConfigDict

from servicekit.schemas import Out


class CodeOut(Out):
    """One code; a code that a reader does not know is carried on, not lost."""

    code: str
    label: str
    label_en: str
    #: The digit of the standard, where it differs from the code that we use.
    standard_code: str | None = None


class TableLineOut(Out):
    """A code table in the list of all."""

    table: str
    title: str
    title_en: str
    #: Rises whenever a code is added or a label is mended; codes never change their meaning.
    version: int
    #: Standard and clause.
    source: str


class TableOut(TableLineOut):
    """A code table."""

    codes: list[CodeOut]

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "table": "case_type",
                    "title": "办件类型",
                    "title_en": "Type of case",
                    "version": 1,
                    "source": "GB/T 39046-2020 A.6",
                    "codes": [
                        {
                            "code": "instant",
                            "label": "即办件",
                            "label_en": "Done at once",
                            "standard_code": "1",
                        }
                    ],
                }
            ]
        },
    )
