from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "stepladder.users"
    label = "users"
    verbose_name = "People and tokens"
