/* common/function_words.c - The small words of sixteen languages. */
#include "common/function_words.h"

#define SLOTS 1024

/* Function words, of at most 8 bytes each. */
static const struct {
	const char *language, *words;
} tables[FUNCTION_WORD_LANGUAGES] = {
	{ "vi", "và của là có các được trong cho một không những với người đã này để khi ở đến từ ra về tại cũng như" },
	{ "en", "the of and to in a is that for it was on with as his he at by from be this have are not but had they "
		"which or an were their has will said more who been would about we she you" },
	{ "it",
	  "di che il la e è un per in non una del con si sono della le da al ha dei nel anche i come più alla gli lo "
	  "delle ma nella dal ai" },
	{ "de",
	  "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
	  "hat dass sie nach wird bei" },
	{ "fr",
	  "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ont "
	  "son aux mais nous" },
	{ "es", "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha ya" },
	{ "pt", "de a o que e do da em um para é com não uma os no se na por mais as dos como mas ao das foi ser" },
	{ "nl",
	  "de van het een en in is dat op te voor met zijn niet aan er om ook als dan maar bij hij door werd naar" },
	{ "sv", "och att det som en på är av för med till den har de inte om ett han men var jag sig från vi kan i" },
	{ "no", "og i det som på en er av for med til å har de ikke om et han men var seg fra vi kan ble at" },
	{ "da", "og i at det som på en er af for med til den har de ikke om et han men var sig fra vi kan blev" },
	{ "pl", "w i na się z nie do to że jest o jak po od za ale przez przy są było tym tak dla być" },
	{ "ro", "de și în a la cu pe care nu din o un mai să este pentru ca fi sau au al ale dar prin" },
	{ "cs", "a v se na je že z s do o k i to jako za by pro ale po jsou od podle" },
	{ "tr", "ve bir bu da için de ile olarak çok daha gibi olan en ne kadar sonra" },
	{ "id", "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena bisa ada" },
};

/* Each word, as a number, with the languages it is one of; filled at the first use. */
static struct slot {
	uint64_t word;
	uint32_t languages; /* bits: rows of `tables` */
} slots[SLOTS];

/* The small letters of a word of at most 8 bytes. */
static uint64_t word_key(struct slice word)
{
	uint64_t key = 0;

	for (size_t i = 0; i < word.len; i++)
		key = key << 8 | (unsigned char)ascii_lower(word.at[i]);
	return key;
}

static struct slot *slot_find(uint64_t word)
{
	size_t at = (size_t)((word * 0x9E3779B97F4A7C15u) >> 54) % SLOTS;

	while (slots[at].word != 0 && slots[at].word != word)
		at = (at + 1) % SLOTS;
	return &slots[at];
}

static void slots_fill(void)
{
	struct slice rest, word;
	static bool filled;

	for (size_t i = 0; !filled && i < COUNT(tables); i++)
		for (rest = slice_from(tables[i].words); slice_next(&rest, ' ', &word);) {
			struct slot *slot = slot_find(word_key(word));

			slot->word = word_key(word);
			slot->languages |= 1u << i;
		}
	filled = true;
}

/* Bytes of the sign at s.at[at] that parts words: U+0080 to U+00BF, U+2000 to U+20FF; 0 if it is a letter's byte, and
 * counted if the letter is of another script.  Latin goes up to U+033F, and from U+1E00 to U+1EFF. */
static size_t sign_bytes(struct slice s, size_t at, struct word_evidence *e)
{
	unsigned char c = (unsigned char)s.at[at], next = at + 1 < s.len ? (unsigned char)s.at[at + 1] : 0;

	if (c == 0xC2)
		return 2;
	if (c == 0xE2 && next >= 0x80 && next < 0x84)
		return 3;
	if (c >= 0xCD && !(c == 0xE1 && next >= 0xB8 && next <= 0xBB))
		e->other += c < 0xE0 ? 1 : 3;
	return 0;
}

static void count_word(uint64_t key, struct word_evidence *e)
{
	uint32_t languages = slot_find(key)->languages;

	for (; languages; languages &= languages - 1)
		e->hits[__builtin_ctz(languages)]++;
}

void function_words_count(struct slice s, struct word_evidence *e)
{
	slots_fill();
	for (size_t at = 0; at < s.len;) {
		size_t begin = at, sign = 0;
		uint64_t key = 0; /* the last eight bytes of the word */

		while (at < s.len && sign == 0) {
			unsigned char c = (unsigned char)s.at[at];
			size_t run = at;

			for (; ascii_is_alpha((char)c); c = ++at < s.len ? (unsigned char)s.at[at] : ' ')
				key = key << 8 | (c | 0x20);
			e->latin += (uint32_t)(at - run);
			sign = at == s.len ? 0 : c < 0x80 ? 1 : sign_bytes(s, at, e);
			if (at < s.len && sign == 0) {
				key = key << 8 | c;
				at++;
			}
		}
		e->words += at > begin;
		if (at > begin && at - begin <= 8)
			count_word(key, e);
		at += sign;
	}
}

size_t function_words_row(struct slice language)
{
	size_t i = 0;

	while (i < COUNT(tables) && !slice_equal(language, slice_from(tables[i].language)))
		i++;
	return i;
}
