"""What svc-catalog needs to know beyond what every service does."""

from pathlib import Path

from pydantic import Field, SecretStr

from servicekit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of svc-catalog, from the environment."""

    #: A workbook of thousands of rows comes in as one body, and a film in parts of 8 MB.
    max_body_size: int = Field(20_000_000, gt=0)
    #: What residents see in their browsers: where codes and short links lead.
    public_url: str = "http://127.0.0.1:8000"
    #: Where films and pictures of guides lie; `serve` and `work` share it.
    media_dir: Path = Path(".sanzhi/media")
    #: Brings films into a form for every telephone; where it is not, they are shown as they came.
    ffmpeg: str = "ffmpeg"
    #: Where the fonts of sheets lie, besides those of the system.
    font_dir: Path | None = None
    #: The province's library of items: address, key and secret of this application; empty: none is there.
    library_url: str = ""
    library_app_key: str = ""
    library_app_secret: SecretStr = SecretStr("")
    #: Working days in which a list has to say what it makes of a change of the province.
    adopt_within: int = Field(default=10, ge=1, le=250)
    #: How many items a page of the library may abolish without somebody being asked.
    most_abolished: int = Field(default=5, ge=0)
    #: Where those answer who hold copies of items, by name; empty: nothing is compared.
    neighbours: dict[str, str] = Field(default_factory=dict)
    #: Our door as services reach it: there a service proves itself.
    door_url: str = ""
    #: Whether lists may offer a main item beside its sub-items; nobody has confirmed that they may not.
    main_items_beside_sub_items: bool = False
    #: Working days in which somebody has to see to a difference.
    drift_within: int = Field(default=3, ge=1, le=250)
