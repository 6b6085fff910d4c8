import pytest

from rules.observations import Host


@pytest.mark.parametrize(("answer", "verdict"), [(True, "pass"), (False, "fail"), (None, "inconclusive")])
def test_the_host_of_the_home_page_counts(measure, world, answer, verdict):
    hosts = (
        Host(at=world.as_of, host="www.example.gov.cn", has_aaaa=answer),
        Host(at=world.as_of, host="other.example.gov.cn", has_aaaa=True),
    )
    assert measure("ipv6", world.healthy(hosts=hosts)).verdict == verdict


def test_no_host_looked_at_is_no_verdict(measure, world):
    assert measure("ipv6", world.healthy()).verdict == "inconclusive"
