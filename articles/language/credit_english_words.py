"""The words that the credit lines of English are made of, and how a rule is written with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from articles.language.credit_rules import CREATIVE_COMMONS, URL, Found, Group, Rule, spelled

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
    "tongue": (
        r"(?: (?:from|into|out of) (?:the )?(?:original )?(?!and |by )[a-z-]+(?: (?!and |by |into )[a-z-]+)?)"
    ),
    "first": r"(?:originally|first) <was>(?:published|appeared|posted|printed|ran|issued|released)",
    "ran first": (
        r"(?:<this> )?<was><first>(?: as [^;]{1,90}?)?(?: in [a-z]+(?= (?:in|on|at|by|with) ))?(?: online)?"
        r" (?:in|on|at|by|with)"
    ),
    # What a name of somewhere stands behind: on the WeChat account, in the March 2024 issue of.
    "somewhere": (
        r"(?:(?:(?:the|its|a|his|her|our|their) )?(?:[\w’'-]+ ){0,4}?(?:account|(?-i:channel|magazine"
        r"|journal|newspaper|website|site|blog|newsletter|platform|weekly|monthly|quarterly|anthology))"
        r"(?: called)? |(?:the )?(?:[\w,]+ ){0,4}?(?:issue|edition|number)(?: (?:no\.? ?)?\d+)? of (?:the )?)"
    ),
    "and when": (
        r"(?: ?[(\[][^)\]]{1,60}[)\]])?"
        r"(?:,? (?:on |in )?(?:[a-z]+ )?(?:\d{1,2},? )?(?:[a-z]+,? )?(?:19|20)\d\d)?"
        r"(?:,? (?:vol|no|issue|pp?)\b\.? ?[\d–-]+)*"
    ),
    "tongues": r"(?:[a-z]+ese|[a-z]+ian|english|french|german|spanish|korean|arabic|dutch)",
    "account": (
        r"(?:(?:the )?(?:wechat|weixin)(?: (?:public|official|subscription))?(?: account)?(?: |: ?))"
    ),
    "wire": r"(?:xinhua(?: news agency)?|(?:the )?associated press|ap|reuters|afp|bloomberg)",
}


def rules(found: Callable[[Group], Iterator[Found]], *patterns: str) -> list[Rule]:
    """One rule a pattern; all of them find the same."""
    return [Rule(spelled(pattern, _WORDS, name=_NAME), found) for pattern in patterns]


def labels(found: Callable[[Group], Iterator[Found]], *patterns: str) -> list[Rule]:
    """As `rules`, but credits at the head or foot of a document only."""
    return [rule._replace(is_label=True) for rule in rules(found, *patterns)]
