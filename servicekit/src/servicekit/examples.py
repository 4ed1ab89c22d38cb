"""Examples in an OpenAPI document, composed of the words of a service.

A service says once what its `region_code` or its `PolicyOut.title` looks like; every body and every
parameter that holds one shows it. What a model or a field says of itself is taken as it stands.
A part for which nobody has a word leaves its operation without example: tests-contract finds those.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]
#: By `Model` (the whole), `Model.field`, `noun.parameter`, `field` or `parameter`, or the format of a text.
#: A model of which there are several of one name is `folder.Model`. Models within are always their own.
Words = Mapping[str, Any]

COMPONENTS = "#/components/schemas/"
JSON = ("application/json", "application/problem+json")

#: What the runtime itself brings along.
COMMON: Words = {
    "date-time": "2026-04-30T01:00:00Z",
    "date": "2026-04-30",
    "uuid": "0192d3a0-6f1b-7c3e-9a52-3b1f5d2c8e47",
    "next": "WyIzMzEwMDItZ2pqLTI5Il0",
    "after": "WyIzMzEwMDItZ2pqLTI5Il0",
    "If-Match": '"3"',
    "If-None-Match": '"3"',
    "If-Modified-Since": "Thu, 30 Apr 2026 01:00:00 GMT",
    "version": 3,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "region": "331002",
    "region_code": "331002",
}


class NoExampleError(LookupError):
    """Nobody has a word for a part of a schema; the message names the part."""


def illustrate(document: dict[str, Any], words: Words) -> dict[str, Any]:
    """Put an example into every JSON body and every parameter of a document; return the document."""
    composer = Composer(document.get("components", {}).get("schemas", {}), {**COMMON, **words})
    for path, item in document["paths"].items():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                show(parameter, composer, parameter["name"], noun_of(path))
            for body in bodies(operation):
                show(body, composer)
    return document


def noun_of(path: str) -> str:
    """Return what an address is about: `/v1/operator/scenes/{code}` is about `scenes`."""
    return path.removeprefix("/v1/").removeprefix("operator/").partition("/")[0]


def bodies(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what JSON an operation takes and answers."""
    for holder in (operation.get("requestBody", {}), *operation.get("responses", {}).values()):
        yield from (body for kind, body in holder.get("content", {}).items() if kind in JSON)


def show(place: dict[str, Any], composer: "Composer", name: str = "", owner: str = "") -> None:
    """Put an example beside a schema, unless one is there."""
    # Files and redirects have an empty schema, or none.
    if "example" in place or "examples" in place or not place.get("schema"):
        return
    try:
        place["example"] = composer.of(place["schema"], name, owner)
    except NoExampleError:
        return


class Composer:
    """Makes a value that fits a schema."""

    def __init__(self, schemas: Mapping[str, Schema], words: Words) -> None:
        self._schemas = schemas
        self._words = words

    def of(self, schema: Schema, name: str = "", owner: str = "") -> Any:
        """Return a value for what is called `name`, within the model `owner`.

        Raises:
            NoExampleError: nobody has said what a part of it looks like.

        """
        for word in (f"{owner}.{name}", f"{owner.rpartition('.')[2]}.{name}"):
            if word in self._words:
                return self._words[word]
        if "$ref" in schema:
            return self._model(schema["$ref"].removeprefix(COMPONENTS), name)
        for found in (schema.get("examples"), [schema["const"]] if "const" in schema else None):
            if found:
                return found[0]
        if several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            return self._one_of(several, name, owner)
        return self._plain(schema, name, owner)

    def _model(self, component: str, name: str) -> Any:
        called, schema = model_name(component), self._schemas[component]
        for word in (called, called.rpartition(".")[2]):
            if word in self._words:
                return self._words[word]
        if "enum" in schema:
            return self._chosen(schema["enum"], name)
        return self.of(schema, name, called)

    def _one_of(self, several: Sequence[Schema], name: str, owner: str) -> Any:
        """Return a value for the first that is not null."""
        return self.of(next(one for one in several if one.get("type") != "null"), name, owner)

    def _plain(self, schema: Schema, name: str, owner: str) -> Any:
        if "properties" in schema:
            return {key: self.of(value, key, owner) for key, value in schema["properties"].items()}
        if "enum" in schema:
            return self._chosen(schema["enum"], name)
        items = schema.get("items", {})
        if "$ref" in items:
            return [self.of(items)]
        if name in self._words:
            return self._words[name]
        if items:
            return [self.of(items, singular(name), owner)]
        return self._scalar(schema, name, owner)

    def _scalar(self, schema: Schema, name: str, owner: str) -> Any:
        if schema.get("format") in self._words:
            return self._words[schema["format"]]
        if schema.get("default") is not None:
            return schema["default"]
        if schema.get("type") == "boolean":
            return True
        raise NoExampleError(f"{owner}.{name}" if owner else name)

    def _chosen(self, values: Sequence[Any], name: str) -> Any:
        word = self._words.get(name)
        return word if word in values else values[0]


def model_name(component: str) -> str:
    """Return what a model is called in code: `svc_x__lists__schemas__EntryOut` is `lists.EntryOut`."""
    plain = component.removesuffix("-Input").removesuffix("-Output")
    package, _, place = plain.partition("__")
    return f"{place.partition('__')[0]}.{plain.rpartition('__')[2]}" if place else package


def singular(name: str) -> str:
    """Return what one of several is called."""
    return name.removesuffix("s")
