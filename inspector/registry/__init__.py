"""The registry: which sites there are and which columns they have, from XLSX, CSV or YAML.

The two census forms, 政府网站基本信息表 and 政府网站栏目(系统)基本信息表, are two sheets of a workbook, two CSV
files (or one that has both on each row), or one YAML file. A file is taken whole or not at
all; every fault of it is told at once.
"""

from inspector.registry.check import SiteEntry
from inspector.registry.merge import merged
from inspector.registry.places import BadRegistryError, Fault
from inspector.registry.reader import RegistryFile, read_registry
from inspector.registry.template import write_template

__all__ = ["BadRegistryError", "Fault", "RegistryFile", "SiteEntry", "merged", "read_registry", "write_template"]
