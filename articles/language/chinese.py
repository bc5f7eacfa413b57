"""What the house must know of Chinese script: which characters are Chinese, and a small table from
traditional to simplified. It is for matching and for telling the scripts apart, never for display.
"""

from __future__ import annotations

import re

# Pairs that stand one above the other: the characters of credit lines and of everyday prose whose
# two forms differ and map one to one. Characters that simplified text uses too (后, 里, 余, 于 as a
# name…) are left out on the simplified side of `only_simplified`.
_TRADITIONAL = (
    "轉載權經許聯絡繫譯編輯來網頁鏈連結號眾發佈請註須聲獲違嚴謝絕責刪僅學習資訊個參採協議獨書於選雜誌報導簡體內"
    "創業處與問話說國為這時實會們對開關過還進動長現電機後見間無從東點題類難雖門馬魚鳥龍車軍農產員圖園圓團場塊"
    "壞夢頭奪奮婦媽孫寧寶寫寬審專將尋導層屬歲島幣幫幹廣應廠張強彈當徹復愛態慮慣慶憂戰戲戶擁擇擊擔據擴擺擾攝"
    "敗敵數斷新舊曆極構槍樂標樣樹橋檢權歡歷歸殺毀氣決沒況減測湧溫滅滿漢潔澤濟灣災烏熱煙燈爭爾狀猶獎獻環畢畫異"
    "療盜盡監盤眼矚確禮離種稱穩窮競筆節範築籌糧紀約紅級紙純細終組統絲給維綠線練縣總織繼續罰羅職聽肅腦膽臺舉"
    "艦藝莊華萬葉藥蘇虛蟲術衛裝複規視覺觀觸計訂記設試該詳認語誤調談論諸講證識護讀變讓豐負財貨販貴買費賀賞賣"
    "質賴購賽贈贊趕趙跡踐軟較輕輸辦農遠適遷遲鄉鄭醫釋針鋒錄錢錯鍵鎮鐘鐵閃閉閱陣陰陳陸陽隊階際隨隱雙雲電靈靜"
    "響頂項順預領頻顆顏願顧顯風飛飯飲館驗驚體鬥鮮鹽麗麥齊齒韓劃劇劍勞勝務區單卻參縮謂甚歐歎殘"
)
_SIMPLIFIED = (
    "转载权经许联络系译编辑来网页链连结号众发布请注须声获违严谢绝责删仅学习资讯个参采协议独书于选杂志报导简体内"
    "创业处与问话说国为这时实会们对开关过还进动长现电机后见间无从东点题类难虽门马鱼鸟龙车军农产员图园圆团场块"
    "坏梦头夺奋妇妈孙宁宝写宽审专将寻导层属岁岛币帮干广应厂张强弹当彻复爱态虑惯庆忧战戏户拥择击担据扩摆扰摄"
    "败敌数断新旧历极构枪乐标样树桥检权欢历归杀毁气决没况减测涌温灭满汉洁泽济湾灾乌热烟灯争尔状犹奖献环毕画异"
    "疗盗尽监盘眼瞩确礼离种称稳穷竞笔节范筑筹粮纪约红级纸纯细终组统丝给维绿线练县总织继续罚罗职听肃脑胆台举"
    "舰艺庄华万叶药苏虚虫术卫装复规视觉观触计订记设试该详认语误调谈论诸讲证识护读变让丰负财货贩贵买费贺赏卖"
    "质赖购赛赠赞赶赵迹践软较轻输办农远适迁迟乡郑医释针锋录钱错键镇钟铁闪闭阅阵阴陈陆阳队阶际随隐双云电灵静"
    "响顶项顺预领频颗颜愿顾显风飞饭饮馆验惊体斗鲜盐丽麦齐齿韩划剧剑劳胜务区单却参缩谓甚欧叹残"
)
_TO_SIMPLIFIED = {
    ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if old != new
}

# Simplified characters that are also correct traditional ones, so that they prove nothing.
_IN_BOTH = frozenset("后系注采于布志干复云斗划尽台范征松系并准制表里余几向家叹")

only_traditional = frozenset(map(chr, _TO_SIMPLIFIED))
only_simplified = frozenset(_TO_SIMPLIFIED.values()) - _IN_BOTH - only_traditional

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN = re.compile(f"[{HAN}]")


def simplify(text: str) -> str:
    """The text with the table's traditional characters made simplified; the length stays the same."""
    return text.translate(_TO_SIMPLIFIED)


def count_han(text: str) -> int:
    """How many Chinese characters there are."""
    return len(_HAN_RUN.findall(text))


def is_traditional(text: str) -> bool:
    """Whether more characters are in traditional form alone than in simplified form alone."""
    old = sum(character in only_traditional for character in text)
    new = sum(character in only_simplified for character in text)
    return old > new
