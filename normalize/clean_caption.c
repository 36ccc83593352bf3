/* normalize/clean_caption.c - Finds picture credits in lines. */
#include "normalize/clean_caption.h"
#include "normalize/clean_words.h"

#define MOST_CREDIT_BYTES 90

/* Words that begin a credit, longest first where one begins another. */
static const char *const openers[] = {
	"Ảnh minh họa", "Ảnh minh hoạ",  "ảnh minh họa", "ảnh minh hoạ",
	"Ảnh tư liệu",  "ảnh tư liệu",   "Nguồn ảnh",    "nguồn ảnh",
	"Ảnh",          "ảnh",           "ẢNH",          "Photographs",
	"Photograph",   "Photo credits", "Photo credit", "Photos",
	"Photo",        "Foto di",       "Foto",         "Picture",
	"Pictures",     "Image credit",  "Image",        "Credit",
	"Đồ họa",       "Hình",          "Crédit photo", "Bild",
	"Fotos",        "Bildrechte",    "Bildquelle",   "©",
};

/* In brackets only: elsewhere they begin an attribution of the article. */
static const char *const bracket_openers[] = { "Source",       "Nguồn",       "Fonte",   "Illustrative photo",
					       "Illustration", "Courtesy of", "Courtesy" };

/* Does one of `openers` begin with this byte, small or capital?  Of a line's words few do. */
static bool may_open(char c)
{
	static bool first[256];

	if (!first[(unsigned char)ascii_lower(*openers[0])])
		for (size_t i = 0; i < COUNT(openers); i++)
			first[(unsigned char)ascii_lower(*openers[i])] = true;
	return first[(unsigned char)ascii_lower(c)];
}

/* Bytes of the opener that stands at the start of s, 0 if none does. */
static size_t opener_bytes(struct slice s, const char *const *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len;

		if (s.len == 0 || ascii_lower(*table[i]) != ascii_lower(*s.at))
			continue;
		len = strlen(table[i]);
		if (slice_starts_nocase(s, slice_from(table[i])) &&
		    (s.len == len || !(ascii_is_alpha(s.at[len]) || (signed char)s.at[len] < 0)))
			return len;
	}
	return 0;
}

/* Signs and small words between the opener and the name: ": ", "/", " by ", " courtesy of ". */
static struct slice name_after(struct slice s, bool *marked)
{
	static const char *const small[] = { "by ",   "courtesy of ", "courtesy ", "provided by ", "via ",
					     "from ", "di ",          "của ",      "do " };

	*marked = false;
	for (bool again = true; again;) {
		again = false;
		while (s.len > 0 && strchr(" :/|-", s.at[0])) {
			*marked = *marked || s.at[0] != ' ';
			s = slice_skip(s, 1);
			again = true;
		}
		for (size_t i = 0; i < COUNT(small); i++)
			if (slice_starts_nocase(s, slice_from(small[i]))) {
				s = slice_skip(s, strlen(small[i]));
				*marked = again = true;
			}
	}
	return s;
}

/* Short, and in capitals: somebody's name or sign. */
static bool is_signed(struct slice s)
{
	struct measure m = words_measure(s);

	return m.words == 0 ||
	       (m.words <= 4 && m.capitals + m.shouted > 0 && m.capitals * 2 >= m.words && m.digits == 0);
}

/* "(Photo: VNA)" at the bracket. */
static bool credit_in_brackets(struct slice line, size_t at, struct credit *credit)
{
	struct slice inner = slice_skip(line, at + 1);
	char close = line.at[at] == '(' ? ')' : ']';
	size_t end = slice_before(slice_head(inner, MOST_CREDIT_BYTES), close).len, opener;
	bool marked;

	if (end >= inner.len || end == MOST_CREDIT_BYTES)
		return false;
	inner = slice_trim(slice_head(inner, end));
	opener = opener_bytes(inner, openers, COUNT(openers));
	if (!opener)
		opener = opener_bytes(inner, bracket_openers, COUNT(bracket_openers));
	if (opener) {
		credit->name = slice_trim(name_after(slice_skip(inner, opener), &marked));
		if (!marked && credit->name.len > 0 && !is_signed(credit->name))
			return false; /* "(photo taken in June)" */
	} else if (slice_ends_nocase(inner, SLICE(" photo")) || slice_ends_nocase(inner, SLICE(" photos"))) {
		credit->name = slice_trim(slice_head(inner, slice_find_nocase(inner, SLICE(" photo"))));
	} else {
		return false;
	}
	credit->begin = at;
	credit->end = at + 1 + end + 1;
	return opener == 0 || credit->name.len > 0 || line.len - credit->end < 3;
}

/* May a credit without brackets begin here?  Behind a sentence or a sign, or with a capital behind anything. */
static bool is_boundary(struct slice line, size_t at)
{
	size_t before = at;

	while (before > 0 && line.at[before - 1] == ' ')
		before--;
	if (before == 0)
		return true;
	return strchr(".!?)]|-/,;:\"", line.at[before - 1]) ||
	       (before >= 3 && (unsigned char)line.at[before - 3] == 0xE2);
}

/* "Photo: VNA" from `at` to the end of the line. */
static bool credit_bare(struct slice line, size_t at, struct credit *credit)
{
	struct slice rest = slice_skip(line, at);
	size_t opener = opener_bytes(rest, openers, COUNT(openers));
	bool capital = rest.at[0] != ascii_lower(rest.at[0]) || slice_starts(rest, SLICE("Ả")) ||
		       slice_starts(rest, SLICE("Đ"));
	bool colon, boundary = is_boundary(line, at), marked;
	struct measure m;

	if (!opener || rest.len > MOST_CREDIT_BYTES)
		return false;
	rest = slice_skip(rest, opener);
	colon = slice_starts(slice_trim(rest), SLICE(":"));
	credit->name = slice_trim(name_after(rest, &marked));
	m = words_measure(credit->name);
	if (m.words == 0 || m.words > 10 || m.sentences > 1)
		return false;
	if (!(colon && (capital || boundary)) &&
	    !(boundary && (capital || at == 0) && (marked || m.shouted == m.words)))
		return false;
	credit->begin = at;
	credit->end = line.len;
	return true;
}

/* "— VNA/VNS Photo", "VNA Photo Minh Anh": initials, the word, perhaps a name, at the end of the line. */
static bool credit_behind(struct slice line, struct credit *credit)
{
	size_t window = line.len > MOST_CREDIT_BYTES ? line.len - MOST_CREDIT_BYTES : 0;
	size_t photo = window + slice_find(slice_skip(line, window), SLICE(" Photo")), begin = photo;
	struct slice behind = slice_skip(line, photo + strlen(" Photo"));

	if (photo >= line.len || photo == 0 || (behind.len > 0 && behind.at[0] != ' ') || !is_signed(behind))
		return false;
	while (begin > 0 && line.at[begin - 1] != ' ')
		begin--;
	if (words_measure(slice_head(slice_skip(line, begin), photo - begin)).shouted == 0)
		return false;
	behind = slice_trim(behind);
	credit->begin = begin;
	credit->end = line.len;
	credit->name = behind.len > 0 ? behind : slice_head(slice_skip(line, begin), photo - begin);
	return true;
}

bool credit_find(struct slice line, struct credit *credit)
{
	bool word = false;

	if (credit_behind(line, credit))
		return true;

	for (size_t at = 0; at < line.len; at++) {
		char c = line.at[at];

		if ((c == '(' || c == '[') && credit_in_brackets(line, at, credit))
			return true;
		if (!word && line.len - at <= MOST_CREDIT_BYTES && may_open(c) && credit_bare(line, at, credit))
			return true;
		word = ascii_is_alpha(c) || (signed char)c < 0;
	}
	return false;
}

/* Without the signs that stood between caption and credit. */
static struct slice without_joints(struct slice s)
{
	s = slice_trim(s);
	for (;;) {
		if (s.len >= 1 && strchr("|-/*_(", s.at[s.len - 1]))
			s.len--;
		else if (s.len >= 3 && (slice_ends(s, SLICE("–")) || slice_ends(s, SLICE("—"))))
			s.len -= 3;
		else
			break;
		s = slice_trim(s);
	}
	while (s.len > 0 && strchr("|*_", s.at[0]))
		s = slice_trim(slice_skip(s, 1));
	return s;
}

/* "K.D.": the stop belongs to the letter before it. */
static bool ends_in_initial(struct slice s)
{
	return s.len >= 4 && s.at[s.len - 1] == '.' && s.at[s.len - 3] == '.' && ascii_is_alpha(s.at[s.len - 2]);
}

static struct slice clean_name(struct slice s)
{
	s = without_joints(s);
	while (s.len > 0 && strchr(".)];, ", s.at[s.len - 1]) && !ends_in_initial(s))
		s.len--;
	return s;
}

struct caption caption_split(struct slice line)
{
	struct caption c = { .text = without_joints(line), .credit = SLICE("") };
	struct credit credit;

	if (!credit_find(line, &credit))
		return c;
	c.credit = clean_name(credit.name);
	c.text = without_joints(slice_head(line, credit.begin));
	if (c.text.len == 0)
		c.text = without_joints(slice_skip(line, credit.end));
	return c;
}

bool caption_points(struct slice line)
{
	static const char *const places[] = { "(L)",         "(R)",         "(left)",
					      "(right)",     "(centre)",    "(center)",
					      "(C)",         "(front",      "(back row",
					      "(L,",         "(R,",         "(left,",
					      "(right,",     "(first from", "(second from",
					      "(third from", "(trái)",      "(phải)",
					      "(giữa)",      "(bên trái)",  "(bên phải)",
					      "(thứ hai",    "(thứ ba",     "(ngoài cùng",
					      "(hàng đầu",   "(ở giữa",     "(trái,",
					      "(phải,",      "(từ trái",    "từ trái sang",
					      "từ trái qua", "(from left",  "from left to right",
					      "(a sinistra", "(a destra",   "(al centro",
					      "(nella foto" };

	for (size_t i = 0; i < COUNT(places); i++)
		if (slice_contains(line, slice_from(places[i])))
			return true;
	return false;
}
