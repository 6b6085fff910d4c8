"""The Scrapy side of a run: sites in processes, what they share, how pages are fetched."""
