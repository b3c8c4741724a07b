"""Loaded by pytest before any settings are read: tests write nowhere near an installation's own data."""

import os
import tempfile

os.environ["PARLEY_VAR"] = tempfile.mkdtemp(prefix="parley-tests-")
