"""The page of a case, and the commands that its forms send."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stepladder.bootstrap import desk
from stepladder.core.values import DeskError
from stepladder.service.commands import handle_command
from stepladder.service.problems import NotFound, Problem
from stepladder.service.reading.case_page import case_page as read_case
from stepladder.web.pages import faults
from stepladder.web.pages.asked import command_of, place_of
from stepladder.web.pages.case_shown import shown
from stepladder.web.pages.composer import Refused
from stepladder.web.pages.shell import member, page, person, workspace_of
