"""What the web server calls."""

from __future__ import annotations

import os

import django

from stepladder.store.lending import Lending
from stepladder.web.api.counted import counted, keep_adding
from stepladder.web.handler import Handler

CONNECTIONS = 4
"""To the database, for all requests but signals. Those have two of their own."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepladder.settings")
django.setup(set_prefix=False)
application = counted(
    Handler(signals=Lending(1, for_django=False), tokens_of_signals=Lending(1), others=Lending(CONNECTIONS))
)
keep_adding()
