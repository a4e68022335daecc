"""What REST framework's own description of serializers cannot say: answers with some of the fields.

A postprocessing hook of drf-spectacular (``SPECTACULAR_SETTINGS``).
"""

from typing import Any

from apps.catalog.kinds import kinds
from apps.catalog.schema import page_name

_REF = "#/components/schemas/"


def some_fields(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Let every list and detail answer with records that have only the ``fields`` asked for."""
    schemas = result["components"]["schemas"]
    for kind in kinds():
        results = schemas[page_name(kind)]["properties"]["results"]
        results["items"] = _whole_or_some(results["items"], schemas)
        answers = result["paths"][f"/api/v1/{kind.plural}/{{key}}/"]["get"]["responses"]
        content = answers["200"]["content"]["application/json"]
        content["schema"] = _whole_or_some(content["schema"], schemas)
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


def _whole_or_some(reference: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    name = reference["$ref"].removeprefix(_REF)
    some = {key: value for key, value in schemas[name].items() if key != "required"}
    schemas[f"Some{name}"] = some | {
        "description": "Only the fields that were asked for",
        "minProperties": 1,
        "additionalProperties": False,
    }
    return {"anyOf": [reference, {"$ref": f"{_REF}Some{name}"}]}
