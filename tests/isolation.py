"""Loaded by pytest before any settings are read: tests write nowhere near an installation's own data."""

import os
import tempfile

os.environ["PARLEY_VAR"] = tempfile.mkdtemp(prefix="parley-tests-")
os.environ["TURNS_APART"] = "0"  # another process would not see what a test has not committed; real servers have it
