/* normalize/clean_phrases.c - The tables of set words, folded as words_fold() leaves them. */
#include "normalize/clean_phrases.h"
#include "normalize/clean_words.h"

static const char related[] =
	"tin liên quan|tin bài liên quan|bài liên quan|bài viết liên quan|các tin liên quan|xem thêm|"
	"đọc thêm|đọc tiếp|tin cùng chủ đề|cùng chủ đề|bài cùng chủ đề|có thể bạn quan tâm|"
	"bạn có thể quan tâm|tin nên đọc|bài nên đọc|tham khảo thêm|mời bạn đọc thêm|tin khác|"
	"các tin khác|các tin mới hơn|các tin cũ hơn|tin mới hơn|tin cũ hơn|các tin đã đưa|tin đã đưa|"
	"các bài viết khác|bài viết khác|sự kiện liên quan|video liên quan|xem thêm tin|tin tức liên quan|"
	"mời quý độc giả xem thêm|mời độc giả xem thêm|xem tiếp|cùng chuyên mục|tin cùng chuyên mục|"
	"bài cùng chuyên mục|tin nổi bật|tin tức khác|chủ đề liên quan|related|related news|"
	"related stories|related story|related articles|related article|related topics|related posts|"
	"related content|related coverage|related links|read more|read also|see also|also read|"
	"more on this|more on this story|more from|more stories|more news|more like this|"
	"you may also like|you might also like|you may be interested in|recommended|"
	"recommended for you|recommended stories|recommended reading|further reading|dont miss|"
	"don t miss|also on|read next|up next|what to read next|editors picks|editor s picks|"
	"suggested|in case you missed it|watch|other news|latest stories|keep reading|"
	"continue reading|similar stories|explore more|also see|must read|top stories|trending now|"
	"trending|more coverage|in this section|leggi anche|leggi pure|vedi anche|"
	"potrebbe interessarti|potrebbe interessarti anche|potrebbero interessarti|"
	"ti potrebbe interessare|ti potrebbero interessare|articoli correlati|articolo correlato|"
	"notizie correlate|correlati|approfondisci|approfondimenti|per approfondire|altri articoli|"
	"altre notizie|sullo stesso argomento|guarda anche|da non perdere|leggi di più|"
	"continua a leggere|leggi tutto|contenuti correlati|video correlati|i più letti del giorno|"
	"mehr zum thema|lesen sie auch|lesen sie mehr|auch interessant|"
	"das könnte sie auch interessieren|weitere artikel|zum thema|mehr dazu|lire aussi|"
	"à lire aussi|sur le même sujet|lee también|te puede interesar|noticias relacionadas|"
	"czytaj więcej|czytaj też|czytaj także|zobacz także|zobacz też|przeczytaj także|läs mer|läs också|läs även|"
	"les også|lees ook|lees meer|voir aussi|en savoir plus|leia também|leia mais|saiba mais|"
	"veja também|lea también|lea más|lee más|leer más|ver más|siehe auch|mehr lesen|weiterlesen|"
	"read this next|more to read|more reading|"
	"más información";

static const char end[] =
	"đọc nhiều|đọc nhiều nhất|tin đọc nhiều|xem nhiều|xem nhiều nhất|tin xem nhiều|tin mới|"
	"tin mới nhất|mới nhất|tin mới nhận|bình luận|ý kiến bạn đọc|ý kiến|gửi bình luận|"
	"bình luận của bạn|multimedia|phiên bản di động|tin tức mới nhất|quay lại|về trang chủ|"
	"đăng ký nhận tin|ý kiến của bạn|tin hot|nổi bật|bạn đọc bình luận|most read|most popular|"
	"most viewed|most shared|popular now|latest news|comments|leave a comment|leave a reply|"
	"post a comment|join the conversation|join the discussion|newsletter|newsletters|"
	"sign up for our newsletter|subscribe to our newsletter|subscribe|about the author|references|sources|article "
	"sources|view article sources|view sources|bibliography|works "
	"cited|footnotes|quellen|quellenangaben|literatur|einzelnachweise|fonti|bibliografia|bibliographie|tài liệu "
	"tham khảo|nguồn tham khảo|fuentes|referencias|"
	"subscribe to unlock this article|subscribe to continue reading|subscribe to read the full story|"
	"subscribe to keep reading|sign in to continue reading|to continue reading subscribe|"
	"abbonati per continuare a leggere|per continuare a leggere abbonati|đăng ký để đọc tiếp|"
	"đăng nhập để đọc tiếp|abonnez vous pour lire la suite|"
	"about the authors|copyright|all rights reserved|sponsored content|around the web|"
	"from the web|popular|popular posts|show comments|view comments|add comment|"
	"get the latest news|follow us|view more|load more|i più letti|più letti|le più lette|"
	"più lette|commenti|lascia un commento|ultime notizie|ultima ora|iscriviti alla newsletter|"
	"riproduzione riservata|riproduzione riservata copyright ansa|scrivi un commento|seguici su|"
	"kommentare|meistgelesen|commentaires|comentarios";

static const char button[] =
	"chia sẻ|in|in bài viết|in bài|gửi email|copy link|sao chép liên kết|lưu bài viết|nghe|"
	"nghe bài viết|nghe đọc bài|theo dõi|thích|zalo|xem trên|facebook|twitter|x|email|e mail|"
	"linkedin|whatsapp|telegram|pinterest|messenger|cỡ chữ|aa|a a|video|ảnh|phóng to|thu nhỏ|"
	"xem chi tiết|xem ảnh|mục lục|nội dung chính|phản hồi|font size|follow|share|share this|"
	"share this article|share this story|share on facebook|share on twitter|share on x|print|"
	"print this|save|listen|listen to this article|play|play video|watch video|bookmark|copy|"
	"copied|download|back to top|top|close|open|menu|search|log in|login|sign in|sign up|"
	"register|min read|min de lectura|min lesezeit|min lesedauer|minuten lesezeit|minute read|minutes read|mins "
	"read|"
	"minuti di lettura|min di lettura|tempo di lettura|tempo di lettura min|lesezeit|lesezeit min|lesezeit minuten|"
	"phút đọc|reading time|read time|watch now|play now|listen now|show caption|hide caption|jump to|table of "
	"contents|"
	"contents|in this article|indice|sommario|inhalt|inhaltsverzeichnis|share full article|back to "
	"video|expand|click to expand|story continues below|article continues below|"
	"continue reading below|this article is free to read|photo|photos|image|gallery|"
	"photo gallery|audio|live|breaking|skip to content|skip to main content|follow us on|"
	"add us on google|report|reply|condividi|stampa|ascolta|ascolta l articolo|salva|segui|invia|"
	"copia link|home|foto|immagine|chiudi|cerca|accedi|abbonati|teilen|drucken|merken|partager|"
	"imprimer|compartir";

static const char ads[] = "quảng cáo|advertisement|advertising|ad|ads|sponsored|promoted|promotion|"
			  "story continues below advertisement|article continues below advertisement|"
			  "skip advertisement|skip this advertisement|pubblicità|anzeige|werbung|publicité|publicidad|"
			  "reklama";

static const char tags[] = "từ khóa|từ khoá|thẻ|chủ đề|tags|tag|keywords|topics|topic|filed under|tagged|tag articolo|"
			   "argomenti|parole chiave|etichette|categorie|categories|category|schlagwörter|more about|"
			   "in this story|hashtag";

static const char agencies[] =
	"vna|vns|ttxvn|vnp|ansa|agi|adnkronos|askanews|lapresse|dire|nova|reuters|ap|afp|upi|dpa|efe|"
	"lusa|apa|belga|anp|ritzau|ntb|tt|stt|pap|ctk|mti|tass|ria novosti|interfax|xinhua|"
	"tân hoa xã|kyodo|jiji|yonhap|bernama|antara|pti|ani|ians|tna|kpl|akp|cna|bloomberg|"
	"associated press|agence france presse|thông tấn xã việt nam|vietnam news agency|"
	"vietnam plus|vietnamplus|vov|pa media|aap|sda|keystone sda|apa dpa|italpress|radiocor|mna|"
	"irna|qna|wam|spa|anadolu|aa|unb|pna|montsame|kcna";

#define PHRASE_AGENCY (PHRASE_TAGS + 1) /* in the same set, no line of its own */
#define SET_SIZE      1024

static const struct {
	int phrase;
	const char *words; /* parted by '|' */
} tables[] = {
	{ PHRASE_RELATED, related }, { PHRASE_END, end },   { PHRASE_BUTTON, button },
	{ PHRASE_AD, ads },          { PHRASE_TAGS, tags }, { PHRASE_AGENCY, agencies },
};

/* All of them by their hash; filled at the first use, the same for ever after. */
static struct member {
	struct slice words;
	int phrase;
} set[SET_SIZE];
static bool set_filled;

static struct member *set_find(struct slice words, int phrase)
{
	size_t at = slice_hash(words) % SET_SIZE;

	while (set[at].phrase != PHRASE_NONE &&
	       !(slice_equal(set[at].words, words) && (phrase == 0 || set[at].phrase == phrase)))
		at = (at + 1) % SET_SIZE;
	return &set[at];
}

static void set_fill(void)
{
	struct slice rest, words;

	for (size_t i = 0; i < COUNT(tables); i++)
		for (rest = slice_from(tables[i].words); slice_next(&rest, '|', &words);)
			*set_find(words, tables[i].phrase) = (struct member){ words, tables[i].phrase };
	set_filled = true;
}

/* The line without a count in brackets or behind it: "Comments (12)", "128 comments". */
static struct slice without_counts(struct slice folded)
{
	while (folded.len > 0 && (ascii_is_digit(folded.at[0]) || folded.at[0] == ' '))
		folded = slice_skip(folded, 1);
	while (folded.len > 0 && (ascii_is_digit(folded.at[folded.len - 1]) || folded.at[folded.len - 1] == ' '))
		folded.len--;
	return folded;
}

static enum phrase phrase_of(struct slice s)
{
	char buf[96];
	int phrase;

	if (s.len > 80)
		return PHRASE_NONE;
	if (!set_filled)
		set_fill();
	phrase = set_find(without_counts(words_fold(s, buf, sizeof buf)), 0)->phrase;
	return phrase == PHRASE_AGENCY ? PHRASE_NONE : (enum phrase)phrase;
}

/* What stands before the first sign that parts a label and what it leads to; all of s if there is none. */
static struct slice before_parting(struct slice s)
{
	static const char *const partings[] = { " - ", " – ", " — ", " > ", " » ", " | " };

	for (size_t at = 0; at < s.len; at++)
		for (size_t i = 0; i < COUNT(partings) && s.at[at] == ' '; i++)
			if (slice_starts(slice_skip(s, at), slice_from(partings[i])))
				return slice_head(s, at);
	return s;
}

/* "Leggi anche - the headline", "Read more > the headline": two words and more, so that no headline is taken. */
bool phrase_leads_elsewhere(struct slice line)
{
	struct slice head = before_parting(slice_head(line, 80));

	return head.len < line.len && head.len < 40 && memchr(head.at, ' ', head.len) &&
	       phrase_of(head) == PHRASE_RELATED;
}

enum phrase phrase_line(struct slice line)
{
	struct slice head = slice_before(slice_head(line, 80), ':');
	enum phrase phrase = phrase_of(line);

	if (phrase != PHRASE_NONE)
		return phrase;
	if (head.len == line.len || head.len == 80)
		return phrase_leads_elsewhere(line) ? PHRASE_RELATED : PHRASE_NONE;
	phrase = phrase_of(head);
	return phrase == PHRASE_RELATED || phrase == PHRASE_TAGS ? phrase : PHRASE_NONE;
}

/* What a site asks of its reader, wherever it stands in a line. */
static const char requests[] =
	"sign up for our|sign up to our|subscribe to our|follow us on|click here to|click here for|"
	"create an account or|create a free account|register sign in|on google news|whatsapp channel|"
	"join us on|failed to load|refreshing your browser|enable javascript|turn on javascript|browser does not "
	"support|video can not be played|trình duyệt của bạn không hỗ trợ|abilita javascript|browser non supporta|tự "
	"động cập "
	"nhật sau|get in touch with our|may earn a commission|"
	"may earn commission|may earn an affiliate|may earn a small commission|may receive compensation|"
	"we earn a commission|affiliate commission|contains affiliate links|independently selected by our|"
	"evaluate all of our recommendations|how useful was this post|click on a star|"
	"for more stories like this|download our app|read our privacy|support our journalism|iscriviti alla|"
	"iscriviti al|seguici su|clicca qui|riproduzione riservata|scarica l app|đăng ký nhận|mời bạn đọc|"
	"mời độc giả|mời quý độc giả|theo dõi kênh|theo dõi chúng tôi|vui lòng ghi rõ nguồn|tải ứng dụng|"
	"đăng ký kênh";

/* And in one of the last lines only. */
static const char last_requests[] =
	"newsletter|newsletters|subscribe|earn commissions|vote count|was not useful for you|improve this post|"
	"filed under|trackback|abgelegt unter|rss 2 0|jetzt melden|fehler gefunden|follow me on|"
	"follow him on|follow her on|this article was originally published|this article first appeared|"
	"this article originally appeared|this story was originally published|"
	"this article was first published|first appeared on|donation|become a member|all rights reserved|"
	"buy me a coffee|buying me a coffee|"
	"abbonati|sostieni|seguici|bản quyền thuộc|đường dây nóng|fanpage|spende|suscríbete";

#define REQUESTS_SIZE 512

/* Both by the hash of their first words, in the order of the tables; filled at the first use. */
static struct request {
	struct slice words; /* empty: free */
	bool at_end;
} request[REQUESTS_SIZE];

/* A bit for each length that first words with that first byte have: few words of a line are such. */
static uint32_t request_lengths[256];

static void requests_add(const char *phrases, bool at_end)
{
	struct slice words, rest = slice_from(phrases);

	while (slice_next(&rest, '|', &words)) {
		struct slice first = slice_before(words, ' ');
		size_t at = slice_hash(first) % REQUESTS_SIZE;

		request_lengths[(unsigned char)first.at[0]] |= UINT32_C(1) << first.len;
		while (request[at].words.len > 0)
			at = (at + 1) % REQUESTS_SIZE;
		request[at] = (struct request){ words, at_end };
	}
}

/* Does `folded`, whose first word is `first`, begin with a request?  The last word of one of several may go on. */
static bool request_begins(struct slice folded, struct slice first, bool at_end)
{
	size_t at = slice_hash(first) % REQUESTS_SIZE;

	for (; request[at].words.len > 0; at = (at + 1) % REQUESTS_SIZE)
		if (slice_starts(folded, request[at].words) && (at_end || !request[at].at_end))
			return true;
	return false;
}

bool phrase_asks(struct slice line, bool at_end)
{
	char buf[512];
	struct slice folded = words_fold(line, buf, sizeof buf);

	if (request[slice_hash(SLICE("newsletter")) % REQUESTS_SIZE].words.len == 0) {
		requests_add(requests, false);
		requests_add(last_requests, true);
	}
	while (folded.len > 0) {
		struct slice first = slice_before(folded, ' ');

		if (first.len < 32 && request_lengths[(unsigned char)first.at[0]] >> first.len & 1 &&
		    request_begins(folded, first, at_end))
			return true;
		folded = slice_skip(folded, first.len + 1);
	}
	return false;
}

/* Does the line begin with one of these words and a colon? */
static bool label_in(struct slice line, const char *const *labels)
{
	struct slice head = slice_before(slice_head(line, 60), ':');
	char buf[96];

	return head.len < 40 && head.len < line.len && words_in(words_fold(head, buf, sizeof buf), labels);
}

bool phrase_is_note(struct slice line)
{
	static const char *const notes[] = { "editors note",
					     "editor s note",
					     "editors notes",
					     "correction",
					     "corrections",
					     "clarification",
					     "disclosure",
					     "disclaimer",
					     "transparenzhinweis",
					     "hinweis der redaktion",
					     "anmerkung der redaktion",
					     "anm d red",
					     "korrektur",
					     "nota della redazione",
					     "nota dell editore",
					     "nota de la redacción",
					     "fe de errores",
					     "note de la rédaction",
					     "lời tòa soạn",
					     "lời toà soạn",
					     "đính chính",
					     "ghi chú của tòa soạn",
					     NULL };

	return label_in(line, notes);
}

bool phrase_is_legend(struct slice line)
{
	static const char *const heads[] = { "video",
					     "audio",
					     "podcast",
					     "graphic",
					     "graphics",
					     "chart",
					     "infographic",
					     "grafik",
					     "infografik",
					     "karte",
					     "grafica",
					     "infografica",
					     "infographie",
					     "infográfico",
					     "infografía",
					     "gráfico",
					     "đồ họa",
					     "đồ hoạ",
					     "source",
					     "sources",
					     "quelle",
					     "quellen",
					     "fonte",
					     "fonti",
					     "fuente",
					     "fuentes",
					     "nguồn",
					     "lesedauer",
					     "lesezeit",
					     "reading time",
					     "read time",
					     "temps de lecture",
					     "tempo di lettura",
					     "tempo de leitura",
					     "tiempo de lectura",
					     "thời gian đọc",
					     "duration",
					     "dauer",
					     "durée",
					     "durata",
					     "duración",
					     "duração",
					     "出典",
					     "資料",
					     "来源",
					     "图",
					     "출처",
					     "자료",
					     NULL };

	return label_in(line, heads);
}

unsigned phrase_gate(struct slice line)
{
	static const struct {
		unsigned part;
		const char *words; /* beginnings of words, parted by '|' */
	} parts[] = {
		{ GATE_AGREES,
		  "consent|agree|accept|allow|zustimm|stimmen sie|einwillig|einverstanden|consenso|acconsent|"
		  "accett|acept|aceit|consentim|zgod|toestem|godkänn|đồng ý|chấp nhận|同意|동의" },
		{ GATE_CONTENT,
		  "content|inhalt|contenu|contenido|conteúdo|nội dung|treść|treści|innehåll|inhoud|コンテンツ|"
		  "콘텐츠|内容" },
		{ GATE_DATA,
		  "cookie|tracker|traceur|privacy|data|daten|dritt|third part|tiers|terze parti|terceros|terceiros|"
		  "bên thứ ba|quyền riêng tư|prywatno|第三" },
	};
	char buf[1024];
	struct slice folded = words_fold(line, buf, sizeof buf), rest, words;
	unsigned found = 0;

	for (size_t i = 0; i < COUNT(parts); i++)
		for (rest = slice_from(parts[i].words); slice_next(&rest, '|', &words);)
			found |= slice_contains(folded, words) ? parts[i].part : 0;
	return found;
}

bool phrase_is_imprint(struct slice line)
{
	static const char *const words[] = { "copyright",
					     "all rights reserved",
					     "tutti i diritti riservati",
					     "direttore responsabile",
					     "registrazione al tribunale",
					     "p iva",
					     "partita iva",
					     "codice fiscale",
					     "best viewed with",
					     "visitor number",
					     "bản quyền",
					     "giấy phép số",
					     "trưởng ban biên tập",
					     "tổng biên tập",
					     "chịu trách nhiệm chính",
					     "chịu trách nhiệm nội dung",
					     "ghi rõ nguồn",
					     "lượt truy cập",
					     "đang online",
					     "cơ quan chủ quản",
					     "điện thoại",
					     "email",
					     "fax",
					     "pec" };
	char buf[512];
	struct slice folded = words_fold(line, buf, sizeof buf);
	unsigned n = slice_contains(line, SLICE("©"));

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t at = slice_find(folded, slice_from(words[i])), behind = at + strlen(words[i]);

		n += at < folded.len && (at == 0 || folded.at[at - 1] == ' ') &&
		     (behind == folded.len || folded.at[behind] == ' ');
	}
	return n >= 2;
}

bool phrase_describes(struct slice rest)
{
	static const char *const verbs[] = { " is a ",      " is an ",    " is the ", " is currently ",
					     " is one of ", " writes ",   " covers ", " has been ",
					     " ist ",       " schreibt ", " è ",      " est ",
					     " es ",        " é ",        " là ",     " jest ",
					     " är ",        NULL };

	for (const char *const *verb = verbs; *verb; verb++)
		if (slice_starts(rest, slice_from(*verb)))
			return true;
	return false;
}

/* A label with no letter behind it; `bare` ones need no colon. */
static struct slice label_at(struct slice line, const char *const *labels, bool colon)
{
	for (; *labels; labels++) {
		struct slice rest;
		size_t n;

		if (line.len == 0 || ascii_lower(**labels) != ascii_lower(*line.at) ||
		    !slice_starts_nocase(line, slice_from(*labels)))
			continue;
		n = strlen(*labels);
		rest = slice_skip(line, n);
		while (rest.len > 0 && rest.at[0] == ' ')
			rest = slice_skip(rest, 1);
		if (colon && !(rest.len > 0 && rest.at[0] == ':'))
			continue;
		rest = colon ? slice_skip(rest, 1) : rest;
		while (rest.len > 0 && rest.at[0] == ' ')
			rest = slice_skip(rest, 1);
		if (rest.len < line.len && (colon || line.at[n] == ' '))
			return slice_head(line, line.len - rest.len);
	}
	return SLICE("");
}

struct slice phrase_byline_label(struct slice line)
{
	static const char *const bare[] = { "By",          "Written by", "Reported by", "Edited by",  "Translated by",
					    "Compiled by", "Di",         "A cura di",   "Scritto da", "Von",
					    "Par",         "Por",        "Door",        "Bài và ảnh", NULL };
	static const char *const colon[] = { "Author",   "Authors",      "Byline",     "Tác giả",   "Bài và ảnh",
					     "Bài, ảnh", "Tin, ảnh",     "Tin và ảnh", "Tin ảnh",   "Bài",
					     "Tin",      "Biên dịch",    "Người dịch", "Thực hiện", "Biên soạn",
					     "Dịch",     "By",           "Autore",     "Autrice",   "Translator",
					     "Reporter", "Reporting by", "Reporting",  NULL };
	struct slice label = label_at(line, colon, true);

	return label.len ? label : label_at(line, bare, false);
}

struct slice phrase_source_label(struct slice line)
{
	static const char *const bare[] = { "Theo", "Nguồn", NULL };
	static const char *const colon[] = { "Nguồn", "Nguồn tin", "Source",      "Sources", "Fonte",
					     "Theo",  "Nguồn bài", "Source link", "Quelle",  NULL };
	struct slice label = label_at(line, colon, true);

	return label.len ? label : label_at(line, bare, false);
}

bool phrase_is_agency(struct slice s)
{
	char buf[64];

	if (!set_filled)
		set_fill();
	return s.len > 1 && s.len < 48 &&
	       set_find(words_fold(s, buf, sizeof buf), PHRASE_AGENCY)->phrase == PHRASE_AGENCY;
}
