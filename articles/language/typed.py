"""What strangers type: text that a page can hold, and the same text as paragraphs with its links.

Nothing of it is ever markup. A web address that stands in it becomes a link that vouches for nothing.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SHOWN = 44  # characters of an address
# What cannot be seen: control characters, and those that turn the direction of whatever follows them.
# Marks and joiners stay; Arabic, Hebrew, Indic scripts and emoji need them.
_UNSEEN = re.compile("[\x01-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")

# A host in letters that cannot be taken for others: a part of it is ASCII or Chinese, never both. Chinese
# sets no space behind it, so the last part is one that was given out (IANA, root zone). From there to a space
# or to Chinese punctuation.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_LAST = (
    "(?:中国|中國|香港|澳門|台湾|台灣|新加坡|公司|网络|网址|网站|网店|中文网|在线|集团|商城|商标|商店|手机|移动"
    "|信息|政务|公益|慈善|机构|组织机构|娱乐|游戏|餐厅|食品|时尚|健康|招聘|广东|佛山|我爱你)"
)
_PART = rf"(?:[a-z0-9][a-z0-9-]{{0,62}}|[{_HAN}]{{1,20}})"
_HOST = rf"(?:{_PART}\.){{1,8}}(?:[a-z][a-z0-9-]{{1,62}}|{_HAN_LAST})"
_REST = r"[^\s<>\"\u2018-\u201f\u2026\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]*"
_ADDRESS = re.compile(
    rf"(?<![a-z0-9_@/.-])(?:https?://|(?=www\.))({_HOST})(:[0-9]{{1,5}})?((?:[/?#]{_REST})?)",
    re.IGNORECASE,
)
# More than becomes a link: what only looks like an address, or is written as one elsewhere.
_LIKE_ADDRESS = re.compile(
    rf"://|\bwww\.|\bhref\s*=|\[/?url\b|\b{_HOST}/"
    r"|\b[a-z0-9-]{2,}\.(?:com|net|org|info|biz|io|cn|ru|top|xyz|shop|site|online|club|vip)\b",
    re.IGNORECASE,
)
_BEHIND = ".,;:!?'\"*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def legible(text: str) -> str:
    """One line, a title or a name, without what cannot be seen: it turns round what stands beside it."""
    return _UNSEEN.sub("", text)


def tidied(text: str) -> str:
    """Lines end as browsers count them, and what cannot be seen is left out.

    NUL is left to the validator of the field, which says so.
    """
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def can_be_seen(text: str) -> bool:
    """Whether anything of it shows: a letter, a figure, a sign."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in text)


def has_links(text: str) -> bool:
    """Whether there is an address in it, or what a machine would write as one."""
    return _LIKE_ADDRESS.search(text) is not None


def paragraphs(text: str) -> SafeString:
    """As HTML: empty lines part paragraphs, each of which takes its direction from its own letters."""
    parts = (part.strip("\n") for part in re.split(r"\n\s*\n", text))
    return format_html_join(
        "\n", '<p dir="auto">{}</p>', ((_lines(p),) for p in parts if p.strip())
    )


def _lines(text: str) -> SafeString:
    return mark_safe("<br>".join(_linked(line) for line in text.split("\n")))


def _linked(line: str) -> SafeString:
    made = []
    end = 0
    for found in _ADDRESS.finditer(line):
        address = _without_what_follows(found[0])
        made.append(format_html("{}{}", line[end : found.start()], _link(address)))
        end = found.start() + len(address)
    made.append(format_html("{}", line[end:]))
    return mark_safe("".join(made))


def _without_what_follows(address: str) -> str:
    """Without the marks of the sentence round it; a bracket stays that was opened within."""
    while address:
        last = address[-1]
        is_closing = last in _PAIRS and address.count(last) > address.count(_PAIRS[last])
        if last not in _BEHIND and not is_closing:
            break
        address = address[:-1]
    return address


def _link(address: str) -> SafeString:
    href = address if "://" in address else f"https://{address}"
    shown = address.split("://", 1)[-1]
    if len(shown) > SHOWN:
        shown = f"{shown[: SHOWN - 1]}…"
    return format_html('<a href="{}" rel="ugc nofollow" dir="ltr">{}</a>', href, shown)
