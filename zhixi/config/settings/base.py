"""Settings shared by every installation, read from top to bottom.

Every environment variable is listed in docs/operations.md; a test checks it.
"""

from pathlib import Path

from environs import Env

from zhixi.lib.db import database

env = Env(prefix="ZHIXI_")

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(env.str("VAR", str(ROOT / "var")))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "heroicons",
    "ninja",
    "zhixi.accounts",
    "zhixi.approval",
    "zhixi.search",
    "zhixi.knowledge",
    "zhixi.intake",
    "zhixi.desk",
    "zhixi.studio",
    "zhixi.api",
]

ROOT_URLCONF = "zhixi.config.urls"
WSGI_APPLICATION = "zhixi.config.wsgi.application"
AUTH_USER_MODEL = "accounts.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time: stored in UTC, shown in the bank's zone.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "zhixi" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")

# Keys and hosts. In development a key is made once and kept under VAR.
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("TRUSTED_ORIGINS", [])

# Database: SQLite in WAL mode by default, PostgreSQL by address.
# Readers never wait; writers take the lock when they begin (actions open their
# blocks with zhixi.lib.db.writing), so two writers queue instead of failing.
DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{VAR / 'zhixi.sqlite3'}")
# The look-up log has a file of its own: its batches never wait for the bank's transactions,
# and it may lose what was written last when the power fails.
LOOKUPS = database(f"sqlite:///{VAR / 'lookups.sqlite3'}", synchronous="NORMAL")
LOOKUPS["OPTIONS"]["transaction_mode"] = "IMMEDIATE"
DATABASES = {"default": database(DATABASE_URL), "lookups": LOOKUPS}
DATABASE_ROUTERS = ["zhixi.search.router.LookUpLog"]

# Search: the index lies beside the database.
INDEX_PATH = Path(env.str("INDEX", str(VAR / "index")))

# Attachments lie in files named by their digests; more megabytes are refused.
FILES_PATH = Path(env.str("FILES", str(VAR / "files")))
FILE_MEGABYTES = env.int("FILE_MEGABYTES", 50)

# Pages: our templates, and those that lie in the folder of their type of knowledge.
MIDDLEWARE = [
    "zhixi.config.middleware.Moment",
    "zhixi.config.metrics.Counted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "zhixi.config.middleware.TraditionalReading",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zhixi.config.middleware.WithoutNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhixi.accounts.middleware.SignedIn",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "zhixi" / "templates", ROOT / "zhixi" / "knowledge"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "zhixi.accounts.context.reader",
            ]
        },
    }
]
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "zhixi" / "static"]

# Nothing is loaded from elsewhere, nothing is written into the page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"

# Sign-in: a check costs 19 MiB and two passes; locked by name and address together,
# so that one forgotten password does not lock a centre behind one proxy.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesBackend",
    "zhixi.accounts.backends.StaffBackend",
]
PASSWORD_HASHERS = ["zhixi.accounts.hashers.BoundedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_CALLABLE = "zhixi.accounts.backends.attempted_number"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "zhixi.accounts.views.locked_out"
AXES_IPWARE_PROXY_COUNT = env.int("PROXY_COUNT", 0)
AXES_VERBOSE = False
AXES_HANDLER = "zhixi.accounts.backends.WaitingCounter"
AXES_CLIENT_IP_CALLABLE = "zhixi.accounts.backends.address_of"
AXES_DISABLE_ACCESS_LOG = True  # the sign-in chain has it
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

# A session ends after one long shift, with the browser, or with the person's last day.
# None ends while a customer waits: an hour more where the page names a call.
SESSION_LENGTH = env.int("SESSION_HOURS", 12) * 3600
SESSION_COOKIE_AGE = SESSION_LENGTH + 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

# Keys at the desk that differ from ours, as name=code: copy=KeyY,find=KeyQ.
KEYS: dict[str, str] = env.dict("KEYS", {})

# Metrics are read from loopback, or with this bearer token.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

# The demo bank's accounts exist only where this is on.
DEMO = env.bool("DEMO", False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "zhixi.config.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
