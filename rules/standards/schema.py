"""The JSON Schema of a standard's file, for editors that check while one writes."""

from typing import Any

from pydantic import TypeAdapter

from rules.indicators import all_indicators
from rules.standards.model import Rule, Standard


def standard_schema() -> dict[str, Any]:
    """Draft 2020-12. An overlay (with ``extends``) may leave out whatever it does not change."""
    schema = Standard.model_json_schema()
    rule = schema["$defs"]["Rule"]
    schema["title"] = "A standard of inspector"
    schema["properties"]["drop"] = {"type": "array", "items": {"type": "string"}}
    rule["allOf"] = [_limits(id_, indicator.thresholds) for id_, indicator in all_indicators().items()]
    rule["properties"]["indicator"] = {"enum": list(all_indicators())}
    own = {"required": schema.pop("required")}
    schema["if"] = {"required": ["extends"], "properties": {"extends": {"type": "string"}}}
    schema["then"] = {"required": ["id", "extends"]}
    schema["else"] = own | {"properties": {"rules": {"items": {"required": _required()}}}}
    rule["required"] = ["id"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _required() -> list[str]:
    return [name for name, field in Rule.model_fields.items() if field.is_required()]


def _limits(id_: str, thresholds: type[Any]) -> dict[str, Any]:
    """Which thresholds an indicator knows."""
    properties = TypeAdapter(thresholds).json_schema().get("properties", {})
    return {
        "if": {"properties": {"indicator": {"const": id_}}, "required": ["indicator"]},
        "then": {"properties": {"thresholds": {"properties": properties, "additionalProperties": False}}},
    }
