"""The pure core: observations, indicators, standards, scoring. No network, file, database, template or clock."""
