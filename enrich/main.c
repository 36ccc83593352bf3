/* enrich/main.c - the process wiremill-enrich. */
#include "common/worker.h"
#include "enrich/enrich.h"

int main(int argc, char **argv)
{
	return worker_main(&enrich_stage, argc, argv);
}
