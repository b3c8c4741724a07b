"""The project's settings, and what makes tests quick without making them untrue."""

from config.settings import *  # noqa: F403

# A good hash takes a fifth of a second on purpose. Signing in is not what tests are about.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A process that is killed leaves what it has written with the system. Only a power cut would take it, and waiting for
# the disk at each commit.
if "init_command" in DATABASES["default"].get("OPTIONS", {}):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405
