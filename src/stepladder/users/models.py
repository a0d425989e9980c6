"""Tables with plain keys, beside the store: Django's own point at these, and none can point at a composite key."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SCOPES = ("signals:write", "cases:read", "cases:write", "policy:read", "policy:write", "admin")


class Workspace(models.Model):
    """One team's world. `zone` is how its pages tell the time, `pack` the id of the policy it works by."""

    id = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=100)
    zone = models.CharField(max_length=60, default="UTC")
    pack = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["User"]):
    """Makes users; a workspace and a role are part of who somebody is."""

    def create_user(self, username: str, password: str | None = None, **more: Any) -> User:
        user = self.model(username=username, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **more: Any) -> User:
        return self.create_user(username, password, **{"role": "admin", "is_superuser": True, **more})


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in. `username` is the person's id in events and owners; `role` a word of the directory."""

    username = models.CharField(
        _("Log-in"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("Somebody has this log-in already.")},
    )  # fmt: skip
    name = models.CharField(_("Name"), max_length=100)
    email = models.EmailField(_("Mail address"), blank=True)
    role = models.CharField(_("Role"), max_length=40, default="agent")
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, null=True, blank=True)
    is_active = models.BooleanField(default=True)

    objects = People()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    @property
    def is_staff(self) -> bool:
        return self.role == "admin"

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or self.username

    def __str__(self) -> str:
        return self.get_full_name()


class ApiToken(models.Model):
    """A key of another program. Only its SHA-256 is kept; `source` is the sender its idempotency keys belong to."""

    digest = models.CharField(primary_key=True, max_length=64)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="users_token_name_once")]

    def allows(self, scope: str) -> bool:
        """Whether this token may do what needs `scope`; `admin` may do all."""
        return scope in self.scopes or "admin" in self.scopes

    def __str__(self) -> str:
        return self.name
