"""Credit lines of rights.md 5a: what each phrasing claims, and what claims nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.language.credit_lines import find_claims, names_us, read_credits

AUTHORISED = ("permission", "authorised")
HOLDER = ("onward", "contact_holder")
FORBIDDEN = ("onward", "forbidden")
CREDITED = ("onward", "credit_required")
TRANSLATED = ("changes", "translation")
TAKEDOWN = ("red_flag", "takedown_disclaimer")

CHINESE = {
    "经授权转载": [AUTHORISED],
    "本文经授权转载，来源：远方（yuanfang）": [AUTHORISED, ("source", "远方")],
    "经作者授权转载，原文地址：https://example.org/a/1": [
        AUTHORISED,
        ("source_url", "https://example.org/a/1"),
    ],
    "本文由 远方 授权转载，版权归原作者所有": [
        AUTHORISED,
        ("source", "远方"),
        ("copyright", "版权归原作者所有"),
    ],
    "本文经远方（公众号ID：yf）授权转载，转载请联系出处": [
        AUTHORISED,
        ("source", "远方"),
        ("onward", "contact_source"),
    ],
    "本文来自微信公众号“远方”（微信号：yf），授权虎嗅发布，转载请联系原作者": [
        ("source", "远方"),
        AUTHORISED,
        ("licensee", "虎嗅"),
        HOLDER,
    ],
    "酷玩实验室经授权转载": [AUTHORISED, ("licensee", "酷玩实验室")],
    "由作者授权翻译并发布": [AUTHORISED, TRANSLATED],
    "首次发布在 Example，经授权转载": [("first_published", "Example"), AUTHORISED],
    "本文首发于微信公众号：远方（yuanfang）": [("first_published", "远方")],
    "原载于 2026年5月3日 远方": [("first_published", "远方")],
    "选自《读书》2024年第3期": [("first_published", "读书")],
    "来源 / 远方": [("source", "远方")],
    "文 / 林舟": [("author", "林舟")],
    "译者：王小": [("translator", "王小")],
    "李四编译": [("changes", "compiled")],
    "文｜林舟  编辑｜王五": [("author", "林舟")],
    "本文翻译自：https://example.org/x": [TRANSLATED, ("source_url", "https://example.org/x")],
    "原文链接：https://example.org/x": [("source_url", "https://example.org/x")],
    "如需转载请联系：abc@example.org": [HOLDER],
    "转载请联系出处": [("onward", "contact_source")],
    "转载请联系我们": [("onward", "contact_us")],
    "转载开白请在后台回复“转载”": [("onward", "contact_source")],
    "商业转载请联系作者获得授权，非商业转载请注明出处": [HOLDER, CREDITED],
    "转载请注明来源及链接": [CREDITED],
    "未经许可不得转载": [FORBIDDEN],
    "严禁未经授权转载": [FORBIDDEN],
    "未经授权，不得转载、摘编，违者必究": [FORBIDDEN],
    "不授权转载": [FORBIDDEN],
    "谢绝转载": [FORBIDDEN],
    "版权归原作者所有，如有侵权请联系删除": [("copyright", "版权归原作者所有"), TAKEDOWN],
    "仅供学习交流": [("red_flag", "study_only")],
    "© 2026 林舟": [("copyright", "© 2026 林舟")],
    "采用 CC BY-NC-SA 4.0 许可协议": [("licence", "CC-BY-NC-SA-4.0")],
    "本作品采用知识共享署名-禁止演绎 4.0 国际许可协议进行许可": [("licence", "CC-BY-ND-4.0")],
    "独家稿件": [("red_flag", "exclusive")],
}
TRADITIONAL = {
    "經授權轉載": [AUTHORISED],
    "本文經\u200b作者授權轉載，轉載請聯繫原作者": [AUTHORISED, HOLDER],
    "本文經授權轉載，來源：遠方": [AUTHORISED, ("source", "遠方")],
    "授權虎嗅發佈，轉載請聯繫原作者": [AUTHORISED, ("licensee", "虎嗅"), HOLDER],
    "嚴禁未經授權轉載": [FORBIDDEN],
    "版權歸原作者所有，如有侵權請聯繫刪除": [("copyright", "版權歸原作者所有"), TAKEDOWN],
}
ENGLISH = {
    "Cool Cats is authorized to reprint this.": [AUTHORISED, ("licensee", "Cool Cats")],
    "Please contact the original author for reprinting.": [HOLDER],
    "Reprinted with permission.": [AUTHORISED],
    "Republished with permission from City & Method.": [AUTHORISED, ("source", "City & Method")],
    "Reprinted from City & Method with permission.": [AUTHORISED, ("source", "City & Method")],
    "Republished from Aeon, by kind permission of the author.": [AUTHORISED, ("source", "Aeon")],
    "Reprinted by permission of Ann Lee, from The Long Way, © 2020 Ann Lee.": [
        AUTHORISED,
        ("source", "The Long Way"),
        ("copyright", "© 2020 Ann Lee"),
    ],
    "This article is republished from The Conversation under a Creative Commons license. "
    "Read the original article.": [("source", "The Conversation"), ("licence", "CC-BY-ND-4.0")],
    "This article first appeared on Open Shelf and is republished here under a Creative Commons license.": [
        ("first_published", "Open Shelf"),
        ("licence", "Creative Commons"),
    ],
    "It was first published by Harbour Quarterly on 3 May 2026.": [
        ("first_published", "Harbour Quarterly")
    ],
    "Translated from the Chinese by Mara Lindqvist.": [
        ("translator", "Mara Lindqvist"),
        TRANSLATED,
    ],
    "Published with the author’s permission.": [AUTHORISED],
    "For permissions contact rights@example.org.": [HOLDER],
    "Please contact us for permission to republish.": [("onward", "contact_us")],
    "Please contact the publisher for permission to reprint.": [("onward", "contact_source")],
    "All rights reserved.": [FORBIDDEN],
    "No part of this essay may be reproduced without permission.": [FORBIDDEN],
    "Cool Cats is not authorized to reprint this.": [FORBIDDEN],
    "Please credit the source when reprinting.": [CREDITED],
    "You may republish this essay for free under a Creative Commons licence.": [
        ("onward", "public_licence"),
        ("licence", "Creative Commons"),
    ],
    "© 2026 Ann Lee. Licensed under CC BY 4.0.": [
        ("copyright", "© 2026 Ann Lee"),
        ("licence", "CC-BY-4.0"),
    ],
    "CC0": [("licence", "CC0-1.0")],
    "Cross-posted from Open Shelf": [("source", "Open Shelf")],
    "via Open Shelf": [("source", "Open Shelf")],
    "Courtesy of Project Syndicate": [("source", "Project Syndicate")],
    "Source: Reuters": [("source", "Reuters"), ("red_flag", "wire_service")],
    "This is an abridged version of a talk.": [("changes", "abridged")],
    "This interview has been lightly edited for length and clarity.": [("changes", "edited")],
}
BY_TWO = [("author", "Shen Yulan"), ("translator", "Agnes Holt")]
LANES = ("first_published", "Nanjing Lanes")
QUARTERLY = ("first_published", "Harbour Quarterly")
LAMP = ("title", "守灯人")
PEOPLE = {
    "By Shen Yulan, translated from the Chinese by Agnes Holt": [*BY_TWO, TRANSLATED],
    "By Shen Yulan. Translated by Agnes Holt.": [*BY_TWO, TRANSLATED],
    "By Shen Yulan | Translated by Agnes Holt": [*BY_TWO, TRANSLATED],
    "By Shen Yulan; translated by Agnes Holt": [*BY_TWO, TRANSLATED],
    "By Shen Yulan (translated by Agnes Holt)": [*BY_TWO, TRANSLATED],
    "Written by Shen Yulan and translated into English by Agnes Holt": [*BY_TWO, TRANSLATED],
    "By Shen Yulan, trans. Agnes Holt": BY_TWO,
    "By Shen Yulan, tr. Agnes Holt": BY_TWO,
    "Author: Shen Yulan  Translator: Agnes Holt": BY_TWO,
    "Author: Shen Yulan / Translator: Agnes Holt": BY_TWO,
    "Text: Shen Yulan; Translation: Agnes Holt": BY_TWO,
    "By Shen Yulan": BY_TWO[:1],
    "Words by Shen Yulan, photographs by Li Po": BY_TWO[:1],
    "Original author: Shen Yulan": BY_TWO[:1],
    "English translation by Agnes Holt": BY_TWO[1:],
    "Translated by Agnes Holt from the Chinese": [*BY_TWO[1:], TRANSLATED],
    "Translated from the original Mandarin Chinese by Agnes Holt": [*BY_TWO[1:], TRANSLATED],
    "文/沈玉兰 译/霍尔特": [("author", "沈玉兰"), ("translator", "霍尔特")],
    "作者／沈玉兰　译者／霍尔特": [("author", "沈玉兰"), ("translator", "霍尔特")],
    "沈玉兰 著 王小明 译": [("author", "沈玉兰"), ("translator", "王小明")],
    "[英]霍尔特 著，王小明 译": [("author", "霍尔特"), ("translator", "王小明")],
    "沈玉兰/文 王小明/译": [("author", "沈玉兰"), ("translator", "王小明")],
    "原文作者：沈玉兰": [("author", "沈玉兰")],
    "王小明 译": [("translator", "王小明")],
    "本文由王小明翻译": [("translator", "王小明")],
}
ORIGINS = {
    'This article was originally published on the WeChat account "Nanjing Lanes" (ID: njlanes) on '
    "12 March 2024. Original link: https://example.org/s/1": [
        LANES,
        ("source_url", "https://example.org/s/1"),
    ],
    "This essay first appeared on the WeChat public account Nanjing Lanes (njlanes).": [LANES],
    "Originally published in Chinese on the WeChat public account “Nanjing Lanes” (ID: n).": [
        LANES
    ],
    'From the WeChat account "Nanjing Lanes"': [("source", "Nanjing Lanes")],
    'Source: WeChat account "Nanjing Lanes" (ID: njlanes)': [("source", "Nanjing Lanes")],
    "WeChat account: Nanjing Lanes (ID: njlanes)": [("source", "Nanjing Lanes")],
    "This piece originally appeared in the March 2024 issue of Harbour Quarterly.": [QUARTERLY],
    "Originally published in Issue 12 of Harbour Quarterly": [QUARTERLY],
    "This article was first published in Harbour Quarterly, No. 3, 2024.": [QUARTERLY],
    "Originally published in Harbour Quarterly (Spring 2024), pp. 12–19.": [QUARTERLY],
    "First published in Chinese in Harbour Quarterly, 2024": [QUARTERLY],
    "First published: Harbour Quarterly, 12 March 2024": [QUARTERLY],
    "本文原载于微信公众号“南京巷”（ID：njlanes），2024年3月12日。": [("first_published", "南京巷")],
    "本文首发于公众号「南京巷」(njlanes)，原标题《守灯人》": [("first_published", "南京巷"), LAMP],
    "本文首发于《读书》2024年第3期，原题为《守灯人》": [("first_published", "读书"), LAMP],
    "本文最初发布于微信公众号“南京巷”": [("first_published", "南京巷")],
    "本文原发于微信公众号南京巷": [("first_published", "南京巷")],
    "微信公众号：南京巷（ID：njlanes）": [("source", "南京巷")],
    "本文来源于微信公众号“南京巷”，作者：沈玉兰，译者：王小明": [
        ("source", "南京巷"),
        ("author", "沈玉兰"),
        ("translator", "王小明"),
    ],
    "原文发布于https://example.org/x": [("source_url", "https://example.org/x")],
}
TITLES = {
    "Original title: 守灯人": [LAMP],
    "Original title: “守灯人”.": [LAMP],
    "Original title: The Keeper of the Lamp": [("title", "The Keeper of the Lamp")],
    "Title of the original: 守灯人": [LAMP],
    "Chinese title: 守灯人": [LAMP],
    "Original title: 守灯人. Original link: https://example.org/x": [
        LAMP,
        ("source_url", "https://example.org/x"),
    ],
    "原标题：守灯人": [LAMP],
    "原文标题：《守灯人》": [LAMP],
    "本文原标题为《守灯人》": [LAMP],
    "原標題：守燈人": [("title", "守燈人")],
    "原标题：《守灯人》，原文链接：https://example.org/x": [
        LAMP,
        ("source_url", "https://example.org/x"),
    ],
    "原文标题：The Keeper of the Lamp: A Life": [("title", "The Keeper of the Lamp: A Life")],
}
TALK = [
    "Reprinting is an old trade, and nobody asked the author then.",
    "He is authorized to reprint this.",
    "The king is authorized to reprint this pamphlet whenever he pleases.",
    "“Reprinted with permission” became the motto of the digest.",
    "He reprinted from the old plates with permission of the widow.",
    "She contacted the original author about reprinting the essay in London.",
    "It first appeared in the spring, a thin green line along the ditch.",
    "They are translated by machines in their thousands.",
    "Copyright law is older than the novel.",
    "Via Appia is a road.",
    "Author: a word with a long history.",
    "转载请联系作者，这句话印在每一篇文章的末尾。",
    "未经许可不得转载，这是行规。",
    "他经授权转载了这篇文章，却没有署名。",
    "来自杭州的游戏公司做了这件事。",
    "文：一个很短的字。",
    "The poem, translated from the Chinese by Agnes Holt, hung over his desk.",
    "It was translated from the Chinese, badly, and it sold.",
    "He had it translated by an aunt and originally published it at his own cost.",
    "By Monday the river had risen.",
    "By London Bridge",
    "By London Bridge a boat lay.",
    "The essay was originally published in a magazine that nobody kept.",
    "This was first published on the WeChat account that she ran for her students.",
    "First published novels are rarely the first written.",
    "The original title: a boast in four words.",
    "The original title was longer, and nobody could say it.",
    "It first appeared in the newspaper, and then in everybody's mouth.",
    "Translation is a trade.",
    "Photographs by themselves prove nothing.",
    "He signed it Shen Yulan, translated by Agnes Holt, and posted it.",
    "By the winter, translated from page to stage, it had become another work.",
    "原标题党一词，说的是另一件事。",
    "他的原题是一句玩笑。",
    "本文来源于生活，也会回到生活。",
    "本文由机器翻译。",
    "本文由她翻译。",
    "我读的是沈玉兰 著的那一本。",
    "原标题比这个长得多。",
    "文章最初发表于一本没有人留下的杂志，后来也没有再印。",
    "作者：这个词很老，译者：这个词更老的是它的影子。",
    "他把公众号关掉了，来源于一次争吵。",
]


@pytest.mark.parametrize(
    ("line", "wanted"), [*(CHINESE | TRADITIONAL | ENGLISH | PEOPLE | ORIGINS | TITLES).items()]
)
def test_it_recognises_a_credit_line(line: str, wanted: list[tuple[str, str]]) -> None:
    read = read_credits([(7, line)])
    assert [(claim.kind, claim.value) for claim in read.claims] == wanted
    assert read.whole_lines == {7}
    assert {claim.line for claim in read.claims} == {7}
    assert all(claim.text in line for claim in read.claims)


@pytest.mark.parametrize("line", TALK)
def test_it_hears_no_claim_in_a_sentence_that_talks_about_reprinting(line: str) -> None:
    assert find_claims([(1, "An essay."), (2, line), (3, "The end.")]) == []


def test_it_keeps_several_claims_of_one_paragraph_apart() -> None:
    line = "Nobody slept. Reprinted with permission from Open Shelf. All rights reserved."
    read = read_credits([(3, line)])
    assert [(claim.kind, claim.text) for claim in read.claims] == [
        ("permission", "Reprinted with permission from Open Shelf."),
        ("source", "Reprinted with permission from Open Shelf."),
        ("onward", "All rights reserved."),
    ]
    assert read.whole_lines == frozenset()


def test_it_looks_at_sentences_near_head_and_foot_only() -> None:
    far = [(n, "Words of the essay, a line of some length. " * 5) for n in range(1, 12)]
    inside = (20, "He wrote: I see. Reprinted with permission.")
    assert find_claims([*far, inside, *far]) == []
    assert [claim.kind for claim in find_claims([*far, inside])] == ["permission"]
    whole = (20, "Cool Cats is authorized to reprint this.")
    assert [claim.kind for claim in find_claims([*far, whole, *far])] == ["permission", "licensee"]
    label = (20, "Source: World Bank")
    assert find_claims([*far, label, *far]) == []


@pytest.mark.parametrize("line", ["3月12日", "2024年3月12日", "第3期", "2024-03-12"])
def test_a_day_alone_is_no_credit(line: str) -> None:
    assert read_credits([(1, "一篇文章。"), (2, line), (3, "完。")]).whole_lines == frozenset()


def test_a_bare_byline_is_one_above_the_text_only() -> None:
    lines = [(1, "By Shen Yulan"), (2, "A boat goes up."), (3, "By Shen Yulan")]
    assert read_credits(lines).whole_lines == {1}


def test_it_says_whether_a_licensee_is_us() -> None:
    names = ["Ferry", "摆渡", ""]
    assert names_us("ferry ", names)
    assert names_us("摆渡", names)
    assert not names_us("Ferryman", names)
    assert not names_us("", [""])


@given(st.text(max_size=200))
def test_it_reads_any_line(line: str) -> None:
    for claim in find_claims([(1, line)]):
        assert claim.value
        assert claim.text in line
