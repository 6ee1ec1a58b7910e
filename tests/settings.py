"""The settings of the tests: those of Dagdeel, in a folder of their own and without the world outside.

Whatever the shell carries makes no difference, except DATABASE_URL: the suite runs on SQLite and on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile

for _name in [name for name in os.environ if name.startswith("DAGDEEL_") or name == "EMAIL_URL"]:
    del os.environ[_name]
_folder = tempfile.mkdtemp(prefix="dagdeel-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DAGDEEL_VAR"] = _folder
os.mkdir(f"{_folder}/static")  # whitenoise warns when nothing was collected
os.environ["DAGDEEL_SECRET_KEY"] = "a key for tests only, the same in every run"
os.environ["DAGDEEL_DEMO"] = "true"  # the demo's pages and the showcase are tested too

from dagdeel.settings import *  # noqa: E402, F403 - the environment has to be ready first
from dagdeel.settings import DATABASES, VAR  # noqa: E402  # after the environment is set

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Tests with threads and journeys need a database that several connections can open: a file.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}

EXPLAIN_SECONDS = 0  # a test that is about checked reasons says so
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
