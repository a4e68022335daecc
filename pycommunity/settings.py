"""Settings, from the environment. Every variable is described in docs/settings.md.

With no variable set this is a private, safe site for one machine: PostgreSQL and the broker are
the embedded ones, the secret key is made once and kept in the state folder.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from pycommunity.secret_key import stored_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# What kind of site this is
STATE_DIR = Path(env.str("PYCOMMUNITY_STATE", default=str(BASE_DIR / "var"))).absolute()
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default="pycommunity")
CONTACT = env.str("CONTACT", default=SITE_URL)
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)

_site = environ.urlparse(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}. It must be the address that readers use, such as "
        "https://community.example.org"
    )
IS_LOCAL = _site.hostname in {"127.0.0.1", "localhost", "::1"}
IS_HTTPS = _site.scheme == "https"
for _name, _on in {"DEBUG": DEBUG, "DEMO": DEMO}.items():
    if _on and not IS_LOCAL:
        raise ImproperlyConfigured(
            f"{_name} is on, but SITE_URL is {SITE_URL}. {_name} gives strangers too much: "
            f"unset {_name}, or set SITE_URL to an address of this machine."
        )

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["127.0.0.1", "localhost", "[::1]"] if IS_LOCAL else [_site.hostname],
)
SECRET_KEY = env.str("SECRET_KEY", default="") or stored_secret_key(STATE_DIR)

# Apps: the order is the one of the layers in docs/architecture.md, highest first
INSTALLED_APPS = [
    "apps.search",
    "apps.mirror",
    "apps.surveys",
    "apps.reviews",
    "apps.guides",
    "apps.porting",
    "apps.feeds",
    "apps.events",
    "apps.packages",
    "apps.people",
    "apps.catalog",
    "apps.core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "taggit",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "corsheaders",
    "csp",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "apps.core.rate_limit.RateLimit",
    "apps.core.bodies.KnownLength",
    "apps.core.content_policy.ContentPolicy",
    "apps.core.error_pages.explained_methods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "apps.core.slashes.SlashedAddresses",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "pycommunity.urls"
WSGI_APPLICATION = "pycommunity.wsgi.application"
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
                "apps.core.context.site",
                "apps.catalog.context.syndication",
            ],
        },
    },
]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# PostgreSQL: DATABASE_URL, or else the embedded one
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database: postgres://USER:PASSWORD@HOST/NAME"
        )
    DATABASES["default"]["ENGINE"] = "pycommunity.postgresql"
else:
    DATABASES = {"default": {"ENGINE": "pycommunity.embedded.postgresql", "NAME": "pycommunity"}}
DATABASES["default"] |= {
    # Opening a connection for each request would take four fifths of the throughput away.
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
    "CONN_HEALTH_CHECKS": True,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Finished pages of the API that each web process keeps
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", default=32 * 1024 * 1024)

# Answers of the API that one client may have a minute (0: any number), and where they are counted
API_RATE_LIMIT = env.int("API_RATE_LIMIT", default=600)
# Pages that count like an answer of the API: each asks the base something new
RATE_LIMITED_PAGES = ["/search/", "/search/feed.atom"]
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# Celery: BROKER_URL, or else the embedded Valkey. Whoever sends a task imports its app first.
CELERY_APP = "pycommunity.celery"
BROKER_URL = env.str("BROKER_URL", default="")
# Outgoing requests (are recordings still there?) need a network: on only where asked for.
# A WebSub hub that is told when lists change, and calls whoever subscribed to their feeds
WEBSUB_HUB = env.str("WEBSUB_HUB", default="")
CHECK_RECORDINGS = env.bool("CHECK_RECORDINGS", default=False)
FETCH_FEEDS = env.bool("FETCH_FEEDS", default=False)
FEEDS_HOST_PAUSE = env.float("FEEDS_HOST_PAUSE", default=1.0)
# Beyond the public Internet and its usual ports: for an intranet, and for tests
FEEDS_NETWORKS = env.list("FEEDS_NETWORKS", default=[])
FEEDS_PORTS = env.list("FEEDS_PORTS", cast=int, default=[])

# Mail, to owners of feeds alone: whoever has no server for it is shown the same on the site
HAS_MAIL = bool(env.str("EMAIL_URL", default=""))
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
EMAIL_TIMEOUT = 10  # s
DEFAULT_FROM_EMAIL = CONTACT if "@" in CONTACT else f"pycommunity@{_site.hostname}"

# Sign-in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "apps.people.auth.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "home"
# Whose X-Forwarded-For and, with REMOTE_USER_SIGN_IN, whose X-Remote-User is believed
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
REMOTE_USER_SIGN_IN = env.bool("REMOTE_USER_SIGN_IN", default=False)
REMOTE_USER_CHALLENGE = env.str("REMOTE_USER_CHALLENGE", default=f'Basic realm="{SITE_NAME}"')
if REMOTE_USER_SIGN_IN and not TRUSTED_PROXIES:
    raise ImproperlyConfigured(
        "REMOTE_USER_SIGN_IN is on, but TRUSTED_PROXIES is empty: nobody's X-Remote-User would be "
        "believed. List the addresses of your web server, or unset REMOTE_USER_SIGN_IN."
    )
# Wrong passwords: ten for one account from one address, then a quarter of an hour's wait. Guesses
# from elsewhere do not keep the owner out, nor does guessing on make the wait longer.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_USERNAME_CALLABLE = "apps.people.addresses.username_tried"
AXES_CLIENT_IP_CALLABLE = "apps.core.clients.client_address"
AXES_LOCKOUT_CALLABLE = "apps.people.accounts.locked"
AXES_VERBOSE = False

# Language, time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Static files: hashed names and compressed copies, made by collectstatic
STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "pycommunity.hashed_files.HashedFiles"
    },
}

# Security. Behind a proxy that ends TLS: SECURE_PROXY=1 trusts its X-Forwarded-Proto.
if env.bool("SECURE_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "apps.core.error_pages.csrf_failure"
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
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CORS_ALLOW_ALL_ORIGINS = True  # without credentials: what is public is public to any page
CORS_URLS_REGEX = r"^/(api/|oembed$)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "if-none-match", "if-modified-since"]
CORS_EXPOSE_HEADERS = [
    "Deprecation",
    "ETag",
    "Last-Modified",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
]

# Topics: "Django" and "django" are one
TAGGIT_CASE_INSENSITIVE = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.people.tokens.BearerAuthentication",  # first: its challenge is what a 401 says
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.core.bodies.JSONObject"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "apps.core.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
KNOX_TOKEN_MODEL = "people.ApiToken"  # noqa: S105 no password
MIGRATION_MODULES = {"knox": None}  # its own table of tokens, which ours replaces
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "pyc_"}
SPECTACULAR_SETTINGS = {
    "TITLE": "pycommunity",
    "DESCRIPTION": "What a Python community did and said: events, talks, people and topics.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVERS": [{"url": "/"}],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.catalog.schema_hooks.some_fields",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django.server": {"level": "WARNING"}},
}
