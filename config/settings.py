"""One settings module: embedded defaults that need no service, production by environment variables.

docs/setup.md lists every variable.
"""

import os
from pathlib import Path

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.templatetags.static import static

from config import env, mail

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PARLEY_VAR", BASE_DIR / "var"))  # everything this installation writes
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("DEBUG", False)
IS_PRODUCTION = env.flag("PRODUCTION", False)
SECRET_KEY = env.secret_key(VAR_DIR, is_production=IS_PRODUCTION)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# Where links in invitations and in `demo_links` point.
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")

INSTALLED_APPS = [
    "daphne",  # before staticfiles: `runserver` then speaks WebSocket too
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_htmx",
    "huey.contrib.djhuey",
    "auditlog",
    "suppliers",
    "negotiation",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "negotiation.audit.actor_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "buyers.navigation.desk_navigation",
            ],
        },
    },
]

# --- data ---------------------------------------------------------------------------------------------------

DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'parley.sqlite3'}"
# No kept connections: under ASGI they would belong to threads that may never come back.
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=0)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Take the write lock when a transaction begins: two writers then queue, where a lock taken late
        # would fail one of them with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a committed message survives a power cut, not only a killed process.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.number("DB_POOL", 8)}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- messages between processes -----------------------------------------------------------------------------

REDIS_URL = os.environ.get("REDIS_URL", "")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    HUEY = {"huey_class": "huey.RedisHuey", "name": "parley", "url": REDIS_URL, "immediate": False}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "config.channel_layer.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    HUEY = {
        "huey_class": "huey.SqliteHuey",
        "name": "parley",
        "filename": str(VAR_DIR / "queue.sqlite3"),
        "immediate": False,
    }

# --- security -----------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
    # The admin's own pages set inline styles and evaluate Alpine expressions; they have a policy of their own.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
}
SECURE_REFERRER_POLICY = "same-origin"  # an invitation link must not travel to another site in a Referer
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

UNFOLD = {
    "SITE_TITLE": "Parley",
    "SITE_HEADER": "Parley",
    "SITE_ICON": lambda request: static("favicon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("favicon.svg")}],
    # The accent of the suppliers' pages (static/parley.css), lighter and darker.
    "COLORS": {
        "primary": {
            "50": "#f0f9f7",
            "100": "#e3f1ee",
            "200": "#bfe3dc",
            "300": "#8fcec3",
            "400": "#54b3a5",
            "500": "#1d9c8b",
            "600": "#0b6b61",
            "700": "#08544c",
            "800": "#07443e",
            "900": "#063732",
            "950": "#03211e",
        }
    },
    "STYLES": [lambda request: static("admin_pages/palette.css")],
    "DASHBOARD_CALLBACK": "negotiation.admin.dashboard.dashboard",
    "SIDEBAR": {"navigation": "negotiation.admin.menu.navigation", "show_search": False},
}

# --- audit trail --------------------------------------------------------------------------------------------

AUDITLOG_STORE_JSON_CHANGES = True
AUDITLOG_USE_FK_STRING_REPRESENTATION = True  # who a name was then, whatever it is called later
AUDITLOG_DISABLE_REMOTE_ADDR = True  # who is what counts; an address is personal data, and easily forged

# --- e-mail -------------------------------------------------------------------------------------------------

# Without a mail server, letters are written to files here: enough to look at them, and nobody gets one.
MAIL_DIR = VAR_DIR / "mail"
globals().update(mail.settings_of(os.environ.get("EMAIL_URL", ""), MAIL_DIR))
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "Parley <parley@localhost>")
# A launch may name each of thousands of contracts.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000

# --- time, language, files ----------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)
# Served by the web process itself, straight from the source folders: nothing to collect before a first start.
WHITENOISE_USE_FINDERS = True

# --- the product --------------------------------------------------------------------------------------------

BUYER_NAME = os.environ.get("BUYER_NAME", "Parley Demo Company")
# Who understands and who phrases; each is a dotted path to a Reader or Phraser of negotiation.language.
LANGUAGE_READER = os.environ.get("LANGUAGE_READER", "negotiation.language.rules.RulesReader")
LANGUAGE_PHRASER = os.environ.get("LANGUAGE_PHRASER", "negotiation.language.templates.TemplatePhraser")
# Whether a second person has to approve a playbook before it is published; the author never can.
PLAYBOOK_APPROVAL = env.flag("PLAYBOOK_APPROVAL", False)
# A language model in front of the two, which then are its second opinion and its stand-in; see docs/models.md.
LANGUAGE_MODEL = os.environ.get("LANGUAGE_MODEL", "")  # "openai:gpt-5-mini", "ollama:qwen3"; empty: none
LANGUAGE_MODEL_USES = env.words("LANGUAGE_MODEL_USES", "read,phrase")
LANGUAGE_MODEL_URL = os.environ.get("LANGUAGE_MODEL_URL", "")
LANGUAGE_MODEL_KEY = os.environ.get("LANGUAGE_MODEL_KEY", "")
LANGUAGE_MODEL_OPTIONS = env.json_object("LANGUAGE_MODEL_OPTIONS")  # further arguments of the provider's class
LANGUAGE_TIME_LIMIT = env.decimal("LANGUAGE_TIME_LIMIT", "8")  # seconds from a message to the end of waiting
LANGUAGE_RETRIES = env.number("LANGUAGE_RETRIES", 2)
LANGUAGE_MAX_TOKENS = env.number("LANGUAGE_MAX_TOKENS", 60_000)  # of one negotiation; 0: no cap
LANGUAGE_MAX_COST = env.decimal("LANGUAGE_MAX_COST", "0")  # of one negotiation; 0: no cap
LANGUAGE_INPUT_PRICE = env.decimal("LANGUAGE_INPUT_PRICE", "0")  # of a million tokens
LANGUAGE_OUTPUT_PRICE = env.decimal("LANGUAGE_OUTPUT_PRICE", "0")
LANGUAGE_REDACT = env.flag("LANGUAGE_REDACT", True)
# What one supplier's link may send: a burst, then a steady rate. Ample for a person and for an agent, not for a flood.
RATE_LIMIT_BURST = env.number("RATE_LIMIT_BURST", 60)
RATE_LIMIT_PER_MINUTE = env.number("RATE_LIMIT_PER_MINUTE", 60)
# How long the owner of a room may be gone from the desk until any of their colleagues can have it.
OWNER_GONE_MINUTES = env.number("OWNER_GONE_MINUTES", 10)
# So many other processes do the turns of each web process, so that computing never holds up the sockets; 0: a thread.
TURNS_APART = env.number("TURNS_APART", max(1, min(4, (os.cpu_count() or 1) // 2)))

# --- logs ---------------------------------------------------------------------------------------------------

LOG_FORMAT = os.environ.get("LOG_FORMAT", "console")  # or "json", for a log collector
_SHARED_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*_SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED_PROCESSORS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer()
                if LOG_FORMAT == "json"
                else structlog.dev.ConsoleRenderer(colors=False),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
