from datetime import timedelta

import pytest

from rules.observations import Certificate, Host


def host(world, days=None, fault=None, name="www.example.gov.cn"):
    ends = None if days is None else world.as_of + timedelta(days=days)
    certificate = ends and Certificate(subject=name, issuer="CA", not_before=world.as_of, not_after=ends)
    return Host(at=world.as_of, host=name, tls_fault=fault, certificate=certificate or None)


@pytest.mark.parametrize(
    ("days", "kinds"), [(14, []), (13, ["certificate-ends"]), (1, ["certificate-ends"]), (-1, ["tls-expired"])]
)
def test_a_certificate_must_last_two_weeks_more(measure, world, days, kinds):
    found = measure("certificate", world.healthy(hosts=(host(world, days),)))
    assert [problem.kind for problem in found.problems] == kinds


@pytest.mark.parametrize(("days", "soon"), [(31, 0), (30, 1), (15, 1), (0, 1), (-1, 0)])
def test_an_end_within_thirty_days_is_shown_before_it_costs(measure, world, days, soon):
    found = measure("certificate", world.healthy(hosts=(host(world, days), host(world, 90, name="b.example.gov.cn"))))
    assert found.measured["ends_soon"] == soon
    assert found.measured["next_end"] == world.ago(-days if days >= 0 else -90).isoformat()
    assert found.verdict == ("pass" if days >= 14 else "fail")


@pytest.mark.parametrize("fault", ["expired", "wrong-name", "self-signed", "incomplete-chain"])
def test_a_fault_of_the_handshake_is_a_problem(measure, world, fault):
    found = measure("certificate", world.healthy(hosts=(host(world, 300, fault),)))
    problem = found.problems[0]
    assert (found.verdict, problem.kind, problem.detail["days_left"]) == ("fail", f"tls-{fault}", 300)


def test_every_host_is_a_problem_of_its_own(measure, world):
    hosts = (host(world, 1), host(world, 1, name="zwgk.example.gov.cn"), host(world, 99, name="ok.example.gov.cn"))
    assert len(measure("certificate", world.healthy(hosts=hosts)).problems) == 2


def test_a_site_without_https_is_not_concerned(measure, world):
    found = measure("certificate", world.healthy(hosts=(host(world),)))
    assert (found.verdict, found.reason) == ("not-applicable", "no-https")


def test_no_host_looked_at_is_no_verdict(measure, world):
    assert measure("certificate", world.healthy()).verdict == "inconclusive"
