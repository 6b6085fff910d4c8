"""Whether a fixture site was judged as its ``site.toml`` says."""

from inspector.demo.plan import SitePlan
from rules.scorecard import Scorecard


def deviations(plan: SitePlan, card: Scorecard, *, browser: bool) -> list[str]:
    """What differs from the expectation, as short English phrases; empty where nothing does."""
    expect = plan.expect
    outcome = expect.outcome if browser or expect.without_browser is None else expect.without_browser
    vetoes = {finding.indicator for finding in card.findings if finding.veto and finding.verdict == "fail"}
    found = []
    if card.outcome != outcome:
        found.append(f"outcome {card.outcome}, not {outcome}")
    if vetoes != set(expect.vetoes):
        found.append(f"vetoes {sorted(vetoes)}, not {sorted(expect.vetoes)}")
    if card.site_state != expect.state:
        found.append(f"state {card.site_state}, not {expect.state}")
    for indicator, wanted in sorted(expect.problems.items()):
        got = sum(len(finding.problems) for finding in card.findings if finding.indicator == indicator)
        if got != wanted:
            found.append(f"{got} problems of {indicator}, not {wanted}")
    return found
