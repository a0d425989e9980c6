"""Every address of the desk."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from stepladder.web.api import health, heartbeat, metrics
from stepladder.web.api.doors import open_door
from stepladder.web.pages import (
    agenda,
    board,
    calendars,
    case,
    clock,
    customers,
    deliveries,
    incidents,
    log_in,
    outages,
    paste,
    people,
    policy,
    policy_check,
    policy_compare,
    policy_history,
    policy_publish,
    policy_retire,
    policy_try,
    registers,
    shell,
)

urlpatterns = [
    path("", board.board_page, name="board"),
    path("cases/new/", paste.paste_page, name="paste"),
    path("cases/<str:case>/", case.case_page, name="case"),
    path("cases/<str:case>/do/", case.case_do, name="case_do"),
    path("cases/<str:case>/changed/", case.case_changed, name="case_changed"),
    path("customers/", customers.customers_page, name="customers"),
    path("customers/<path:customer>/", customers.customer_page, name="customer"),
    path("incidents/", incidents.incidents_page, name="incidents"),
    path("incidents/<str:incident>/", incidents.incident_page, name="incident"),
    path("incidents/<str:incident>/changed/", incidents.incident_changed, name="incident_changed"),
    path("agenda/", agenda.agenda_page, name="agenda"),
    path("registers/", registers.registers_page, name="registers"),
    path("registers/<str:register>/", registers.registers_page, name="register"),
    path("entries/<str:entry>/", registers.entry_page, name="entry"),
    path("deliveries/", deliveries.deliveries_page, name="deliveries"),
    path("deliveries/send/", deliveries.resend_shown, name="resend_shown"),
    path("deliveries/<path:delivery>/send/", deliveries.resend, name="resend"),
    path("outages/<int:began>/dismiss/", outages.dismiss, name="outage_dismiss"),
    path("troubles/", shell.troubles_now, name="troubles"),
    path("people/", people.people_page, name="people"),
    path("clock/", clock.clock_page, name="clock"),
    path("policy/", policy.policy_page, name="policy"),
    path("policy/check/", policy_check.policy_check_page, name="policy_check"),
    path("policy/check/count/", policy_check.policy_check_count, name="policy_check_count"),
    path("policy/compare/", policy_compare.policy_compare_page, name="policy_compare"),
    path("policy/compare/people/", policy_compare.policy_compare_people, name="policy_compare_people"),
    path("policy/try/", policy_try.policy_try_page, name="policy_try"),
    path("policy/history/", policy_history.policy_history_page, name="policy_history"),
    path("policy/retire/<str:digest>/", policy_retire.policy_retire_page, name="policy_retire"),
    path("policy/publish/", policy_publish.policy_publish_page, name="policy_publish"),
    path("policy/publish/<str:digest>/", policy_publish.policy_review_page, name="policy_review"),
    path("policy/calendars/", calendars.calendars_page, name="calendars"),
    path("log-in/", log_in.LogIn.as_view(), name="login"),
    path("log-out/", LogoutView.as_view(), name="logout"),
    path("api/v1/", include("stepladder.web.api.urls")),
    path("healthz", open_door(health.healthz), name="healthz"),
    path("readyz", open_door(health.readyz), name="readyz"),
    path("metrics", open_door(metrics.metrics), name="metrics"),
    path("heartbeat", open_door(heartbeat.heartbeat), name="heartbeat"),
]
handler404 = "stepladder.web.pages.faults.not_found"
handler403 = "stepladder.web.pages.faults.not_allowed"
handler500 = "stepladder.web.pages.faults.broken"
