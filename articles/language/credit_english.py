"""The credit lines of English: each rule is one phrasing of a whole sentence, refusals first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from articles.language.credit_rules import (
    CREATIVE_COMMONS,
    URL,
    Found,
    Group,
    Rule,
    asks,
    compiled,
    licence_id,
    names_licence,
    says,
)

# A name as English writes one: capitals, but for the little words in it; so a sentence is no name.
_LITTLE = r"(?:of|the|and|&|in|on|for|at|de|del|von|van|la|le|les|du|al|bin|to|by|with|from|y)"
_CAPITAL = r"[\"“‘'(《]*[^\W_a-z][^\s;]*"
_SITE = r"[\w-]+(?:\.[\w-]+)+\S*|\S+@\S+"
_NAME = (
    r"(?!(?:i|he|she|it|we|you|they|who|nobody|anyone|everyone|someone|this|that)\b)"
    rf"(?-i:(?:{_LITTLE} )*(?:{_CAPITAL}|{_SITE})(?: (?:{_LITTLE}|{_CAPITAL}|{_SITE})){{0,12}})"
)
_NOUN = (
    r"(?:article|essay|piece|story|text|post|work|excerpt|column|interview|translation|review|version"
    r"|chapter|content|contents|material|publication|report|page|website|site)s?"
)
# What `<word>` stands for in the rules below; `<name:source>` is a name in a group of that name.
_WORDS = {
    "noun": _NOUN,
    "this": rf"(?:(?:this|the|our|these|its|any)(?: original| above| following)? {_NOUN}|this|it|they)",
    "was": r"(?:(?:is|was|are|were|has been|have been|appears|appeared|being) )?",
    "print": (
        r"(?:re-?print|re-?publish|re-?produc|re-?post|copy|copi|distribut|translat|excerpt|syndicat)"
        r"(?:ing|ed|e|es|tion|ions|ication|ication rights|s)?\b"
    ),
    "done": (
        r"(?:re-?printed|re-?published|re-?produced|re-?posted|printed|published|posted|used|translated"
        r"|excerpted|adapted|shared|syndicated)"
    ),
    "it": (
        rf"(?: ?(?:this|the|it|our)(?: original| whole| full)?(?: {_NOUN})?)?"
        r"(?: (?:here|in full|online|in print|in english|in chinese|elsewhere))?"
    ),
    "contact": r"(?:please )?(?:contact|ask|write to|get in touch with|email|e-mail|visit|see)",
    "licence": (
        rf"(?P<licence>(?:an? |the )?(?:{CREATIVE_COMMONS}|creative commons|cc0)[^;]*?|public domain)"
    ),
    "url": rf"(?P<url>{URL})",
    "how": r"(?P<how>(?:(?:lightly|slightly|heavily) )?<changed>(?: and \w+)?)",
    "changed": (
        r"(?:edited|abridged|condensed|shortened|adapted|revised|excerpted|extracted|updated|cut"
        r"|excerpt|extract|adaptation)\b"
    ),
    "wire": r"(?:xinhua(?: news agency)?|(?:the )?associated press|ap|reuters|afp|bloomberg)",
}


def _all(found: Callable[[Group], Iterator[Found]], *patterns: str) -> list[Rule]:
    return [Rule(compiled(pattern, _WORDS, name=_NAME), found) for pattern in patterns]


def _labels(found: Callable[[Group], Iterator[Found]], *patterns: str) -> list[Rule]:
    return [rule._replace(is_label=True) for rule in _all(found, *patterns)]


def _granted(group: Group) -> Iterator[Found]:
    yield "permission", "authorised"
    yield from says(("licensee", "{licensee}"), ("source", "{source}"))(group)
    if "translated" in group("done").casefold():
        yield "changes", "translation"


def _republished(group: Group) -> Iterator[Found]:
    source, licence = group("source"), licence_id(group("licence"))
    yield from says(("source", "{source}"))(group)
    # The Conversation has one licence for everything, whatever a page calls it.
    is_known = licence == "Creative Commons" and "the conversation" in source.casefold()
    yield "licence", "CC-BY-ND-4.0" if is_known else licence


def _passed_on(group: Group) -> Iterator[Found]:
    yield "onward", "public_licence"
    yield from names_licence(group)


_CHANGES = {
    "abridged": r"abridg|condens|shorten|cut",
    "excerpt": r"excerpt|extract",
    "adapted": r"adapt",
    "edited": r"edit|revis|updat",
}


def _changed(group: Group) -> Iterator[Found]:
    how = group("how").casefold()
    yield "changes", next(kind for kind, stems in _CHANGES.items() if re.search(stems, how))
    yield from says(("source", "{source}"))(group)


_FORBIDDEN = _all(
    says(("onward", "forbidden")),
    r"all rights (?:are )?reserved(?: worldwide| by [^;]{1,60})?",
    r"no (?:part|portion|reproduction|reprint|reprinting|republication|copying)\b"
    r".{0,160}(?:without|may be <print>|allowed|permitted).*",
    r"(?:<this> )?(?:may|must|can|should|is|are)(?: ?not|n['’]t) (?:to )?(?:be )?<print>.*",
    r"(?:please )?(?:do not|don['’]t|never) <print>.{0,90}",
    r"(?:unauthori[sz]ed )?<print>[^,;]{0,90} (?:is|are) (?:strictly |expressly )?"
    r"(?:prohibited|forbidden|not (?:permitted|allowed|authori[sz]ed)).{0,90}",
    r"not (?:for|to be) <print>.{0,60}",
    r"(?:[^;]{1,60} (?:is|are) not|no ?(?:body|[ -]?one)(?: else)? is) authori[sz]ed to <print><it>",
)
_ONWARD = _all(
    asks,
    r"<contact> (?P<who>[^;]{1,80}?),? (?:for|to|about|before|if|regarding|when)\b"
    r"[^;]{0,40}?\b(?:<print>|permissions?\b|licen[sc]\w+)[^;]{0,60}",
    r"(?:for|to (?:request|obtain|get|seek)) [^;]{0,30}?(?:<print>|permissions?\b|licen[sc]ing)"
    r"[^;]{0,60}?,? <contact> (?P<who>[^;]{1,90})",
    r"(?:to|if you (?:want|wish|would like) to) <print><it>,? <contact> (?P<who>[^;]{1,80})",
    r"<print>(?: of)?<it> (?:requires|needs|only with|is subject to)"
    r" (?P<who>[^;]{1,60}(?:permission|consent|approval)[^;]{0,40})",
    r"(?:requests|inquiries|enquiries|questions) (?:for|about|to|regarding) [^;]{0,20}?"
    r"(?:<print>|permissions?)[^;]{0,40} (?:should|may|can|must) be (?:addressed|sent|directed|made)"
    r" to (?P<who>[^;]{1,80})",
)
_WITH_CREDIT = _all(
    says(("onward", "credit_required")),
    r"(?:please )?(?:credit|cite|attribute|acknowledge|indicate|state|mention|name|link to|keep|include)"
    r" [^;]{1,80} (?:when|if|in case of|upon|for|before) (?:you )?<print>[^;]{0,40}",
    r"(?:when|if you|for|upon) <print>[^;]{0,30},? (?:please |you must )?(?:credit|cite|attribute"
    r"|acknowledge|indicate|link)\b[^;]{0,80}",
    r"(?:you (?:may|can|are free to)|feel free to|(?:<this> )?may be) (?:freely )?<print>[^;]{0,60}"
    r"(?:provided|with|as long as|so long as|if)\b[^;]{0,40}(?:credit|attribut|link|source|acknowledg)"
    r"[^;]{0,60}",
)
_PERMITTED = _all(
    _granted,
    r"(?:<this> )?<was>(?P<done><done>(?: and <done>)?) ?(?:here )?(?:with|by) (?:the )?"
    r"(?:(?:kind|full|express|written|prior|special|exclusive|author(?:s|['’]s|s['’])?"
    r"|publisher(?:['’]s)?|copyright holder['’]s) )*(?:permission|consent|authori[sz]ation)"
    r"(?: (?:of|granted by) [^;]{1,120}?)?(?:,? from <name:source>)?",
    r"(?:<this> )?<was>(?P<done><done>) (?:here )?from <name:source>,? (?:with|by) (?:the )?"
    r"(?:(?:kind|full|express|written|prior|author(?:s|['’]s|s['’])?|publisher(?:['’]s)?) )*"
    r"(?:permission|consent)(?: (?:of|granted by) [^;]{1,120}?)?",
    r"<name:licensee> (?:is|has been|was) (?:hereby |duly |officially )?authori[sz]ed to"
    r" (?:<print>|publish|use)<it>",
    r"<name:licensee> has (?:the )?(?:author['’]s |publisher['’]s )?permission to"
    r" (?:<print>|publish|use)<it>",
    r"permission (?:to (?:<print>|publish)<it> )?(?:has been|was|is) granted to"
    r" <name:licensee>(?: to (?:<print>|publish)<it>)?",
    r"(?:authori[sz]ed|licen[sc]ed) (?:reprint|republication|translation|edition)"
    r"(?: (?:of|from) <name:work>)?",
)
_LICENSED = [
    *_all(
        _passed_on,
        r"(?:<this> )?(?:you (?:may|can|are free to)|feel free to|(?:is|are) free to) <print>"
        r"[^;]{0,60} under <licence>",
        r"(?:please )?(?:republish|reprint|share) (?:this|our|these) <noun>[^;]{0,60} under <licence>",
    ),
    *_all(_republished, r"(?:<this> )?<was><done> (?:here )?from <name:source> under <licence>"),
    *_all(
        names_licence,
        r"(?:(?:<this>|text|words) )?(?:<was>(?:licen[sc]ed|released|(?:made )?available|shared|distributed"
        r"|<done>) (?:here )?(?:under|in)|(?:is )?in the|licen[sc]e:?) <licence>",
        rf"(?P<licence>{CREATIVE_COMMONS}|cc0|public domain)",
    ),
]
_ORIGIN = [
    *_all(
        says(("first_published", "{where}")),
        r"(?:<this> )?<was>(?:originally|first) <was>(?:published|appeared|posted|printed|ran)"
        r"(?: as [^;]{1,90}?)?(?: online)? (?:in|on|at|by|with) <name:where>",
    ),
    *_all(
        says(("source_url", "{url}")),
        r"(?:<this> )?<was>(?:originally|first) <was>(?:published|appeared|posted|printed|ran)"
        r"(?: online)? (?:at|on|in|here:?) <url>(?:,? (?:on |in )?[^;]{1,30})?",
    ),
    *_all(
        _changed,
        r"<this> (?:is|was|has been) (?:an? )?<how>(?: (?:version|excerpt|extract|transcript))?"
        r"(?: (?:of|from) (?:<name:source>|[^;]{1,90}))?(?: (?:for|to) [^;]{1,60})?",
    ),
    *_labels(
        _changed, r"<how>(?: (?:from <name:source>|for (?:length|clarity|brevity|style)[\w ,]*))"
    ),
    *_labels(
        says(("translator", "{who}"), ("changes", "translation")),
        r"(?:<this> )?<was>translated(?: from (?:the )?(?:original )?[a-z]+(?: original)?)? by <name:who>",
        r"(?:<this> )?<was>translated from (?:the )?(?:original )?[a-z]+(?: original)?",
    ),
    *_labels(
        says(("source_url", "{url}")),
        r"(?:read|see|view|visit)(?: the)? (?:full |original )+(?:<noun> ?)?(?:here|at|on)?[^;]{0,40}?"
        r"[:(]? ?<url>?\)?",
        r"(?:original(?: (?:<noun>|link|url))?|link|url|sources?)[:\s(]+<url>\)?",
    ),
]
_LABELS = [
    *_labels(
        says(("source", "{source}"), ("red_flag", "wire_service")),
        r"sources?: ?(?P<source><wire>)(?: ?[,/][^;]*)?",
    ),
    *_labels(
        says(("source", "{source}")),
        r"(?:source|originally from|cross-?posted from|re-?posted from|re-?printed from|re-?published from"
        r"|re-?produced from|taken from|syndicated from|courtesy of|by courtesy of|distributed by|via|h/t"
        r"|hat tip(?: to)?)(?:: ?| )(?!https?:)<name:source>",
    ),
    *_all(
        says(("source", "{source}")),
        r"<this> (?:is|was) (?:cross-?posted|re-?posted|re-?published|re-?printed) from <name:source>",
    ),
    *_labels(
        says(("translator", "{who}")),
        r"(?:translator|translation|translated by)(?:: ?| by | )<name:who>",
    ),
    *_labels(
        says(("author", "{who}")), r"(?:authors?|written by|words by|text by)(?:: ?| )<name:who>"
    ),
    *_labels(
        says(),
        r"(?:edited by|editors?|proofread by|illustrations? by|photographs? by|photos? by)"
        r"(?:: ?| )<name:who>",
    ),
    *_labels(
        says(("copyright", "{=notice}")),
        r"(?P<notice>(?:copyright )?(?:©|\(c\)|copyright (?=(?:19|20)\d\d|by |©)|copyright (?:belongs to"
        r"|remains with|is held by|is owned by))[^;]{0,120})",
    ),
]
_WARNINGS = [
    *_all(
        says(("red_flag", "takedown_disclaimer")),
        r"(?:if (?:there is|you find) any (?:copyright )?infringement|in case of (?:copyright )?infringement)"
        r"[^;]{0,20}(?:contact|delet|remov)[^;]{0,80}",
    ),
    *_all(
        says(("red_flag", "study_only")),
        r"(?:intended )?for (?:personal |private )?(?:study|learning|educational|reference|research)"
        r"[^;]{0,40}\bonly",
    ),
    *_labels(
        says(("red_flag", "exclusive")),
        r"(?:<this> is )?(?:an )?exclusive (?:to|for|licen[sc]e (?:to|of)) <name:licensee>",
    ),
]

# The order is the order of trust: a refusal hides whatever permission its words contain.
RULES = [
    *_FORBIDDEN,
    *_WARNINGS,
    *_WITH_CREDIT,
    *_ONWARD,
    *_LICENSED,
    *_PERMITTED,
    *_ORIGIN,
    *_LABELS,
]
