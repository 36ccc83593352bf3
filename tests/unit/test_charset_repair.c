/* tests/unit/test_charset_repair.c - pages that were spoilt before they were sent; VNI; what no label tells. */
#include "tests/unit/unit.h"

#include "common/stage.h"
#include "common/text.h"
#include "common/utf8.h"
#include "normalize/charset.h"

struct fixture {
	struct arena *arena;
	struct slice utf8, charset;
	const char *because;
	struct reason why;
};

static void fixture_open(struct fixture *f)
{
	*f = (struct fixture){ .arena = arena_open(64u << 20) };
}

static void fixture_close(struct fixture *f)
{
	arena_close(f->arena);
}

static void decode(struct fixture *f, struct slice bytes, const char *content_type)
{
	struct slice guarded = unit_guard(bytes), utf8;

	assert_int_equal(
		charset_decode(f->arena, guarded, slice_from(content_type), &utf8, &f->charset, &f->because, &f->why),
		0);
	assert_int_equal(utf8_valid_prefix(utf8), utf8.len);
	f->utf8 = arena_copy(f->arena, utf8);
	unit_guard_free(guarded);
}

/* What is UTF-8 as one who takes its bytes for windows-1252, or for ISO-8859-1, would save it. */
static struct slice misread(struct fixture *f, struct slice s, bool latin1)
{
	static const uint32_t from_80[32] = { 0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
					      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
					      0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
					      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178 };
	struct slice copy;
	struct text out;

	text_init(&out, 1u << 20);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		text_add_codepoint(&out, !latin1 && c >= 0x80 && c < 0xA0 ? from_80[c - 0x80] : c);
	}
	copy = arena_copy(f->arena, text_slice(&out));
	text_release(&out);
	return copy;
}

#define VI "<p>Thủ tướng nói “đường sắt” – từ Hà Nội – sẽ xong</p>"

static void utf8_read_as_western_is_put_right(void **state)
{
	static const char *const texts[] = {
		VI,
		"<p>L’università di Città è già più «bella» così</p>",
		"<p>Привет, мир: здравствуйте</p>",
		"<p>两国部长今天上午签署</p>",
		"<title>Hà Nội</title>",
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(texts); i++)
		for (int latin1 = 0; latin1 < 2; latin1++) {
			struct slice once = misread(&f, slice_from(texts[i]), latin1);

			decode(&f, once, "text/html; charset=utf-8");
			assert_slice_equal(f.utf8, texts[i]);
			assert_slice_equal(f.charset, "utf-8");
			decode(&f, misread(&f, once, latin1), "");
			assert_slice_equal(f.utf8, texts[i]);
		}
	fixture_close(&f);
}

static void a_spoilt_stretch_is_put_right_alone(void **state)
{
	struct fixture f;
	struct text page;

	(void)state;
	fixture_open(&f);
	text_init(&page, 1u << 20);
	text_add(&page, SLICE("<p>già così, “perché”…</p>"));
	text_add(&page, misread(&f, SLICE(VI), false));
	text_add(&page, SLICE("<p>l’été «À»…</p>"));
	decode(&f, text_slice(&page), "");
	assert_slice_equal(f.utf8, "<p>già così, “perché”…</p>" VI "<p>l’été «À»…</p>");
	text_release(&page);
	fixture_close(&f);
}

/* What only looks a little like it stays. */
static void sound_text_is_left_alone(void **state)
{
	static const char *const texts[] = {
		"<p>« café » – “CAFÉ” – l’été… «PERÒ» «CITTÀ»</p>",
		"<p>CAFÉ”</p><p>É…</p>",
		"<p>UTF-8 read as Latin-1 shows é as Ã©, à as Ã\xC2\xA0 and ù as Ã¹</p>",
		"<p>Over, færøyske båter på Å… Ålesund</p>",
		"<p>x Ã© y</p>",
		"<p>Việt Nam: “đường sắt”… là” ý»</p>",
		"<p>Ünlü şarkıcı İstanbul’da … çok iyi»</p>",
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(texts); i++) {
		decode(&f, slice_from(texts[i]), "text/html; charset=utf-8");
		assert_slice_equal(f.utf8, texts[i]);
	}
	fixture_close(&f);
}

#define VNI                                                                                                                              \
	"<p>Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc. Caùc kyõ sö ôû mieàn Trung " \
	"ñöôïc môøi ñeán laøm vieäc; ñeâm qua trôøi trôû laïnh, thuûy trieàu vaãn coøn laëng.</p>"
#define VNI_READ                                                                                                                   \
	"<p>Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc. Các kỹ sư ở miền Trung " \
	"được mời đến làm việc; đêm qua trời trở lạnh, thủy triều vẫn còn lặng.</p>"

static void vni_is_told_and_read(void **state)
{
	char bytes[sizeof VNI];
	size_t at = 0, n = 0;
	struct fixture f;

	(void)state;
	fixture_open(&f);
	while (at < sizeof VNI - 1)
		bytes[n++] = (char)utf8_next(SLICE(VNI), &at); /* its letters are those of ISO-8859-1 */
	decode(&f, (struct slice){ bytes, n }, "");
	assert_slice_equal(f.utf8, VNI_READ);
	assert_slice_equal(f.charset, "vni");
	decode(&f, (struct slice){ bytes, n }, "text/html; charset=iso-8859-1");
	assert_slice_equal(f.utf8, VNI_READ);
	decode(&f, SLICE(VNI), "text/html; charset=utf-8");
	assert_slice_equal(f.utf8, VNI_READ);
	assert_slice_equal(f.charset, "vni");
	decode(&f, SLICE("ÑAÁT VIEÄT, Ñaát Vieät, VÆ TUYEÁN"), "text/html; charset=x-viet-vni");
	fixture_close(&f);
}

/* "Vietnamese" letters of other languages, in UTF-8: no fonts of the nineties. */
static void other_languages_are_no_old_fonts(void **state)
{
	static const char *const texts[] = {
		"Coördinatie, geïnteresseerd, tweeën, zeeën, reünie, ruïne, egoïst, poëzie, vacuüm, weeïg, "
		"drieëntwintig, "
		"tweeëntwintig, beëindigen, geëerd, geüpdatet, coöperatie, reëel, ideeën, knieën, naïef, heroïne, "
		"zoölogie",
		"Hyvää päivää, tämä päätös jää pöydälle; määräys käännetään, näyttää tyhjältä, väärä pää, sää, jäätä, "
		"lää",
		"Créée, théâtre, naïf, maïs, Noël, préétabli, réélu, créés, agréé, suppléée, égoïste, ambiguë, aiguë, "
		"où",
		"caféeaté ao coração, não são mãos, põe, dispõem, alemães, pão, irmã, lã, maçã, avó, você, pôde, três, "
		"às",
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(texts); i++) {
		decode(&f, slice_from(texts[i]), "");
		assert_slice_equal(f.utf8, texts[i]);
		assert_slice_equal(f.charset, "utf-8");
	}
	fixture_close(&f);
}

static struct slice utf16(struct fixture *f, struct slice s, bool little)
{
	char *out = arena_alloc(f->arena, 2 * s.len + 2);
	size_t at = 0, n = 0;

	while (at < s.len) {
		uint32_t c = utf8_next(s, &at);

		out[n + !little] = (char)(c & 0xFF);
		out[n + little] = (char)(c >> 8);
		n += 2;
	}
	return (struct slice){ out, n };
}

static void utf16_with_little_ascii_is_seen_without_a_mark(void **state)
{
	static const char *const texts[] = {
		"Ủy ban nhân dân ủng hộ đường ưỡn ẹo ở đó\nở ấy",
		"两国部长今天上午签署了谅解备忘录\n两国部长今天上午签署了谅解备忘录\n",
		"Привет мир",
	};
	struct fixture f;

	(void)state;
	fixture_open(&f);
	for (size_t i = 0; i < COUNT(texts); i++)
		for (int little = 0; little < 2; little++) {
			decode(&f, utf16(&f, slice_from(texts[i]), little), "text/plain");
			assert_slice_equal(f.charset, little ? "utf-16le" : "utf-16be");
			assert_slice_equal(f.utf8, texts[i]);
		}
	fixture_close(&f);
}

static void a_meta_element_is_found_late(void **state)
{
	struct fixture f;
	struct text page;

	(void)state;
	fixture_open(&f);
	text_init(&page, 1u << 20);
	text_add(&page, SLICE("<script>"));
	for (size_t i = 0; i < 4000; i++)
		text_add(&page, SLICE("var a=1;\n"));
	text_add(&page, SLICE("</script><meta charset=windows-1251>\xC4\xE0"));
	decode(&f, text_slice(&page), "text/html");
	assert_slice_equal(f.charset, "windows-1251");
	text_release(&page);
	fixture_close(&f);
}

UNIT(charset_repair, cmocka_unit_test(utf8_read_as_western_is_put_right),
     cmocka_unit_test(a_spoilt_stretch_is_put_right_alone), cmocka_unit_test(sound_text_is_left_alone),
     cmocka_unit_test(vni_is_told_and_read), cmocka_unit_test(other_languages_are_no_old_fonts),
     cmocka_unit_test(utf16_with_little_ascii_is_seen_without_a_mark), cmocka_unit_test(a_meta_element_is_found_late))
