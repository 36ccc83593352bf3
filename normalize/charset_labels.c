/* normalize/charset_labels.c - the labels of the WHATWG Encoding Standard (4.2), and of three Vietnamese charsets. */
#include "normalize/charset_labels.h"
#include "common/die.h"

/* iso-8859-8-i differs from iso-8859-8 in the order of letters only; gb18030 reads all of gbk. */
static const struct encoding encodings[] = {
	{ "utf-8", NULL, "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 x-unicode20utf8", true },
	{ "windows-1252", "CP1252",
	  "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 "
	  "iso_8859-1:1987 l1 latin1 us-ascii x-cp1252",
	  false },
	{ "windows-1258", "CP1258", "cp1258 x-cp1258", false },
	{ "viscii", "VISCII", "csviscii viscii1.1-1", false },
	{ "tcvn", "TCVN", "tcvn-5712 tcvn5712 tcvn5712-1 tcvn5712-1:1993 tcvn3 x-viet-tcvn x-viet-tcvn5712", false },
	{ "vni", "CP1252", "vni-windows x-viet-vni x-vni", false },
	{ "ibm866", "IBM866", "866 cp866 csibm866", false },
	{ "iso-8859-2", "ISO-8859-2", "csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
	  false },
	{ "iso-8859-3", "ISO-8859-3", "csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
	  false },
	{ "iso-8859-4", "ISO-8859-4", "csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
	  false },
	{ "iso-8859-5", "ISO-8859-5",
	  "csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988", false },
	{ "iso-8859-6", "ISO-8859-6",
	  "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e iso-8859-6-i iso-ir-127 "
	  "iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
	  false },
	{ "iso-8859-7", "ISO-8859-7",
	  "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 "
	  "sun_eu_greek",
	  false },
	{ "iso-8859-8", "ISO-8859-8",
	  "csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 "
	  "visual csiso88598i iso-8859-8-i logical",
	  false },
	{ "iso-8859-10", "ISO-8859-10", "csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6", false },
	{ "iso-8859-13", "ISO-8859-13", "iso8859-13 iso885913", false },
	{ "iso-8859-14", "ISO-8859-14", "iso8859-14 iso885914", false },
	{ "iso-8859-15", "ISO-8859-15", "csisolatin9 iso8859-15 iso885915 iso_8859-15 l9 latin9", false },
	{ "iso-8859-16", "ISO-8859-16", "", false },
	{ "koi8-r", "KOI8-R", "cskoi8r koi koi8 koi8_r", false },
	{ "koi8-u", "KOI8-U", "koi8-ru", false },
	{ "macintosh", "MACINTOSH", "csmacintosh mac x-mac-roman", false },
	{ "x-mac-cyrillic", "MAC-CYRILLIC", "x-mac-ukrainian", false },
	{ "windows-874", "CP874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620", false },
	{ "windows-1250", "CP1250", "cp1250 x-cp1250", false },
	{ "windows-1251", "CP1251", "cp1251 x-cp1251", false },
	{ "windows-1253", "CP1253", "cp1253 x-cp1253", false },
	{ "windows-1254", "CP1254",
	  "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 x-cp1254",
	  false },
	{ "windows-1255", "CP1255", "cp1255 x-cp1255", false },
	{ "windows-1256", "CP1256", "cp1256 x-cp1256", false },
	{ "windows-1257", "CP1257", "cp1257 x-cp1257", false },
	{ "gbk", "GB18030", "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 iso-ir-58 x-gbk", true },
	{ "gb18030", "GB18030", "", true },
	{ "big5", "BIG5-HKSCS", "big5-hkscs cn-big5 csbig5 x-x-big5", true },
	{ "euc-jp", "EUC-JP-MS", "cseucpkdfmtjapanese x-euc-jp", true },
	{ "iso-2022-jp", "ISO-2022-JP", "csiso2022jp", true },
	{ "shift_jis", "CP932", "csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis", true },
	{ "euc-kr", "CP949",
	  "cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 uhc",
	  true },
	{ "utf-16be", "UTF-16BE", "unicodefffe", true },
	{ "utf-16le", "UTF-16LE", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16", true },
};

static iconv_t converters[COUNT(encodings)]; /* NULL: not opened yet */

static bool has_label(const struct encoding *encoding, struct slice label)
{
	struct slice part, rest = slice_from(encoding->labels);

	if (slice_equal_nocase(label, slice_from(encoding->name)))
		return true;
	while (slice_next(&rest, ' ', &part))
		if (slice_equal_nocase(label, part))
			return true;
	return false;
}

const struct encoding *encoding_of_label(struct slice label)
{
	label = slice_trim(label);
	for (size_t i = 0; i < COUNT(encodings); i++)
		if (has_label(&encodings[i], label))
			return &encodings[i];
	return NULL;
}

const struct encoding *encoding_named(const char *name)
{
	for (size_t i = 0; i < COUNT(encodings); i++)
		if (strcmp(encodings[i].name, name) == 0)
			return &encodings[i];
	die("no encoding %s", name);
}

iconv_t *encoding_converter(const struct encoding *encoding)
{
	iconv_t *converter = &converters[encoding - encodings];

	if (!*converter)
		*converter = iconv_open("UTF-8", encoding->iconv_name);
	if (*converter == (iconv_t)-1)
		return NULL;
	iconv(*converter, NULL, NULL, NULL, NULL);
	return converter;
}

void encoding_prepare_all(void)
{
	for (size_t i = 0; i < COUNT(encodings); i++)
		if (encodings[i].iconv_name)
			encoding_converter(&encodings[i]);
}
