"""The answers that terms are made of: why we may run a text, who said so, who else may, and what follows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """Why may we run it?"""

    UNKNOWN = "unknown", _("We do not know yet")
    OWN = "own", _("It is our own work")
    PERMISSION = "permission", _("The holder gave permission")
    SYNDICATION = "syndication", _("A syndication agreement covers it")
    WHITELIST = "whitelist", _("The platform put us on its list")
    OPEN_LICENCE = "open_licence", _("A public licence allows it")
    PUBLIC_DOMAIN = "public_domain", _("It is in the public domain")
    EXCEPTION = "exception", _("The law allows it")


# Somebody gave us something: there is a giver, a proof and a term.
GIVEN = frozenset({Basis.PERMISSION, Basis.SYNDICATION, Basis.WHITELIST})
# Nobody had to be asked, so nobody set channels, a term or words of credit.
FREE = frozenset({Basis.OWN, Basis.OPEN_LICENCE, Basis.PUBLIC_DOMAIN})


class Licence(models.TextChoices):
    """Public licences by SPDX id; `url` is the deed."""

    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_ND = "CC-BY-ND-4.0", "CC BY-ND 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"
    CC_BY_NC_ND = "CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0"
    CC0 = "CC0-1.0", "CC0 1.0"
    PUBLIC_DOMAIN = "CC-PDM-1.0", _("Public Domain Mark 1.0")
    CC_BY_3 = "CC-BY-3.0", "CC BY 3.0"
    CC_BY_SA_3 = "CC-BY-SA-3.0", "CC BY-SA 3.0"
    CC_BY_ND_3 = "CC-BY-ND-3.0", "CC BY-ND 3.0"
    CC_BY_NC_3 = "CC-BY-NC-3.0", "CC BY-NC 3.0"
    CC_BY_NC_SA_3 = "CC-BY-NC-SA-3.0", "CC BY-NC-SA 3.0"
    CC_BY_NC_ND_3 = "CC-BY-NC-ND-3.0", "CC BY-NC-ND 3.0"
    CC_BY_2 = "CC-BY-2.0", "CC BY 2.0"
    CC_BY_SA_2 = "CC-BY-SA-2.0", "CC BY-SA 2.0"
    CC_BY_ND_2 = "CC-BY-ND-2.0", "CC BY-ND 2.0"
    CC_BY_NC_2 = "CC-BY-NC-2.0", "CC BY-NC 2.0"
    CC_BY_NC_SA_2 = "CC-BY-NC-SA-2.0", "CC BY-NC-SA 2.0"
    CC_BY_NC_ND_2 = "CC-BY-NC-ND-2.0", "CC BY-NC-ND 2.0"

    @property
    def url(self) -> str:
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        if self is Licence.PUBLIC_DOMAIN:
            return "https://creativecommons.org/publicdomain/mark/1.0/"
        return f"https://creativecommons.org/licenses/{self.terms.lower()}/{self.version}/"

    @property
    def terms(self) -> str:
        """What it is made of, without its version: BY-NC-SA."""
        return self.value.removeprefix("CC-").rsplit("-", 1)[0]

    @property
    def version(self) -> str:
        return self.value.rsplit("-", 1)[1]

    @property
    def forbids_changes(self) -> bool:
        return "-ND" in self.value

    @property
    def forbids_commerce(self) -> bool:
        return "-NC" in self.value

    @property
    def asks_for_the_same(self) -> bool:
        return "-SA" in self.value

    def honours(self, other: Licence) -> bool:
        """Whether what goes out under this one keeps all that the other asks for."""
        if other.asks_for_the_same and not other.goes_out_under(self.value):
            return False
        return (self.forbids_commerce or not other.forbids_commerce) and (
            self.forbids_changes or not other.forbids_changes
        )

    def goes_out_under(self, licence: str) -> bool:
        """Whether a changed text may go out under that licence: the same terms, no older version
        (CC BY-SA 4.0, section 3(b)(1)).
        """
        known = Licence(licence) if licence in Licence.values else None
        return bool(known and known.terms == self.terms and known.version >= self.version)


class LicensorRole(models.TextChoices):
    """As what did they allow it?"""

    AUTHOR = "author", _("Author")
    PUBLISHER = "publisher", _("Publisher")
    AGENT = "agent", _("Agent")
    TRANSLATOR = "translator", _("Translator")
    ESTATE = "estate", _("Estate")
    PLATFORM = "platform", _("Platform")


class MayEdit(models.TextChoices):
    NO = "no", _("No: word for word")
    STYLE = "style", _("House style only: spelling, time and place")
    YES = "yes", _("Yes, with care for the meaning")


class CreditKind(models.TextChoices):
    """Which words of credit did they ask for?"""

    UNSAID = "", _("Not settled yet")
    NONE = "none", _("None prescribed: ours will do")
    VERBATIM = "verbatim", _("These words, to the letter")
    FREE = "free", _("They want to be named, in words of ours")


class Onward(models.TextChoices):
    """May others reprint?"""

    CONTACT_HOLDER = "contact_holder", _("Ask the original author")
    CONTACT_SOURCE = "contact_source", _("Ask the source")
    CONTACT_US = "contact_us", _("Ask us")
    CREDIT_REQUIRED = "credit_required", _("Yes, with credit")
    PUBLIC_LICENCE = "public_licence", _("Yes, under the public licence")
    FORBIDDEN = "forbidden", _("No")


class IndexPolicy(models.TextChoices):
    AUTO = "auto", _("As usual: verbatim reprints stay out of search engines")
    INDEX = "index", _("Search engines may list it")
    NOINDEX_NEWS = "noindex_news", _("They may, but not as news")
    NOINDEX = "noindex", _("Search engines may not list it")
    CANONICAL = "canonical", _("They should list the original in its place")


class AIPolicy(models.TextChoices):
    """May machines be trained on it?"""

    RESERVED = "reserved", _("No")
    ALLOWED = "allowed", _("Yes, the holder said so")


class Ending(models.TextChoices):
    """What happens to the page when the permission ends?"""

    REMOVE = "remove", _("A removal notice takes its place")
    LINK = "link", _("Title, summary and a link to the original stay")
    KEEP = "keep", _("It stays as it is, in our archive")


# How we put a text to use, and which of the columns must allow it.
RIGHT_FOR: dict[str, str] = {
    "translation": "may_translate",
    "abridged": "may_abridge",
    "excerpt": "may_abridge",
    "adapted": "may_adapt",
    "compiled": "may_adapt",
}
CHANNELS = ("web", "feed", "api", "kit")
