"""The least that Django, Channels and a durable SQLite need."""

import os
from pathlib import Path

SECRET_KEY = "measures only"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["channels", "benchmarks.echo"]
ASGI_APPLICATION = "benchmarks.echo.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(os.environ["ECHO_VAR"]) / "echo.sqlite3",
        # The channels' one shared thread keeps its connection: opening one for each message would halve the rate,
        # and flatter whatever is compared with it.
        "CONN_MAX_AGE": None,
        # The same durability as Parley's own database.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
        },
    }
}
