/* cli/keygen.h - the command `wiremill keygen`: CURVE keys for tcp. */
#ifndef CLI_KEYGEN_H
#define CLI_KEYGEN_H

/* argv[0] is "keygen".  Returns the exit status. */
int keygen_main(int argc, char **argv);

#endif
