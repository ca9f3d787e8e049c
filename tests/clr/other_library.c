/* A library that is not ours. */
int something_else(void) { return 0; }
