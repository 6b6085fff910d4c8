"""Network faults: they count only while our own network is known to work."""

import asyncio
import socket

from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from tests.checking import GOOD, check_with, make_checker, state, tries
from tests.loopback import by_path, free_port, hang, reset


def test_a_refused_connection_is_broken_while_others_answer(serve, check):
    witness = serve(GOOD)
    (result,) = check(f"http://127.0.0.1:{free_port()}/", witness=witness)
    assert state(result) == ("broken", "refused")
    assert tries(result) == [("GET", "refused")] * 3


def test_without_anybody_who_answers_nobody_is_accused(check):
    (result,) = check(f"http://127.0.0.1:{free_port()}/")
    assert state(result) == ("unconfirmed", "refused")
    assert result.detail["reason"] == "network"


def test_a_canary_that_answers_makes_a_fault_count(serve, check):
    canary = serve(GOOD)
    (result,) = check(f"http://127.0.0.1:{free_port()}/", canary=[f"{canary.url}/"])
    assert state(result) == ("broken", "refused")


def test_a_canary_that_is_silent_acquits_everybody(serve, check):
    witness = serve(GOOD)
    dead = f"http://127.0.0.1:{free_port()}/"
    (result,) = check(f"http://127.0.0.1:{free_port()}/", witness=witness, canary=[dead])
    assert state(result) == ("unconfirmed", "refused")


def test_a_reset_is_broken_where_the_same_host_answers_otherwise(serve, check):
    server = serve(by_path({"/": GOOD, "/a": reset}))
    (result,) = check(f"{server.url}/a", witness=server)
    assert state(result) == ("broken", "reset")


def test_silence_is_a_timeout(serve, check):
    server = serve(by_path({"/": GOOD, "/a": hang}))
    (result,) = check(f"{server.url}/a", witness=server, timeout_s=0.3)
    assert state(result) == ("broken", "timeout")


def test_a_name_that_cannot_exist_is_broken_without_asking_any_dns(check):
    (result,) = check("http://www.nowhere.invalid/")
    assert state(result) == ("broken", "dns")


def lookup_of(names):
    async def lookup(name):
        if name not in names:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return names[name]

    return lookup


def guard_with(names):
    return AddressGuard(parse_networks(["127.0.0.0/8"]), lookup=lookup_of(names))


def test_a_name_without_address_is_broken_while_the_dns_answers_for_others(serve, check):
    witness = serve(GOOD)
    guard = guard_with({"www.good.test": ["127.0.0.1"]})
    witness.url = f"http://www.good.test:{witness.port}"
    (result,) = check("http://www.gone.test/", witness=witness, guard=guard)
    assert state(result) == ("broken", "dns")


def test_while_the_dns_is_down_no_name_is_accused(serve, check):
    witness = serve(GOOD)  # answers, but by its address: that shows nothing about the DNS
    (result,) = check("http://www.gone.test/", witness=witness, guard=guard_with({}))
    assert state(result) == ("unconfirmed", "dns")


def test_an_answer_from_a_remembered_name_is_no_sign_that_the_dns_works(serve):
    names = {"www.good.test": ["127.0.0.1"]}
    witness = serve(GOOD)

    async def main():
        checker = make_checker(guard=guard_with(names))
        checker.client.guard.last_found = None
        await check_with(checker, [f"http://www.good.test:{witness.port}/"])
        names.clear()  # the DNS goes down; the witness is still reached by its remembered address
        checker.client.guard.last_found = ("www.good.test", float("-inf"))
        (result,) = await check_with(checker, ["http://www.gone.test/"])
        await checker.close()
        return result

    assert state(asyncio.run(main())) == ("unconfirmed", "dns")
