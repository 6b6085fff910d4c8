"""How each host answers an address that cannot exist, asked once per kind of address beside a link that is judged."""

import asyncio
import random
import string
from collections import OrderedDict
from urllib.parse import urlsplit

from inspector.links.network import origin_of
from inspector.net.chase import Ask, chase
from rules.observations import LinkUse
from spiders.parsing.answers import HostProfile, profile_of
from spiders.parsing.missing import beside_home
from spiders.parsing.recognisers import Recognisers

_MAX_KINDS = 3
_MAX_HOSTS = 5_000


class Profiles:
    """Asks through ``ask``; ``chance`` invents the addresses."""

    def __init__(self, ask: Ask, recognisers: Recognisers, chance: random.Random) -> None:
        self._ask, self._recognisers, self._chance = ask, recognisers, chance
        self._known: OrderedDict[str, dict[str, asyncio.Task[HostProfile]]] = OrderedDict()

    async def of(self, url: str, use: LinkUse = "page") -> HostProfile:
        """The profile for addresses like ``url``: the same folder and ending, an invented name."""
        kinds = self._known.setdefault(origin_of(url), {})
        if len(self._known) > _MAX_HOSTS:
            self._known.popitem(last=False)
        ending = _ending(url)
        kind = f"{'file' if use in ('attachment', 'image') else 'page'}.{ending}"
        if kind not in kinds and len(kinds) >= _MAX_KINDS:
            kind = next(iter(kinds))
        if kind not in kinds:
            kinds[kind] = asyncio.ensure_future(self._look(self._invent(url, ending), use))
        task = kinds[kind]
        return task.result() if task.done() else await asyncio.shield(task)

    async def _look(self, url: str, use: LinkUse) -> HostProfile:
        found = await chase(self._ask, "GET", url, use=use)
        if found.answer is None:
            return HostProfile()
        profile = profile_of(found.answer, self._recognisers)
        if not profile.sketch or profile.says_missing or profile.like_home is not None:
            return profile
        home = await chase(self._ask, "GET", f"{origin_of(url)}/")
        return beside_home(profile, home.answer, self._recognisers) if home.answer else profile

    def _invent(self, url: str, ending: str) -> str:
        parts = urlsplit(url)
        folder = parts.path[: parts.path.rfind("/") + 1] or "/"
        name = "".join(self._chance.choices(string.ascii_lowercase, k=16))
        return f"{origin_of(url)}{folder}{name}{'.' + ending if ending else ''}"


def _ending(url: str) -> str:
    name = urlsplit(url).path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if len(ending) <= 5 and ending.isalnum() else ""
