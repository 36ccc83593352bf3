/* common/cld2_shim.h
 *
 * cld2_shim - the one call of CLD2 that we make, as a C function.
 */
#ifndef COMMON_CLD2_SHIM_H
#define COMMON_CLD2_SHIM_H

#ifdef __cplusplus
extern "C" {
#endif

/* What CLD2 says of `len` bytes of plain UTF-8 text: the codes of up to three languages ("vi", "zh-Hant", "un" for none;
 * static), the percentage of the text that is in each, most first, and whether CLD2 is sure.  `hint` is a list of language
 * tags with commas, or NULL. */
struct cld2_answer {
	const char *code[3];
	int percent[3], reliable;
};

struct cld2_answer cld2_detect(const char *text, int len, const char *hint);

#ifdef __cplusplus
}
#endif

#endif
