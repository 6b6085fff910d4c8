"""Scrapy's downloader middlewares, as ``inspector.settings`` names them."""
