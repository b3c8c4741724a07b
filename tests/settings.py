"""The project's settings, and what makes tests quick without making them untrue."""

from config.settings import *  # noqa: F403

# A good hash takes a fifth of a second on purpose. Signing in is not what tests are about.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
