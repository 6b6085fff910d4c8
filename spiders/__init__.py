"""The fetching edge: spiders ask, parse and yield observations; they never judge."""
