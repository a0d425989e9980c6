"""What the web server calls."""

from __future__ import annotations

import os

import django

from stepladder.web.api.counted import counted, keep_adding
from stepladder.web.handler import for_many_threads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepladder.settings")
django.setup(set_prefix=False)
application = counted(for_many_threads())
keep_adding()
