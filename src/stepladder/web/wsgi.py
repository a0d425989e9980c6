"""What the web server calls."""

from __future__ import annotations

import os

import django

from stepladder.web.handler import Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepladder.settings")
django.setup(set_prefix=False)
application = Handler()
