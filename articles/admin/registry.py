"""Which nouns the desk shows, and with which page. Loaded once, after Django's own admins."""

from __future__ import annotations

import taggit.models
from django.contrib import admin
from django.contrib.auth.models import Group, User

from articles import models
from articles.admin.accounts import AccountAdmin
from articles.admin.articles import ArticleAdmin
from articles.admin.comments import CommentAdmin
from articles.admin.editions import EditionAdmin
from articles.admin.images import ImageAdmin
from articles.admin.log import DeskEventAdmin
from articles.admin.masthead import MastheadAdmin, StandingPageAdmin
from articles.admin.outbound import OutboundGrantAdmin
from articles.admin.outbox import MessageAdmin
from articles.admin.permissions import PermissionAdmin
from articles.admin.requests import RequestAdmin
from articles.admin.sources import ContributorAdmin, SourceAdmin
from articles.admin.tags import TagAdmin
from articles.admin.topics import TopicAdmin

# Accounts have a page of their own, roles come with the house, and tags are ours.
admin.site.unregister([User, Group, taggit.models.Tag])

admin.site.register(models.Article, ArticleAdmin)
admin.site.register(models.Image, ImageAdmin)
admin.site.register(models.Comment, CommentAdmin)
admin.site.register(models.Edition, EditionAdmin)
admin.site.register(models.Topic, TopicAdmin)
admin.site.register(models.Tag, TagAdmin)
admin.site.register(models.Contributor, ContributorAdmin)
admin.site.register(models.Source, SourceAdmin)
admin.site.register(models.Permission, PermissionAdmin)
admin.site.register(models.ReprintRequest, RequestAdmin)
admin.site.register(models.OutboundGrant, OutboundGrantAdmin)
admin.site.register(models.Message, MessageAdmin)
admin.site.register(models.Masthead, MastheadAdmin)
admin.site.register(models.StandingPage, StandingPageAdmin)
admin.site.register(models.DeskEvent, DeskEventAdmin)
admin.site.register(User, AccountAdmin)
