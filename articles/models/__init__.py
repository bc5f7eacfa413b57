"""The nouns. One module a concept, listed here in the order in which they may import each other."""

from articles.models.images import Image, Rendition
from articles.models.people import Contributor
from articles.models.rights import Permission
from articles.models.sources import Source

from articles.models.taxonomy import (  # isort: skip
    Tag,
    TagAddress,
    TagAlias,
    TagPlace,
)
from articles.models.topics import Topic, TopicPick  # isort: skip
from articles.models.masthead import Masthead, MenuItem, StandingPage  # isort: skip
from articles.models.articles import (  # isort: skip
    Address,
    Article,
    ArticleByline,
    ArticleTag,
    Section,
)
from articles.models.related import RelatedPick  # isort: skip
from articles.models.credits import ArticleImport, CreditPermission, ReprintCredit  # isort: skip
from articles.models.editions import (  # isort: skip
    Edition,
    EditionByline,
    EditionImage,
    EditionPermission,
    Redaction,
)
from articles.models.lists import EditionTag, Filing, Listing  # isort: skip
from articles.models.tallies import Tally  # isort: skip
from articles.models.windows import Window  # isort: skip
from articles.models.search import (  # isort: skip
    DraftDocument,
    FailedSearch,
    SearchDocument,
    SearchLag,
    SearchState,
    SearchWaiting,
    SearchWaitingTag,
    SearchWord,
)
from articles.models.desk import DeskEvent  # isort: skip
from articles.models.tidying import (  # isort: skip
    KeptApart,
    TagChange,
    TagChangeRow,
)
from articles.models.evidence import Evidence, EvidenceCheck  # isort: skip
from articles.models.upstream import Upstream  # isort: skip
from articles.models.reminders import Reminder  # isort: skip
from articles.models.comments import Comment, Visitor  # isort: skip
from articles.models.requests import (  # isort: skip
    OutboundGrant,
    ReprintRequest,
    RequestNote,
    SentCopy,
)
from articles.models.post import Message  # isort: skip
from articles.models.editing import EditingSession, PreviewLink  # isort: skip
from articles.models.freshness import Freshness  # isort: skip

__all__ = [
    "Address",
    "Article",
    "ArticleByline",
    "ArticleImport",
    "ArticleTag",
    "Comment",
    "Contributor",
    "CreditPermission",
    "DeskEvent",
    "DraftDocument",
    "EditingSession",
    "Edition",
    "EditionByline",
    "EditionImage",
    "EditionPermission",
    "EditionTag",
    "Evidence",
    "EvidenceCheck",
    "FailedSearch",
    "Filing",
    "Freshness",
    "Image",
    "KeptApart",
    "Listing",
    "Masthead",
    "MenuItem",
    "Message",
    "OutboundGrant",
    "Permission",
    "PreviewLink",
    "Redaction",
    "RelatedPick",
    "Reminder",
    "Rendition",
    "ReprintCredit",
    "ReprintRequest",
    "RequestNote",
    "SearchDocument",
    "SearchLag",
    "SearchState",
    "SearchWaiting",
    "SearchWaitingTag",
    "SearchWord",
    "Section",
    "SentCopy",
    "Source",
    "StandingPage",
    "Tag",
    "TagAddress",
    "TagAlias",
    "TagChange",
    "TagChangeRow",
    "TagPlace",
    "Tally",
    "Topic",
    "TopicPick",
    "Upstream",
    "Visitor",
    "Window",
]
