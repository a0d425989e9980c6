from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "stepladder.store"
    label = "store"
    verbose_name = "What the desk remembers"
