/* A library that speaks another version of the interface. */
#include <stdint.h>

uint32_t clusterroute_abi_version(void) { return 4294967295u; }
