/* cli/machine.h - the commands `wiremill run` and `wiremill replay`: all processes on one machine, over ipc. */
#ifndef CLI_MACHINE_H
#define CLI_MACHINE_H

/* argv[0] is "run" or "replay".  Return the exit status. */
int machine_run(int argc, char **argv);
int machine_replay(int argc, char **argv);

#endif
