"""The lists that readers browse: twenty articles of a tag with their number, and the newest."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from taggit.models import Tag

from essays.models import ArticlePage


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Tag, slug=slug)
    tagged = ArticlePage.objects.live().public().filter(tags=found).order_by("-first_published_at")
    page = Paginator(tagged, 20).get_page(request.GET.get("page"))
    return render(request, "list.html", {"title": found.name, "page": page})


def front(request: HttpRequest) -> HttpResponse:
    newest = ArticlePage.objects.live().public().order_by("-first_published_at")
    page = Paginator(newest, 8).get_page(1)
    return render(request, "list.html", {"title": "Newest", "page": page})
