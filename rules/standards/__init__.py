"""The standards, one YAML file each, and what reads, checks and compares them; ``reading`` is the way in."""
