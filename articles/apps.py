"""The one Django app, and the desk: Django's admin under its own site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Publication")

    def ready(self) -> None:
        from articles.install import install

        post_migrate.connect(install, sender=self)


class DeskConfig(AdminConfig):
    default_site = "articles.admin.site.Desk"

    def ready(self) -> None:
        super().ready()
        # After the other apps' admins, some of which it replaces.
        import articles.admin.registry  # noqa: F401
