/* tests/unit/test_settings.c - one row: option, environment, default, check. */
#include "tests/unit/unit.h"

#include "common/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t number;
static const char *string;
static bool flag;
static struct setting_list list;

static const struct setting rows[] = {
	{ "test-number-ms", SETTING_NUMBER, &number, "20", 1, 100, "a number" },
	{ "test-string", SETTING_STRING, &string, NULL, 0, 0, "a string" },
	{ "test-flag", SETTING_FLAG, &flag, "0", 0, 0, "a flag" },
	{ "test-list", SETTING_LIST, &list, NULL, 0, 0, "a list" },
	{ 0 },
};
static const struct setting *const tables[] = { rows, NULL };
static const struct command command = { "test", "[OPTION...]", "A test.", tables };

static int forget(void **state)
{
	static const char *const names[] = { "WIREMILL_TEST_NUMBER_MS", "WIREMILL_TEST_STRING", "WIREMILL_TEST_FLAG",
					     "WIREMILL_TEST_LIST" };
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		unsetenv(names[i]);
	free(list.at);
	list = (struct setting_list){ NULL, 0 };
	string = NULL;
	return 0;
}

static int read_words(const char *const *words, size_t n)
{
	char *argv[16] = { "test" };

	for (size_t i = 0; i < n; i++)
		argv[i + 1] = (char *)(uintptr_t)words[i];
	return settings_read(&command, (int)n + 1, argv);
}

static void option_beats_environment_beats_default(void **state)
{
	static const char *const words[] = { "--test-number-ms", "30", "--test-list=c", "operand", "--test-flag" };

	(void)state;
	assert_int_equal(read_words(NULL, 0), 1);
	assert_int_equal(number, 20);
	assert_null(string);
	assert_false(flag);
	setenv("WIREMILL_TEST_NUMBER_MS", "25", 1);
	setenv("WIREMILL_TEST_STRING", "from the environment", 1);
	setenv("WIREMILL_TEST_LIST", "a b", 1);
	read_words(NULL, 0);
	assert_int_equal(number, 25);
	assert_string_equal(string, "from the environment");
	assert_int_equal(list.n, 2);
	assert_int_equal(read_words(words, COUNT(words)), 5); /* operands come last */
	assert_int_equal(number, 30);
	assert_true(flag);
	assert_int_equal(list.n, 1);
	assert_string_equal(list.at[0], "c");
}

static void end_now(int status, void *unused)
{
	(void)unused;
	_exit(status); /* without the leak check of this whole test program */
}

/* The exit status with which reading the words ends a process; what it prints goes nowhere. */
static int status_of(const char *const *words, size_t n)
{
	pid_t pid = fork();
	int how;

	if (pid == 0) {
		if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout))
			_exit(99);
		on_exit(end_now, NULL);
		read_words(words, n);
		_exit(100);
	}
	assert_int_equal(waitpid(pid, &how, 0), pid);
	return WEXITSTATUS(how);
}

static void wrong_usage_ends_with_status_2(void **state)
{
	static const struct {
		const char *words[2];
		int status;
	} cases[] = {
		{ { "--help", NULL }, 0 },
		{ { "--version", NULL }, 0 },
		{ { "--no-such-option", "1" }, 2 },
		{ { "--test-number-ms", "0" }, 2 },
		{ { "--test-number-ms", "101" }, 2 },
		{ { "--test-number-ms", "ten" }, 2 },
		{ { "--test-number-ms", NULL }, 2 },
		{ { "--test-flag=perhaps", NULL }, 2 },
		{ { "--test-number-ms", "7" }, 100 },
		{ { "--", "--help" }, 100 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(status_of(cases[i].words, cases[i].words[1] ? 2 : 1), cases[i].status);
	setenv("WIREMILL_TEST_NUMBER_MS", "many", 1);
	assert_int_equal(status_of(NULL, 0), 2);
}

UNIT(settings, cmocka_unit_test_setup_teardown(option_beats_environment_beats_default, forget, forget),
     cmocka_unit_test_setup_teardown(wrong_usage_ends_with_status_2, forget, forget))
