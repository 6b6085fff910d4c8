"""The service guides of a site, as the readers recognised them."""

from rules.case import Case

ELEMENTS = ("name", "basis", "conditions", "papers", "place", "time", "phone", "procedure")
"""事项名称, 设定依据, 申请条件, 办理材料, 办理地点, 办理时间, 联系电话, 办理流程."""


def guides_of(case: Case) -> dict[str, frozenset[str]]:
    """The elements that each guide names, by the guide's address."""
    guides: dict[str, frozenset[str]] = {}
    for page in case.observations.pages:
        if page.facts is None or not page.facts.extra:
            continue
        told = page.facts.extra.get("guide", "")
        if told:
            guides[page.url] = guides.get(page.url, frozenset()) | (frozenset(told.split(",")) & set(ELEMENTS))
    return dict(sorted(guides.items()))
