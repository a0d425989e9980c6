"""What the web server's own process loads: tied to the server, so that it cannot stay behind alone."""

from __future__ import annotations

import os
import signal
from importlib import import_module

from stepladder import bootstrap
from stepladder.worker.lifeline import tie_to_parent
from stepladder.worker.warm import warm_up

tie_to_parent()
# While it loads it would answer as the server it was forked from, which is not at all. A Ctrl-C goes to both: the
# server passes it on by a SIGTERM, and would see a fault if this one ended before.
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepladder.settings")

# The tie comes first, since loading takes a while; the application is named by a string, as in the settings.
application = import_module("stepladder.web.wsgi").application
warm_up(bootstrap.desk())
