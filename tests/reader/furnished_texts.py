"""What the furnished publication's articles say: of everything that a text can hold, one."""

from __future__ import annotations

NOTE = '<span class="footnote" data-footnote="{}"></span>'
WORDS = "The ferry carries what nobody could carry alone, and it goes back empty for the rest. " * 5
CELLS = "</p></th><th><p>".join(f"Landing {n}" for n in range(1, 10))
FIGURES = "</p></td><td><p>".join(f"{n * 1107:,}" for n in range(1, 10))
EVERYTHING = (
    (
        "Ashore",
        "wide",
        f"<p>{WORDS}<em>Slack water</em>{NOTE.format('The hour between two tides.')}, they say. {WORDS}</p>"
        f"<blockquote><p>{WORDS}</p></blockquote><h3>What was carried</h3><ul><li><p>Salt</p></li>"
        f"<li><p>Letters{NOTE.format('Unopened, as far as anyone knows.')}</p></li></ul><p>{WORDS}</p>",
    ),
    (
        "Afloat",
        "",
        f"<p>{WORDS}</p><table><tbody><tr><th><p>{CELLS}</p></th></tr><tr><td><p>{FIGURES}</p></td></tr>"
        "</tbody></table><p>Counted with <code>sum(boats)</code>:</p>"
        "<pre><code>for boat in boats:\n    total += boat.passengers  # nobody is left ashore\n</code></pre>"
        f'<aside class="pullquote"><p>Everything was carried over nothing.</p></aside><p>{WORDS}</p>',
    ),
    (
        "In other words",
        "full",
        '<p>It is called <span lang="zh-Hans"><ruby>摆渡<rp>(</rp><rt>bǎidù</rt><rp>)</rp></ruby></span>.</p>'
        '<blockquote lang="ar" dir="rtl"><p>العبّارة والمصنع: في الصبر الطويل على ضفة النهر.</p></blockquote>'
        f'<p>{WORDS}<a href="https://example.org/tides">The tables of the tides</a> say more.</p>',
    ),
)
CHINESE = (
    (
        "岸上",
        "",
        f"<p>{'渡船载着谁也背不动的东西，回程总是空的。' * 9}<em>平潮</em>{NOTE.format('两潮之间。')}。</p>"
        f"<blockquote><p>“水退了，船也歇了。”</p></blockquote><p>{'坐船的人不说话。' * 14}</p>",
    ),
    (
        "水上",
        "wide",
        f"<p>{'二〇二六年，渡口上只剩下三条船。' * 9}</p><table><tbody>"
        "<tr><th><p>渡口</p></th><th><p>人数</p></th></tr><tr><td><p>南星</p></td><td><p>1,107</p></td></tr></tbody></table>"
        f'<aside class="pullquote"><p>渡口没有名字，人也没有。</p></aside><p>{"江水照旧往东。" * 12}</p>',
    ),
)
ARABIC = (
    (
        "على الضفة",
        "wide",
        f"<p>{'العبّارة تحمل ما لا يقدر أحدٌ على حمله وحده، ثم تعود فارغة. ' * 9}"
        f"{NOTE.format('الساعة الواقعة بين مدّين.')}</p>"
        "<blockquote><p>انحسر الماء، فاستراح القارب.</p></blockquote>"
        "<ul><li><p>ملح</p></li><li><p>رسائل لم تُفتح</p></li></ul>",
    ),
    (
        "في العبّارة",
        "",
        f"<p>{'لم يبقَ في المرسى إلا ثلاثة قوارب سنة 2026. ' * 12}</p><table><tbody><tr><th><p>المرسى</p></th>"
        "<th><p>الركّاب</p></th></tr><tr><td><p>نانشينغ</p></td><td><p>1,107</p></td></tr></tbody></table>"
        '<aside class="pullquote"><p>ليس للمرسى اسم، ولا للناس.</p></aside>',
    ),
)
LONG = "An account, at length and without apology, of every crossing that was 🛶 put off till the water fell "
