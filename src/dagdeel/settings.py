"""All settings in one file. What differs per installation comes from the environment, through typed readers.

`docs/operate.md` lists every variable. Without any variable the settings are those of development and tests.
"""

import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env()
PACKAGE = Path(__file__).resolve().parent

# What kind of installation is this? --------------------------------------------------------------------------
PRODUCTION: bool = env.bool("DAGDEEL_PRODUCTION", False)
DEBUG: bool = env.bool("DAGDEEL_DEBUG", False)
VAR: Path = Path(env.str("DAGDEEL_VAR", "var")).resolve()
# `dagdeel demo` leaves a mark in its folder, so that every other command there knows that it is a demo.
DEMO: bool = env.bool("DAGDEEL_DEMO", (VAR / "demo").exists())
if DEMO and PRODUCTION:
    raise ImproperlyConfigured("A demo lets anybody in: DAGDEEL_DEMO and DAGDEEL_PRODUCTION exclude each other.")


def _secret_key() -> str:
    """The key from the environment; outside production one is made once and kept in the VAR folder."""
    given: str = env.str("DAGDEEL_SECRET_KEY", "")
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured("DAGDEEL_SECRET_KEY is missing: set it to a long random text.")
    file = VAR / "secret-key"
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(50))
        file.chmod(0o600)
    return file.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS: list[str] = env.list("DAGDEEL_HOSTS", ["localhost", "127.0.0.1", "testserver"])
SITE_URL: str = env.str("DAGDEEL_URL", f"http://127.0.0.1:{env.int('DAGDEEL_PORT', 8000)}").rstrip("/")

# Applications: the roof first, the ground floor last -----------------------------------------------------------
YEAR_APPS = [
    "dagdeel.year.reporting",
    "dagdeel.year.decisions",
    "dagdeel.year.certificates",
    "dagdeel.year.evaluation",
    "dagdeel.year.budget",
    "dagdeel.year.attendance",
    "dagdeel.year.enrolment",
    "dagdeel.year.planning",
    "dagdeel.year.trainers",
    "dagdeel.year.choices",
    "dagdeel.year.catalogue",
]
INSTALLED_APPS = [
    *(["dagdeel.demo"] if DEMO else []),
    "dagdeel.web",
    "dagdeel.exchange",
    *YEAR_APPS,
    "dagdeel.outputs.mail",
    "dagdeel.base.administration",
    "dagdeel.base.jobs",
    "dagdeel.base.schedule",
    "dagdeel.base.history",
    "dagdeel.base.partnerships",
    "dagdeel.base.people",
    "dagdeel.base.ui",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dagdeel.base.people.language.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "dagdeel.web.urls"
WSGI_APPLICATION = "dagdeel.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A page is one template whose swappable parts are named inside it, so the partials loader wraps the cached one.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dagdeel.web.context.frame",
                *(["dagdeel.demo.context.tour"] if DEMO else []),
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "dagdeel.base.ui.templatetags.ui",
                "dagdeel.base.ui.templatetags.dutch",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # base/ui draws some inputs itself

# Database: SQLite unless DATABASE_URL says otherwise ---------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR / 'dagdeel.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE takes the write lock at the start of a transaction: what is read before a write cannot change.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DAGDEEL_CONN_MAX_AGE", 60)
# allauth counts its attempts here; a cache per process would multiply the limit by the number of workers.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "dagdeel_cache",
    }
}

# People sign in with a code sent by mail; there are no passwords ----------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "dagdeel.base.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("DAGDEEL_PROXIES", 0)

# Language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "dagdeel_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["dagdeel.base.ui.formats"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# Mail: the demo shows it in a page, elsewhere EMAIL_URL names the SMTP server ------------------------------------
if DEMO:
    EMAIL_BACKEND = "dagdeel.outputs.mail.mailbox.MailboxBackend"
else:
    _mail = env.dj_email_url("EMAIL_URL", "console://")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST = _mail.get("EMAIL_HOST", "")
    EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
    EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
    EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
    EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
# Reports of mail that came back: the secret that a mail server shows, and a mailbox that the worker reads
BOUNCE_SECRET: str = env.str("DAGDEEL_BOUNCE_SECRET", "")
BOUNCE_MAILBOX: str = env.str("DAGDEEL_BOUNCE_MAILBOX", "")
DEFAULT_FROM_EMAIL: str = env.str("DAGDEEL_MAIL_FROM", "Dagdeel <dagdeel@example.org>")

# Long work: seconds that one search for a plan may take, that its reasons may be checked by searching again, and that a worker
# may be silent about its job ----------------------------------------------------------------------------------------
SOLVE_SECONDS = env.float("DAGDEEL_SOLVE_SECONDS", 60.0)
EXPLAIN_SECONDS = env.float("DAGDEEL_EXPLAIN_SECONDS", 20.0)
JOB_LEASE = env.float("DAGDEEL_JOB_LEASE", 60.0)

# Files -----------------------------------------------------------------------------------------------------------
MEDIA_ROOT = VAR / "files"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = not PRODUCTION
UPLOAD_LIMIT = env.int("DAGDEEL_UPLOAD_LIMIT", 20 * 1024 * 1024)  # bytes, per file
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Security: OWASP ASVS 5.0 level 2 is the checklist ------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-dagdeel"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("DAGDEEL_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "dagdeel.base.partnerships.discretion.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("DAGDEEL_LOG", "WARNING")},
}
# The address is unique by a functional constraint (without regard to case), which the check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
