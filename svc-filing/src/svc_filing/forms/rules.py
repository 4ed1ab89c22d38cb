"""What a filled-in form must satisfy (JSON Schema 2020-12), said without quoting it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

from servicekit.identifiers import credit_code_warning

IN_CHINESE = {
    "required": "此项必填",
    "additionalProperties": "不认识的字段",
    "type": "类型不正确",
    "enum": "不在可选范围内",
    "const": "请确认此项",
    "minimum": "数值太小",
    "maximum": "数值太大",
    "multipleOf": "最多保留两位小数",
    "minLength": "内容太短",
    "maxLength": "内容太长",
    "pattern": "格式不正确",
    "format": "格式不正确",
}


def no_remote(_uri: str) -> Any:
    """Refuse to fetch a schema: a form that names one would make us call strangers."""
    raise ValueError("schemas stand alone")


@lru_cache(maxsize=256)
def _validator(schema: bytes) -> Any:
    return jsonschema_rs.Draft202012Validator(
        orjson.loads(schema), validate_formats=True, retriever=no_remote
    )


def mistakes(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return each mistake as `{"pointer", "detail", "zh"}`; no mistakes, an empty list."""
    validator = _validator(orjson.dumps(dict(schema), option=orjson.OPT_SORT_KEYS))
    known = schema.get("properties", {})
    return [_mistake(error, known) for error in validator.iter_errors(dict(values))]


def _mistake(error: Any, known: Mapping[str, Any]) -> dict[str, str]:
    keyword = str(error.schema_path[-1])
    place = [str(part) for part in error.instance_path]
    if keyword.isdigit() and len(error.schema_path) > 1:
        keyword = str(error.schema_path[-2])
    if keyword == "required":
        # The library names the missing property in its message only; it is one of ours.
        place += [name for name in known if f'"{name}"' in error.message][:1]
    place = [part if part in known or part.isdigit() else "*" for part in place]
    return {
        "pointer": "#" + "".join(f"/{part}" for part in ["form", *place]),
        "detail": keyword,
        "zh": IN_CHINESE.get(keyword, "不符合要求"),
    }


def warnings(schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what is odd but accepted, such as a credit code whose check character is wrong."""
    found = []
    for name, field in schema.get("properties", {}).items():
        if field.get("x-check") == "credit_code" and isinstance(values.get(name), str):
            warning = credit_code_warning(values[name])
            if warning:
                found.append(
                    {
                        "pointer": f"#/form/{name}",
                        "detail": warning,
                        "zh": "统一社会信用代码校验位不符，请核对",
                    }
                )
    return found
