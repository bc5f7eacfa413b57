"""The credit lines of English: each rule is one phrasing of a whole sentence, refusals first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.language.credit_english_words import labels, rules
from articles.language.credit_rules import (
    CREATIVE_COMMONS,
    Found,
    Group,
    asks,
    licence_id,
    names_licence,
    names_title,
    says,
)


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


_FORBIDDEN = rules(
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
_ONWARD = rules(
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
_WITH_CREDIT = rules(
    says(("onward", "credit_required")),
    r"(?:please )?(?:credit|cite|attribute|acknowledge|indicate|state|mention|name|link to|keep|include)"
    r" [^;]{1,80} (?:when|if|in case of|upon|for|before) (?:you )?<print>[^;]{0,40}",
    r"(?:when|if you|for|upon) <print>[^;]{0,30},? (?:please |you must )?(?:credit|cite|attribute"
    r"|acknowledge|indicate|link)\b[^;]{0,80}",
    r"(?:you (?:may|can|are free to)|feel free to|(?:<this> )?may be) (?:freely )?<print>[^;]{0,60}"
    r"(?:provided|with|as long as|so long as|if)\b[^;]{0,40}(?:credit|attribut|link|source|acknowledg)"
    r"[^;]{0,60}",
)
_PERMITTED = rules(
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
    *rules(
        _passed_on,
        r"(?:<this> )?(?:you (?:may|can|are free to)|feel free to|(?:is|are) free to) <print>"
        r"[^;]{0,60} under <licence>",
        r"(?:please )?(?:republish|reprint|share) (?:this|our|these) <noun>[^;]{0,60} under <licence>",
    ),
    *rules(_republished, r"(?:<this> )?<was><done> (?:here )?from <name:source> under <licence>"),
    *rules(
        names_licence,
        r"(?:(?:<this>|text|words) )?(?:<was>(?:licen[sc]ed|released|(?:made )?available|shared|distributed"
        r"|<done>) (?:here )?(?:under|in)|(?:is )?in the|licen[sc]e:?) <licence>",
        rf"(?P<licence>{CREATIVE_COMMONS}|cc0|public domain)",
    ),
]
_ORIGIN = [
    *rules(
        says(("first_published", "{where}")),
        r"<ran first> <somewhere>?(?P<where>[\"“‘「][^\"”’」]{1,60}[\"”’」])<and when>",
        r"<ran first> <somewhere><name:where><and when>",
        r"<ran first> <name:where><and when>",
        r"(?:first|originally) (?:published|appeared)(?: (?:in|on|at|by))? ?: ?(?!\d)<name:where><and when>",
    ),
    *rules(
        says(("source_url", "{url}")),
        r"(?:<this> )?<was><first>(?: online)? (?:at|on|in|here:?) <url>(?:,? (?:on |in )?[^;]{1,30})?",
    ),
    *rules(
        _changed,
        r"<this> (?:is|was|has been) (?:an? )?<how>(?: (?:version|excerpt|extract|transcript))?"
        r"(?: (?:of|from) (?:<name:source>|[^;]{1,90}))?(?: (?:for|to) [^;]{1,60})?",
    ),
    *labels(
        _changed, r"<how>(?: (?:from <name:source>|for (?:length|clarity|brevity|style)[\w ,]*))"
    ),
    *labels(
        says(("translator", "{who}"), ("changes", "translation")),
        r"(?:<this> )?<was>translated by <name:who><tongue>{1,2}",
        r"(?:<this> )?<was>translated<tongue>{0,2} by <name:who>",
        r"(?:<this> )?<was>translated<tongue>{1,2}",
    ),
    *labels(
        says(("source_url", "{url}")),
        r"(?:read|see|view|visit)(?: the)? (?:full |original )+(?:<noun> ?)?(?:here|at|on)?[^;]{0,40}?"
        r"[:(]? ?<url>?\)?",
        r"(?:(?:link to the )?original(?: <noun>)?(?: (?:link|url|address))?|link|url|sources?)"
        r"[:\s(]+<url>\)?",
    ),
]
_LABELS = [
    *labels(
        says(("source", "{source}"), ("red_flag", "wire_service")),
        r"sources?: ?(?P<source><wire>)(?: ?[,/][^;]*)?",
    ),
    *labels(
        says(("source", "{source}")),
        r"(?:source|originally from|cross-?posted from|re-?posted from|re-?printed from|re-?published from"
        r"|re-?produced from|taken from|syndicated from|courtesy of|by courtesy of|distributed by|via|h/t"
        r"|hat tip(?: to)?)(?:: ?| )(?!https?:)<account>?<name:source>",
        r"(?:from |source: ?)?<account>(?P<source>[\"“‘「][^\"”’」]{1,60}[\"”’」])<and when>",
        r"(?:from <account>|<account>(?<=: ))<name:source><and when>",
    ),
    *rules(
        says(("source", "{source}")),
        r"<this> (?:is|was) (?:cross-?posted|re-?posted|re-?published|re-?printed) from <name:source>",
    ),
    *labels(
        says(("translator", "{who}")),
        r"(?:(?:[a-z]+ )?(?:translators?(?:: ?| )|translation(?: by |: ?))|translated by: ?|tr(?:ans)?\. )"
        r"<name:who>",
    ),
    *labels(
        says(("author", "{who}")),
        r"(?:(?:original )?authors?|written by|words by|text by|text(?=:))(?:: ?| )<name:who>",
    ),
    *[
        rule._replace(is_byline=True)
        for rule in labels(says(("author", "{who}")), r"by <name:who>")
    ],
    *labels(
        names_title,
        r"(?:(?:the )?(?:original|source|<tongues>) title"
        r"|title (?:of|in) the original|originally titled) ?: ?(?P<title>(?-i:[^a-z\s;])[^;]{0,199})",
    ),
    *labels(
        says(),
        r"(?:edited by|editors?|proofread by|(?:illustrat(?:ed|ions?)|photo(?:graph)?(?:s|ed)?)(?: by|(?=:)))"
        r"(?:: ?| )<name:who>",
    ),
    *labels(
        says(("copyright", "{=notice}")),
        r"(?P<notice>(?:copyright )?(?:©|\(c\)|copyright (?=(?:19|20)\d\d|by |©)|copyright (?:belongs to"
        r"|remains with|is held by|is owned by))[^;]{0,120})",
    ),
]
_WARNINGS = [
    *rules(
        says(("red_flag", "takedown_disclaimer")),
        r"(?:if (?:there is|you find) any (?:copyright )?infringement|in case of (?:copyright )?infringement)"
        r"[^;]{0,20}(?:contact|delet|remov)[^;]{0,80}",
    ),
    *rules(
        says(("red_flag", "study_only")),
        r"(?:intended )?for (?:personal |private )?(?:study|learning|educational|reference|research)"
        r"[^;]{0,40}\bonly",
    ),
    *labels(
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
