"""Use cases on forms."""

from functools import cache
from importlib import resources

import orjson

from svc_filing.forms.errors import NoForm
from svc_filing.forms.types import Form


@cache
def all_forms() -> dict[str, Form]:
    """Return the forms by the directory code of the items they serve."""
    found: dict[str, Form] = {}
    for file in (resources.files("svc_filing.forms") / "data").iterdir():
        if file.name.endswith(".json"):
            form = Form.model_validate(orjson.loads(file.read_bytes()))
            found |= dict.fromkeys(form.directory_codes, form)
    return found


def form_of(directory_code: str) -> Form:
    """Return the form of an item of the directory.

    Raises:
        NoForm: it cannot be applied for online.

    """
    form = all_forms().get(directory_code)
    if form is None:
        raise NoForm
    return form
