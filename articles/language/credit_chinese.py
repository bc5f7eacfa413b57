"""The credit lines of Chinese: each rule is one phrasing of one clause, or of several with their commas,
in simplified form; refusals first.
"""

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
    clean_name,
    names_licence,
    names_title,
    says,
    spelled,
)

# What `<word>` stands for in the rules below; `<name:source>` is a name in a group of that name.
_WORDS = {
    "allow": r"(?:书面授权|授权|许可|允许|同意|准许)",
    "print": r"(?:转载|转发|转帖|复制|摘编|摘录|翻印|抄袭|使用|引用|改编|翻译|刊登|刊载)",
    "run": (r"(?:<one run>(?:(?:并|及|和|、)?<one run>)*)"),
    "one run": r"(?:首发|独家发布|发布|发表|刊发|刊登|刊载|转载|转发|编译|翻译|使用)",
    "this": (
        r"(?:(?:本文章|本文|此文|该文|全文|原文|本译文|译文|这篇文章|文章|稿件|本稿|本篇|图文|以上内容|内容|本作品|作品))"
    ),
    "please": r"(?:请|须|需|应|务必|必须|可|均|都?要|先|提前|事先|自行|直接)*",
    "ask": r"(?:联系|联络|咨询|征求|私信|邮件|留言|后台|回复|告知|与)",
    "credit": r"(?:带上?|注明|标明|附上?|保留|原样保留|署名|标注|写明|声明)",
    "who": r"(?P<who>[^;,]{0,40})",
    "url": rf"(?P<url>{URL})",
    "account": r"(?:(?:微信)?(?:公众号|公众平台|订阅号|服务号))",
    "country": r"(?:[\[(〔【]?[^\])〕】]{1,4}[\])〕】] ?)?",
    "ran": r"(?:发布|发表|刊发|刊登|刊载|登载|推送)(?:于|在)",
    "title": (
        r"(?P<title>《[^》]+(?:》|$)|“[^”]+(?:”|$)|「[^」]+(?:」|$)|[^;,:\"《“「]{1,120}|\"?[A-Za-z][^;\u4e00-\u9fff]{0,199})"
    ),
    "cc": rf"(?P<licence>(?:{CREATIVE_COMMONS}|creative commons|知识共享|署名)[^;,]{{0,60}})",
}
_NAME = r"[^;,了]{1,60}"
_PERSON = r"(?:(?!\s+(?:原?作者|文|译者?|翻译|图|编辑|校对|摄影)\s*/)[^;,:的了]){1,24}"
# Before its role, without a label: 2 to 4 characters, or a foreign name with its points.
_BARE = r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+(?:[·・•.][\u4e00-\u9fffA-Z]+)+)"
_HOLDER = re.compile(
    r"作者|本人|笔者|译者|权利人|版权|著作权|出处|来源方|我们|本刊|本站|编辑部|出版社$"
)

# What may stand before a credit and says nothing itself.
PREFIX = re.compile(
    r"\s*(?:(?:版权|特别|郑重|转载)?(?:声明|说明)|注意|备注|注|编者按|温馨提示|(?:转载|版权|授权)(?:须知|信息|事宜)?(?=:))"
    r"\s*:?\s*"
)
# Clauses that belong to a credit and claim nothing.
FILLER = re.compile(
    r"违者必究|违者(?:将)?(?:依法)?追究(?:其)?(?:相关)?法律责任|特此(?:声明|感谢|致谢)|谢谢(?:合作|支持)?|感谢(?:支持)?"
    r"|(?:文章|本文)?(?:内容)?(?:仅代表|系)作者(?:个人|本人)?观点|不代表本[^,]{1,8}(?:观点|立场)"
    r"|阅读原文|点击[^,]{0,4}阅读原文|(?:图片|题图|封面|头图|配图)(?:来源|来自)?\s*:[^,]{1,30}"
    r"|(?:责任编辑|值班编辑|本期编辑|微信编辑|编辑|责编|美编|校对|审校|审核|排版|监制|制图|摄影|图片?|统筹|策划|终审)"
    r"\s*[:/]\s*[^,:]{1,40}"
)
# Clauses that say more of the credit before them, and alone nothing: a day, an issue, the name of an account.
BESIDE = re.compile(
    r"(?:(?:19|20)\d\d ?年?[-./]?)?(?: ?\d{1,2} ?[-./月])(?: ?\d{1,2} ?日?)?"
    r"|(?:(?:19|20)\d\d ?年 ?)?第 ?\d+ ?期|(?:微信|公众号)?(?:微信号|ID)\s*:\s*[\w-]+"
)
# A space before one of these starts a new clause: "文 / 林舟  编辑 / 王".
NEW_CLAUSE = re.compile(
    r"\s+(?=(?:原?作者|撰文|文|译者?|翻译|编译|责任编辑|编辑|责编|校对|审校|图|摄影|排版|来源|出处|文章来源|原文链接|转载)"
    r"\s*[:/]|违者必究|侵权必究|授权|经授权|未经|转载请|版权)"
)


def _all(found: Callable[[Group], Iterator[Found]], *patterns: str) -> list[Rule]:
    return [Rule(spelled(pattern, _WORDS, name=_NAME), found) for pattern in patterns]


def _labels(found: Callable[[Group], Iterator[Found]], *patterns: str) -> list[Rule]:
    return [rule._replace(is_label=True) for rule in _all(found, *patterns)]


def _people(found: Callable[[Group], Iterator[Found]], *patterns: str) -> list[Rule]:
    return [Rule(spelled(pattern, _WORDS, name=_PERSON), found, True) for pattern in patterns]


def _bare_people(found: Callable[[Group], Iterator[Found]], *patterns: str) -> list[Rule]:
    return [Rule(spelled(pattern, _WORDS, name=_BARE), found, True) for pattern in patterns]


def _granted(group: Group) -> Iterator[Found]:
    """Permission, to whom, and by which publication, where the words say so."""
    yield "permission", "authorised"
    yield from says(("licensee", "{licensee}"))(group)
    by = clean_name(group("by"))
    if by and not _HOLDER.search(by):
        yield "source", by
    if re.search("翻译|翻譯|编译|編譯", group("act")):
        yield "changes", "translation"
    if re.search("独家|獨家", group("all")):
        yield "red_flag", "exclusive"


_FORBIDDEN = _all(
    says(("onward", "forbidden")),
    r"<this>?[^,;]{0,12}(?:未经|未获|未得|未取得|非经|没有|未)[^;,]{0,20}?<allow>[^,;]{0,8},?"
    r"[^;,]{0,16}(?:不得|禁止|严禁|请勿|谢绝|勿|不可|不准|不能)[^;,]{0,50}",
    r"<this>?(?:严禁|禁止|请勿|不得|谢绝|拒绝|切勿|不可)[^;,]{0,20}?<print>[^;,]{0,30}",
    r"<this>?[^,;]{0,6}不(?:授权|允许|同意|接受|许可|支持|开放)[^;,]{0,6}<print>[^;,]{0,8}",
    r"<this>?未(?:经|获|得|取得)?[^,;]{0,6}<allow>[^;,]{0,6}<print>[^;,了]{0,12}",
    r"(?:侵权|盗版|盗用|抄袭)者?必究",
    r"版权所有[\s,]*(?:违者必究|(?:侵权|翻印|盗版)必究|不得转载|请勿转载|严禁转载)",
)
_WARNINGS = [
    *_all(
        says(("red_flag", "takedown_disclaimer")),
        r"(?:[如若]|如果|假如)(?:有|涉及|涉|存在|发现|构成)?(?:任何)?(?:侵权|侵犯)[^;]{0,24}(?:删除?|联系|告知|处理|下架)[^;]{0,16}",
        r"侵权?(?:请|即|必|立|速)*(?:联系?)?[^;]{0,6}删除?",
    ),
    *_all(
        says(("red_flag", "study_only")),
        r"<this>?仅供(?:个人|大家|内部)?[^,;]{0,6}(?:学习|交流|参考|研究)[^;,]{0,20}",
    ),
    *_labels(
        says(("red_flag", "exclusive")),
        r"(?:本刊|本报|本站|本号|全网|网络)?(?:独家|首发)(?:稿件|首发|文章|报道|内容|发布)?|本[刊报站号](?:独家)?首发",
    ),
]
_ONWARD = [
    *_all(
        says(("onward", "credit_required")),
        r"(?:非商业(?:性)?(?:用途)?)?(?:欢迎)?(?:任何形式的?)?(?:转载|转发|引用|分享)(?:时|者|本文|此文|文章)?,?<please>"
        r"<credit>[^;,]{0,30}",
        r"欢迎(?:转载|转发|分享)[^;,]{0,6}(?:,[^;,]{0,6}<credit>[^;,]{0,20})?",
    ),
    *_all(
        asks,
        r"(?:商业(?:性)?|任何形式的?|公众号|媒体)?(?:转载|翻译|使用)(?:本文|此文|文章|、?及?和?合作|或引用)?,?<please><ask>:?<who>",
        r"(?:[如若]|如果|如若)?(?:需要?|欲|想要?|希望)(?:获得?|取得)?(?:授权)?(?:转载|引用|使用|翻译)[^,;]{0,10}?,?<please>"
        r"<ask>:?<who>",
        r"(?:转载)?(?:及|、|和|与)?(?:内容)?(?:开白|开白名单|白名单)<who>",
        r"(?:转载|使用|翻译)[^;,]{0,6}(?:须|需|请|应|必须)(?:先|事先)?(?:经|征得|获得?|取得|得到)(?P<who>[^;,]{0,12})<allow>",
        r"转载<please>(?:获得|取得|申请)(?P<who>)(?:授权|许可)",
    ),
]
_LICENSED = _all(
    names_licence,
    r"(?:<this>|本站|除特别声明外)?[^,;]{0,12}?(?:采用|遵循|使用|基于|以|按照|按|依据)[^,;]{0,6}?<cc>",
    rf"(?P<licence>{CREATIVE_COMMONS}|知识共享[^;,]{{0,40}}|cc0)(?:许可)?(?:协议)?",
    r"(?:许可协议|授权协议|版权协议|许可证?|协议)\s*:\s*<cc>",
    r"<this>?(?:属于|已进入|为)(?P<licence>公有领域|公共领域)[^;,]{0,6}",
)
_PERMITTED = _all(
    _granted,
    r"(?P<all><this>?(?:已|系|为|现)?(?:经由|经过|经|获得|获|由|得到|取得|承蒙)(?P<by>[^;,未不]{0,30}?)的?(?:独家|正式)?<allow>"
    r"(?:由|给|予)?(?P<licensee>[^;,]{0,20}?)(?:独家)?并?(?P<act><run>)(?:本文|此文|于此)?)",
    r"(?P<all><this>?已?(?:独家|特别|现)?授权(?:由|给|予)?(?P<licensee>[^;,]{0,20}?)(?:独家)?(?P<act><run>)(?:本文|此文)?)",
    r"(?P<all><this>?(?P<act>转载|翻译)?(?:已|均已|业已)经?(?:获得?|取得|得到)?(?P<by>[^;,未不]{0,16}?)的?<allow>)",
    r"(?P<all><this>?(?:经|获得?|取得|得到)(?P<by>[^;,未不]{0,20}?)的?(?:独家)?授权)",
    r"(?P<all>独家授权)",
    r"(?P<all>(?!<this>)(?P<licensee>[^;,他她它我未不没]{2,20}?)(?:已|业已)?(?:经|获|获得)(?:原?作者)?授权(?P<act><run>)(?:本文|此文)?)",
)


def _from(group: Group) -> Iterator[Found]:
    if re.search("[译譯]", group("how")):
        yield "changes", "translation"
    yield from says(("source_url", "{url}"), ("source", "{source}"))(group)


_ORIGIN = [
    *_all(
        says(("first_published", "{where}")),
        r"<this>?(?:最初|最早|原|已)?(?:首发于|首发在|首次发布(?:在|于)|首次发表(?:在|于)|首发\s*:|首刊于|原载于|原载|原文?刊于"
        r"|原刊于?|刊载于|刊于|刊发于|发表于|选自|节选自)\s*:?\s*(?!https?:)<name:where>",
        r"(?:<this>|(?=最初|最早|首次|原))(?:最初|最早|首次|原)?<ran>\s*:?\s*(?!https?:)<name:where>",
        r"<this>?(?:原|首)(?:发|见)于\s*:?\s*(?!https?:)<name:where>",
    ),
    *_labels(
        _from,
        r"<this>?(?P<how>翻译自|译自|编译自|转载自|转自|摘自)\s*:?\s*(?:<url>|<name:source>)",
        r"<this>(?P<how>来自)于?\s*:?\s*(?:<url>|<name:source>)",
        r"(?:<this>)?(?P<how>来自|来源于)\s*:?\s*(?:<url>|(?P<source><account>[^;,]{1,60}|《[^》]+》))",
    ),
    *_labels(
        says(("source_url", "{url}")),
        r"(?:原文|本文)?(?:链接|地址|网址|原链接|原文链接)\s*:?\s*<url>",
        r"(?:阅读原文|查看原文|原文)\s*:?\s*<url>",
        r"(?:<this>|信息|转载)?(?:来源|出处)于?\s*[:/]?\s*<url>",
        r"<this>?(?:最初|最早|首次|原)?(?:<ran>|首发于|原载于?|首见于)\s*:?\s*<url>",
    ),
    *_labels(
        says(("source", "{source}")),
        r"<account>(?:名称?)?\s*[:/]\s*<name:source>",
        r"(?:<this>|信息|转载)?(?:来源|出处)于?\s*[:/]\s*<name:source>",
    ),
]
_CREDITED = [
    *_people(
        says(("author", "{who}")), r"(?:(?:原文?)?作者|撰文|文字|文|口述|撰稿)\s*[:/]\s*<name:who>"
    ),
    *_people(says(("translator", "{who}")), r"(?:译者|翻译|中译|译)\s*[:/]\s*<name:who>"),
    *_people(
        says(("translator", "{who}")),
        r"<this>由(?!机器|人工智能|软件|AI|谷歌|[我你他她它])<name:who>(?:翻译|译出)",
    ),
    *_bare_people(
        says(("author", "{who}"), ("translator", "{other}")),
        r"<country><name:who>[ /]{1,3}(?:著|文|撰文?)"
        r"[ ,;/|、]{1,3}<country><name:other>[ /]{1,3}(?:译|翻译|中译)",
        r"<country><name:who>[ /]{1,3}著",
        r"<country><name:who> ?/ ?(?:文|撰文?)",
    ),
    *_bare_people(
        says(("translator", "{who}")),
        r"<country><name:who>[ /]{1,3}(?:中?译)",
        r"<country><name:who> ?/ ?翻译",
    ),
    *_labels(
        names_title,
        r"<this>?(?:原文?|[英法德日俄]文(?:版|原)?|中文版?)(?:标题|题目?|题名|篇名|名)(?:为|是)?\s*:\s*<title>",
        r"<this>?原文?(?:标题|题目?|题名|篇名|名)(?:为|是|叫)?\s*(?P<title>《[^》]+(?:》|$)|“[^”]+(?:”|$)|「[^」]+(?:」|$))",
    ),
    *_people(says(("changes", "compiled")), r"编译者?\s*[:/]\s*<name:who>", r"[^;,:的]{1,12}编译"),
    *_labels(
        says(("changes", "abridged")),
        r"<this>?(?:有|经|已经?|略有|稍有|[^;,]{0,4}对[^;,]{0,6})+(?:删节|删减|节选|摘编|缩写)[^;,了]{0,8}",
    ),
    *_labels(
        says(("changes", "edited")),
        r"<this>(?:有|经|已经?|略有|稍有|有所)+[^;,]{0,8}(?:改动|修改|编辑|修订|整理)[^;,了]{0,8}",
    ),
    *_all(
        says(("copyright", "{=notice}")),
        r"(?P<notice><this>?(?:最终)?(?:版权|著作权)(?:归|属于?|为)[^;,]{0,24}(?:所有|享有))",
        r"(?P<notice>(?:©|\(c\)|copyright)[^;,]{0,60}|版权所有[^;,的]{0,30})",
    ),
]

# The order is the order of trust: a refusal hides whatever permission its words contain.
RULES = [
    *_FORBIDDEN,
    *_WARNINGS,
    *_ONWARD,
    *_LICENSED,
    *_PERMITTED,
    *_ORIGIN,
    *_CREDITED,
]
