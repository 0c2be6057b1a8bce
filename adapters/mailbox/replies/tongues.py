"""The words of mail programs, language by language: what they put around what a person writes.

Only words, all in lower case and NFKC. What a line must have besides to be believed stands
in ``marks`` and ``signatures``. A new language is a new word in each table.
"""
# ruff: noqa: RUF001  these are the letters of these languages

from __future__ import annotations

# "… wrote:", before or after the name; patterns. Some programs write both genders: "napisał(a)".
WROTE = (
    "wrote|writes|schrieb|schrieben|geschrieben|a écrit|écrivait|escribió|ha escrito|escreveu"
    "|ha scritto|scrive|schreef|geschreven|napisał|napisała|napisał\\(a\\)|pisze|napsal|napsala"
    "|napsal\\(a\\)|napísal|napísala|napísal\\(a\\)|napisao|napisala|napisao/la|napisal/-a|написал"
    "|написала|написал\\(а\\)|пишет|написав|написав\\(ла\\)|пише|написа|пишува|skrev|kirjoitti"
    "|kirjutas|rakstīja|rašė|yazdı|ezt írta|írta|a scris|έγραψε|va escriure|đã viết|menulis|כתב"
    "|כתבה|כתב/ה|מאת|كتب|كتبت|نوشت"
)
# In these no blank need stand before the word.
WROTE_UNSPACED = (
    "写道|寫道|님이 작성|작성|님이 쓴 글|さんは書きました|が書きました|書きました|のメール"
    "|のメッセージ|さんからのメール|เขียนว่า|كتابة ما يلي"
)

# How "On 2 March …" begins, where not simply with the date or the day of the week.
ON = (
    "on|at|in|in data|am|le|el|il|il giorno|em|op|dnia|dne|dňa|den|w dniu|la data de|la|pe|în"
    "|la data|dana|στις|на|vào|vào lúc|pada|a|בתאריך|في|در|ในวันที่|de|d"
)
ON_UNSPACED = "[在於于]"

# The names of header lines, without the blanks in them.
FIELDS = {
    "from": (
        "from 发件人 發件人 寄件者 寄件人 发信人 發信人 寄信人 von de da van od fra från от"
        " отправитель від відкого lähettäjä šalje feladó expeditorul expeditor dela kimden"
        " gönderen mittente nadawca remitente saatja από 差出人 送信者 보낸사람 보낸이 ngườigửi"
        " từ מאת من"
    ),
    "date": (
        "date sent 日期 发送时间 發送時間 发件时间 發件時間 发送日期 發送日期 寄件日期 寄件時間"
        " 傳送日期 傳送時間 寄送日期 gesendet gesendetam datum envoyé envoyéle enviado enviadoel"
        " enviadoem enviada enviadaem fecha inviato data verzonden skickat sendt dato lähetetty"
        " päivämäärä odesláno odoslané dátum elküldve wysłano wysłane отправлено дата"
        " датаотправки надіслано gönderildi tarih gönderilmetarihi trimis trimisă poslano"
        " изпратено ημερομηνία στάλθηκε 送信日時 日時 日付 보낸날짜 날짜 đãgửi ngày נשלח תאריך"
        " date/heure"
    ),
    "to": (
        "to cc bcc reply-to 收件人 收件者 收信人 抄送 抄送人 抄送至 副本 密送 密件副本 an kopie"
        " à pour copieà para a aan til kopi till kopia do dw komu кому копия копія vastaanottaja"
        " kopio címzett másolatotkap másolat kime bilgi către destinatarul destinatario copia"
        " pre prima adresat προς κοιν. до 宛先 받는사람 받는이 참조 đến gửitới אל"
    ),
    "subject": (
        "subject 主题 主題 主旨 题目 標題 betreff objet sujet asunto assunto oggetto onderwerp"
        " ämne emne temat тема predmet předmět aihe tárgy konu subiect subiectul naslov θέμα"
        " относно 件名 제목 chủđề tiêuđề נושא"
    ),
}

# Between dashes, above what is answered.
ORIGINAL = (
    "original;original message;original mail;original email;original-nachricht;originalnachricht"
    ";original nachricht;reply message;replied message;ursprüngliche nachricht"
    ";ursprüngliche mail;urspr. nachricht;ursprungligt meddelande;originalmeddelande"
    ";message d'origine;message original;message initial;mensaje original;mensagem original"
    ";messaggio originale;messaggio original;oorspronkelijk bericht;origineel bericht"
    ";oprindelig meddelelse;oprindelig besked;opprinnelig melding;original melding"
    ";alkuperäinen viesti;oryginalna wiadomość;wiadomość oryginalna;treść oryginalnej wiadomości"
    ";původní zpráva;původní e-mail;pôvodná správa;eredeti üzenet;исходное сообщение"
    ";исходное письмо;оригинальное сообщение;вихідне повідомлення;оригінальне повідомлення"
    ";orijinal ileti;orijinal mesaj;özgün ileti;mesajul original;mesaj original;izvorna poruka"
    ";originalna poruka;izvirno sporočilo;оригинално съобщение;αρχικό μήνυμα;missatge original"
    ";元のメッセージ;original message (元のメール);원본 메시지;원래 메시지;원본 메일"
    ";tin nhắn gốc;thư gốc;הודעה מקורית;الرسالة الأصلية;原始邮件;原始郵件;原邮件;原郵件;原始信件"
    ";原信件;原始消息;原始訊息;邮件原文;郵件原文;邮件原件;回复的邮件;回复的原邮件;回复的原始邮件"
    ";回復的郵件;回覆的郵件;回覆的原郵件;回復的原郵件;答复的邮件;答复的原邮件;回复邮件;回覆郵件"
)
# Between dashes, above what is handed on.
FORWARDED = (
    "forwarded;forwarded message;forwarded mail;forwarded email;weitergeleitete nachricht"
    ";message transféré;message transmis;message réexpédié;mensaje reenviado"
    ";mensagem encaminhada;mensagem reencaminhada;messaggio inoltrato;doorgestuurd bericht"
    ";videresendt meddelelse;videresendt besked;videresendt melding;vidarebefordrat meddelande"
    ";välitetty viesti;edelleenlähetetty viesti;przekazana wiadomość"
    ";treść przekazanej wiadomości;přeposlaná zpráva;preposlaná správa;továbbított üzenet"
    ";пересылаемое сообщение;перенаправленное сообщение;пересланное сообщение"
    ";переслане повідомлення;перенаправлене повідомлення;iletilmiş mesaj;iletilen ileti"
    ";yönlendirilmiş ileti;mesaj redirecționat;proslijeđena poruka;転送メッセージ"
    ";転送されたメッセージ;전달된 메시지;tin nhắn đã chuyển tiếp;thư đã chuyển tiếp;转发邮件"
    ";转发的邮件;转发邮件信息;转发的邮件信息;转发消息;转发的消息;轉寄郵件;轉寄的郵件;轉寄訊息"
    ";轉寄的訊息;轉發郵件;轉發的郵件;轉發訊息;轉發的訊息"
)
# On a line of its own, above what is handed on.
FORWARD_BEGINS = (
    "begin forwarded message;anfang der weitergeleiteten nachricht;début du message réexpédié"
    ";début du message transféré;inicio del mensaje reenviado;início da mensagem encaminhada"
    ";início da mensagem reencaminhada;inizio messaggio inoltrato;begin doorgestuurd bericht"
    ";start på videresendt besked;videresendt melding;vidarebefordrat mejl"
    ";välitetty viesti alkaa;początek przekazywanej wiadomości;začátek přeposílané zprávy"
    ";začiatok preposlanej správy;továbbított levél kezdete;начало переадресованного сообщения"
    ";початок листа, що пересилається;i̇leti başlangıcı;începe mesajul redirecționat"
    ";započni proslijeđenu poruku;转发的邮件;转发邮件;下面是被转发的邮件;下面是转发的邮件"
    ";以下是转发的邮件;以下是被转发的邮件;開始轉寄郵件;開始轉寄的郵件;開始轉寄訊息;开始转发邮件"
    ";开始转发的邮件;以下は転送されたメッセージです;転送されたメッセージ"
)

# A telephone's greeting: what stands before its name, and behind a slash what stands after it.
GREETINGS = """
sent from my; sent from a; sent from the; sent from; sent via my; sent via; sent with; sent using
sent by; from my; this message was sent from my; this email was sent from my
von meinem / gesendet; von meiner / gesendet; von / gesendet; vom / gesendet
von meinem / aus gesendet; diese nachricht wurde von meinem / gesendet
diese nachricht wurde von / gesendet; diese e-mail wurde von meinem / gesendet
gesendet von meinem; gesendet von; gesendet mit der; gesendet mit; gesendet aus der; gesendet über
envoyé de mon; envoyé depuis mon; envoyé depuis; envoyé de; envoyé à partir de mon
envoyé à partir de; envoyé à partir d'; envoyé avec; envoyé via; provenance; enviado desde mi
enviado desde; enviado do meu; enviado do; enviado de mi; enviado de; enviado a partir do meu
enviado a partir do; enviado con; enviado via; enviat des del meu; inviato dal mio; inviato dal
inviato da mio; inviato da; inviato con; verzonden vanaf mijn; verstuurd vanaf mijn
verzonden vanaf; verstuurd vanaf; verzonden met; verstuurd met; verzonden via; verzonden vanuit
skickat från min; skickat från; skickat med; från min; sendt fra min; sendt fra mit; sendt fra
lähetetty / -laitteesta; lähetetty; wysłane z mojego; wysłane z; wysłano z mojego; wysłano z
odesláno z mého; odesláno z; odoslané z môjho; odoslané z; poslano s mojega; poslano s mog
poslano s; отправлено с моего; отправлено с; отправлено из мобильной; отправлено из
надіслано з мого; надіслано з; відправлено з; изпратено от моя; изпратено от
στάλθηκε από το / μου; στάλθηκε από το; στάλθηκε από; trimis de pe; trimis de la; trimis din
elküldve az; elküldve a; küldve az; küldve a; / -omról küldve; / -ról küldve; / -ről küldve
saadetud minu; nosūtīts no mana; išsiųsta iš mano; dikirim dari / saya; dikirim dari
được gửi từ / của tôi; được gửi từ; đã gửi từ / của tôi; đã gửi từ; gửi từ / của tôi; gửi từ
ส่งจาก / ของฉัน; ส่งจาก; נשלח מה-; נשלח מ; أرسلت من; أُرسلت من; تم الإرسال من; / 'umdan gönderildi
/ 'ımdan gönderildi; / 'dan gönderildi; / 'den gönderildi; / üzerinden gönderildi
/ cihazımdan gönderildi; 私の / から送信; / から送信; / から送信されました; 나의 / 에서 보냄
내 / 에서 보냄; / 에서 보냄; / 에서 보냈습니다
"""
# "Get Outlook for iOS": the same, around the name of one program.
GET_OUTLOOK = """
get; télécharger; obtenir; obtenez; obtener; obtén; obter o; obter; ottieni; scarica; descargar
baixar; holen sie sich; hol dir; / herunterladen; / abrufen; download; hämta; hent
pobierz aplikację; pobierz; скачать; загрузить; получить; отримати; завантажити; hanki; stáhnout
získat; i̇ndir; / edinin; / indirin; / を入手; / 다운로드; / 받기; descargue; descarga; tải
dapatkan; λήψη του; λήψη
"""
# What greets so. A word with a figure in it is a telephone, too: "TI-85", "S24".
DEVICES = (
    "phone iphone ipad ipod imac mac macbook android ios windows outlook yahoo gmail hotmail qq"
    " samsung galaxy pixel huawei honor xiaomi redmi poco oppo realme vivo oneplus nokia moto"
    " motorola sony xperia lg htc zte alcatel lenovo asus blackberry foxmail spark airmail"
    " sparrow thunderbird proton protonmail fairphone mobil mobile smartphone cell cellphone"
    " device tablet handset laptop mailbox mobilgerät mobiltelefon handy mobiltelefoon telefoon"
    " téléphone móvil celular teléfono telemóvel cellulare smartfona telefonu telefonum телефона"
    " смартфона почты пошти k-9 gmx 휴대폰 携帯 スマートフォン"
)
# What stands in sentences and in no name of a telephone.
PROSE = (
    "to and but every not was were is are they them their that who it he she we you when then"
    " after before this these und aber nicht et mais pas y pero no ma non ale nie и но не"
)
# What begins a postscript; patterns. German and English "NB", Spanish "PD".
POSTSCRIPT = (
    "p\\.? ?[-.]?s\\b|p\\.? ?p\\.? ?s\\b|n\\.? ?b[.: ]|p\\.? ?d[.:]|postscript"
    "|з\\.? ?ы[.: ]|追伸|추신|附[:言注記记件]|又及|再及|再者|[补補]充|[备備][注註]"
    "|另外?[,:,、 ]|另[有请請附]|还有|還有"
)
# A short word above history that says that the answers stand in it.
SEE_BELOW = (
    "see below|below in|answers? below|comments? below|in ?line|in (?:red|blue|green|bold)"
    "|siehe unten|s\\. ?u\\.|unten in|in (?:rot|blau)|ci-dessous|en (?:rouge|bleu)|más abajo"
    "|en rojo|abaixo|em vermelho|qui sotto|in rosso|zie onder|in het rood|ниже|красным"
    "|[见見](?:以?下|附文)|下[方文面]|如下|[红紅蓝藍绿綠][字色]|[标標][红紅蓝藍]|[原正]文中|[邮郵]件中|下記|赤字|아래"
)
