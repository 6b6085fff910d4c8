"""The readers: bytes and an address in, facts out. They know no Scrapy, no network and no clock.

``page.read_page`` is the way in: one parse, shared by all readers. Each subject begins at one module, and what only it
needs is reached from there:

bytes and tree    ``charset``, ``tree``, ``document``; ``frame`` and ``ends``: what the pages of a site have in common
what a page is    ``kind``, ``state`` (``filled``, ``redirects``), ``cms``
an article        ``article``: ``heading``, ``published`` (of the ``candidates``, placed and labelled), ``source``
a list            ``lists``: ``main_list``, ``rows``, ``entries``, ``titles``, ``entry_dates``; ``islands``: data
dates             ``dates`` reads one, ``stamps`` the one beside an entry, ``years`` completes one
going on          ``pagers``: the next page of a list; ``columns``: those of a home page; ``category``: what one is for
a mailbox         ``letters``
footer and metas  ``marks``, ``sponsor``, ``meta``; ``extras`` for what only single indicators need
links             ``links``: every address a browser asks for; ``sheets``: those of style
answers to links  ``answers``: there, gone (``missing``), kept from us (``shields``); ``recognisers`` read ``data/``
"""
