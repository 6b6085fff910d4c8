"""Every hostile behaviour ends by itself, in bounded time and memory, with a named state, and leads nowhere private."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.server import running
from tests.hostile.transport import TRANSPORT

pytestmark = pytest.mark.e2e
