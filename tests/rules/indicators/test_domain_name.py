from dataclasses import replace

import pytest


@pytest.mark.parametrize(
    ("url", "portal", "kinds"),
    [
        ("http://www.example.gov.cn/", True, []),
        ("https://www.example.gov.cn:8443/", True, []),
        ("http://example.gov.cn/", True, ["domain-portal"]),
        ("http://jyj.example.gov.cn/", False, []),
        ("http://www.example.com/", False, ["domain-suffix"]),
        ("http://www.example.com/", True, ["domain-suffix"]),
        ("http://gov.cn.example.com/", False, ["domain-suffix"]),
        ("http://notgov.cn/", False, ["domain-suffix"]),
        ("http://192.0.2.1/", False, ["domain-suffix"]),
        ("http://示例.政务/", False, []),
        ("http://xn--0zwm56d.xn--zfr164b/", False, []),
    ],
)
def test_names_of_government_sites(measure, world, url, portal, kinds):
    found = measure("domain-name", world.healthy(site=replace(world.site, url=url, portal=portal)))
    assert [problem.kind for problem in found.problems] == kinds
