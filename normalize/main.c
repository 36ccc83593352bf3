/* normalize/main.c - The process wiremill-normalize. */
#include "common/worker.h"
#include "normalize/normalize.h"

int main(int argc, char **argv)
{
	return worker_main(&normalize_stage, argc, argv);
}
