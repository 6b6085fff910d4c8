"""Scrapy's item pipelines: from what spiders yield to the store."""
