/* tests/unit/enrich_story.c - one article through the steps of enrich. */
#include "tests/unit/enrich_story.h"

#include "common/data.h"

struct knowledge *story_knowledge(void)
{
	static struct knowledge *knowledge;
	static const struct setting *const tables[] = { data_settings, NULL };
	static const struct command command = { .name = "unit", .synopsis = "", .summary = "", .tables = tables };
	char program[] = "unit", option[] = "--data", folder[] = "data";
	char *argv[] = { program, option, folder, NULL };

	if (!knowledge) {
		settings_read(&command, 3, argv);
		knowledge = enrich_stage.open();
	}
	return knowledge;
}

struct story story_open(struct arena *arena, const char *language, const char *title, const char *body,
			const char *published)
{
	struct article *a = arena_new(arena, struct article, 1);
	struct story s = { .article = a, .knowledge = story_knowledge(), .arena = arena };

	article_init(a, arena);
	a->id = SLICE("urn:uuid:00000000-0000-5000-8000-000000000001");
	a->language = slice_from(language);
	a->title = slice_from(title);
	a->body = slice_from(body);
	a->published = moment_parse(slice_from(published));
	tokens_read(&s.title, arena, a->title);
	tokens_read(&s.body, arena, a->body);
	return s;
}
