/* sink/main.c - the process wiremill-sink. */
#include "common/worker.h"
#include "sink/sink.h"

int main(int argc, char **argv)
{
	return worker_main(&sink_stage, argc, argv);
}
