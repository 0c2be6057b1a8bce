"""Whether bytes are Chinese, and in which charset, told by the signs that Chinese is made of.

Two bytes make a sign in GB 18030 and in Big5 alike, and nearly every pair is one in both. So
a name of two signs is told by what people really write: the commonest signs, simplified and
traditional, with those of names, and of complaints.
"""

from __future__ import annotations

import codecs
from collections import Counter

_COMMON = frozenset(
    "一是人了不在有大中国國和为為爲这這上他个個地年來来我会會以到时時要出的生学學說説说道民家子"
    "也成行下们們于於后後就发發自之对對得主長长可过過天作分方用多你着部能市等业業全裏裡里工公經"
    "经本都而高政法面門门动動日进進区區事代那去心小同北定开開产產前其军軍还還然起种種所如现現理"
    "机機体體表力好外与與文当當两兩实實重新三么麼只隻山水关關明从從化平建又制南內内西沒没此将將"
    "员員名手最东東头頭者月間间无無安看見见各城十相但已些正口通想度加第她合院物性战戰由位常点點"
    "海意场場武使次二向治因立数數样樣身情入原問问把路被並并利石老教万萬知級级量任江及应應省資资"
    "委务務元美特期世湖回係系比气氣汉漢总總展电電科金先声聲提品設设或义義王社很統统处處四首共馬"
    "马形己儿兒司太目基領领队隊直計计別别女权權話话少流命至報报米給给打变變果书書清活几幾州华華"
    "解議议更称稱程今决決张張导導术術府才保交放管結结师師便走达達族反再題题色五京河接条條規规县"
    "式縣白它改風风光运運信受什組组听聽布百济濟党黨指論论強强做取技黃黄神选選記记斯真却卻职職号"
    "號界件花类類何眼兵传傳带帶空干幹农農边邊据據集联聯古广廣完質质阳陽难難增历歷史专專官每住商"
    "即步認认車车台臺林必死游遊举舉線线言皇土团團收考求德叫近備备研争爭非具李众眾衆连連調调感轉"
    "转笑革該该持始英克士尔爾讓让拉思根格造較较际際亲親单單朝紅红型价價校約约器字段周週亚亞深候"
    "则則功属屬积積快图圖火千准準究往极極育装裝許许参參半令吃喫觀观魚鱼精办辦像帝八复復影告远遠"
    "羣群包整构構料随隨划劃算象容示投势勢热熱值夫網网望源息語语股鐵铁断斷派速怎需片愛爱律紀纪支"
    "早况況病境證证編编越局推满滿且列覺觉服双雙未居除乐樂企引标標确確織织初青志率項项飛飞球察節"
    "节龍龙响響药藥站施均消客失輕轻存低甚般击擊曾防請请离離落显顯罗羅營营足素視视护護副食创創余"
    "餘照兴興佔占巴虽雖洲村費费易試试星木黑左宝寶置跟央識识維维採采六底宫宮房音环環案批切斗鬥富"
    "乡鄉另倒若按查故突責责严嚴桥橋模仅僅勝胜杀殺围圍席态態破承招杨楊負负层層須须父供續续状狀域"
    "似依銀银範范修找九致密終终血旅錢钱賽赛独獨細细效玉冲衝獲获习習医醫演毛尽盡脸臉弹彈楼樓艺藝"
    "航陆陸右协協七攻鎮镇检檢写寫苏蘇宗章注阿抗弟坐驗验封紧緊劳勞戶户优優財财养養适適陈陳喜卫衛"
    "排射哥油刻留急降念云雲微伤傷例景拿絕绝阶階座刘劉刚剛害印亿億沙母酒助聞闻超审審待压壓升送监"
    "監策略限竟香配藏敌敵呢差仍兰蘭温溫园園树樹征徵善波哪詞词岛島止預预怕繼继皮執执味份角草男普"
    "答益誰谁船惊驚核街夏宣掌田久著画畫輯辑奇尼剑劍吧談谈背免孩礼禮材愿願洋春架筑築括晚乱亂乎講"
    "讲尚良友临臨激刀夜室既敢邦挥揮昌板胡欧歐福港叶葉简簡苦担擔句岁歲荆荊貴贵娘守轄辖威宜衣帮幫"
    "块塊堂額额錯错剧劇充欢歡够夠孙孫班呼阵陣銷销坚堅練练脚腳退讀读测測吳吴希宁寧换換版异異某顧"
    "顾曲楚典朱毒菜判救宋茶洪含順顺啊鮮鲜敗败貨货矿礦端兄归歸冷忙买買险險康評评肉吗嗎厂廠永哈沉"
    "散遗遺停笔筆假輸输牛洞松渐漸頂顶訓训录錄否述毕畢督控丰豐献獻姑忽爷爺互亮納纳襄登咱鍾钟伯臣"
    "雄季脑腦介鄂召飯饭暗扩擴祖齊齐短烈赶趕牌恩訴诉移詩诗础礎露屆届蒙静靜喝盘盤卖賣植授伊湾灣博"
    "痛减減穿逐祕秘庭陵固禁票灵靈杂雜姓泽澤吸侧側庆慶妈媽遇追甲館馆补補唐炮沿殿刺怪彩俄旧舊警索"
    "岸輪轮妇婦載载靠附毫怀懷軟软骨探雷旁罪枪槍牙迎序慢盛雨墙牆恶惡谷頓顿危稳穩熟諸诸榮荣宽寬謝"
    "谢款雪廷健莫秀私丽麗套您君丁袁峯峰魯鲁丹虚虛隐隱絡络庄莊赵趙童徐韋韦融孔码碼珍梁韓韩尤秦郭"
    "嘉訂订梅啦截訊讯雅夢梦勇佳伍冠申貝贝甘罵骂池鋒锋曹汤湯苗凤鳳郎祥董辛瑞詢询敏伟偉桂魏蓝藍宇"
    "递遞杜豪郑鄭戴邓鄧柳顏颜陶誠诚晓曉蒋蔣燕哲违違貸贷曼餐傑杰祝傅輝辉熊沈俊惠塗涂侯拒賴赖卢盧"
    "邮郵凯凱賈贾賀贺菲扰擾穆芳滋柴拨撥偿償凌胁脅柏乔喬孟晨浩咨諮洁潔嘛舒扣霍娜欺汪騙骗慧辱催欣"
    "彭吕呂冯馮泄洩蓉艳豔宸瑤瑶珊翁葛蔡賠赔賬账廉芬軒轩鵬鹏姚萧蕭卓翰霖肖涵柯霞尹俞姜喂旭涛濤喻"
    "娇嬌潘蒲樊斌薛騷骚怡琳詐诈阮帆閻阎淑崔萍穎颖彥彦邵詹玲郝陌娟耿窦竇鮑鲍薇睿邹鄒聂聶莉駱骆倪"
    "睦邱瑩莹廖裴褚匡岚嵐瞿龔龚婷琪滕閔闵唔彤媛雯磊嗨鑫邬鄔倩宥昊靳妳嚟睇啲冇佢咗哋喺嗰嘅衞"
)
_CODECS = ("gb18030", "big5hkscs")  # where both are as likely: the first
_LEVEL_1 = {  # the lead bytes of the signs in daily use, in each of them
    "gb18030": range(0xB0, 0xD8),
    "big5hkscs": range(0xA4, 0xC7),
}
_DAILY = 0.25  # what a sign in daily use is worth that is none of the commonest
_FOREIGN = -0.5  # and what no Chinese text has: letters beyond ASCII, and what is broken
# Signs → the least that one of them is worth. Pairs at random have 0.4 (Korean's: they lie where
# Chinese has its daily signs), but of a name of two or three signs one may well be rare.
_LIKELY = ((4, 0.4), (8, 0.6))
_SURELY = 0.7
_NEUTRAL = frozenset("\u3001\u3002\u2014\u2026\u00b7\u201c\u201d\u2018\u2019\u3000\uffe5")
_BRACKETS = range(0x3008, 0x3012)
_WIDE = range(0xFF01, 0xFF5F)
_HAN = range(0x4E00, 0xA000)


def chinese(sample: bytes) -> str:
    """GB 18030 or Big5, whichever makes of these bytes what people write; or nothing."""
    (worth, signs), codec = max((_worth(sample, one), one) for one in reversed(_CODECS))
    likely = next((least for most, least in _LIKELY if signs <= most), _SURELY)
    return codec if signs and worth >= likely else ""


def worth_in_gb18030(sample: bytes) -> float:
    """What a sign is worth, read so: 1 where all are among the commonest."""
    return _worth(sample, "gb18030")[0]


def _worth(sample: bytes, codec: str) -> tuple[float, int]:
    """What a sign of the text is worth, read so, and how many there are beside its points."""
    decoder = codecs.getincrementaldecoder(codec)("replace")  # a sign cut off at the end is none
    signs = Counter(sign for sign in decoder.decode(sample) if not _is_neutral(sign))
    count = signs.total()
    return sum(_of(sign, codec) * times for sign, times in signs.items()) / max(count, 1), count


def _is_neutral(sign: str) -> bool:
    """ASCII, and points and letters as wide as a Chinese sign."""
    point = ord(sign)
    return sign.isascii() or sign in _NEUTRAL or point in _BRACKETS or point in _WIDE


def _of(sign: str, codec: str) -> float:
    if sign in _COMMON:
        return 1
    if ord(sign) not in _HAN:
        return _FOREIGN
    return _DAILY if sign.encode(codec)[0] in _LEVEL_1[codec] else 0
