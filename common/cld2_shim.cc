/* common/cld2_shim.cc - CLD2 from C. */
#include <cstdio> /* its headers need it and do not say so */

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include "common/cld2_shim.h"

struct cld2_answer cld2_detect(const char *text, int len, const char *hint)
{
	CLD2::CLDHints hints = { hint, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE };
	/* left alone for text that it holds to be no UTF-8 */
	CLD2::Language languages[3] = { CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE };
	int percents[3] = { 0 }, text_bytes, valid_bytes;
	double scores[3];
	bool reliable = false;

	CLD2::ExtDetectLanguageSummaryCheckUTF8(text, len, true, &hints, 0, languages, percents, scores, nullptr,
						&text_bytes, &reliable, &valid_bytes);
	return { { CLD2::LanguageCode(languages[0]), CLD2::LanguageCode(languages[1]),
		   CLD2::LanguageCode(languages[2]) },
		 { percents[0], percents[1], percents[2] },
		 reliable };
}
