/* common/cld2_shim.h
 *
 * cld2_shim - the one call of CLD2 that we make, as a C function.
 */
#ifndef COMMON_CLD2_SHIM_H
#define COMMON_CLD2_SHIM_H

#ifdef __cplusplus
extern "C" {
#endif

/* What CLD2 says of `len` bytes of plain UTF-8 text: its language code ("vi", "zh-Hant", "un"; static), the percentage
 * of the text that is in it, and whether CLD2 is sure.  `hint` is a list of language tags with commas, or NULL. */
struct cld2_answer {
	const char *code;
	int percent, reliable;
};

struct cld2_answer cld2_detect(const char *text, int len, const char *hint);

#ifdef __cplusplus
}
#endif

#endif
