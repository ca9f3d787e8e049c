// The header in C++11: every function by its exact type, every constant where the language wants one.
#include "clusterroute.h"

using question = int32_t (*)(const uint8_t *request, size_t len, clusterroute_buffer *out);

const question questions[] = {
    clusterroute_read_capture, clusterroute_measure, clusterroute_resolve, clusterroute_recommend,
    clusterroute_plan,
    clusterroute_needs, clusterroute_failures, clusterroute_compare, clusterroute_estimate, clusterroute_attribute,
    clusterroute_report, clusterroute_rules,
    clusterroute_schema,
};

uint32_t (*const abi_version)() = clusterroute_abi_version;
int32_t (*const version)(clusterroute_buffer *) = clusterroute_version;
void (*const buffer_free)(clusterroute_buffer *) = clusterroute_buffer_free;

static_assert(CLUSTERROUTE_STATUS_OK == 0, "answered");
static_assert(CLUSTERROUTE_ABI_VERSION == 2, "the interface this file was written for");
static_assert(sizeof(clusterroute_buffer) == 2 * sizeof(void *), "two words");

const char *describe(int32_t status)
{
    switch (status) {
    case CLUSTERROUTE_STATUS_OK: return "answered";
    case CLUSTERROUTE_STATUS_NULL_POINTER: return "null pointer";
    case CLUSTERROUTE_STATUS_INVALID_REQUEST: return "invalid request";
    case CLUSTERROUTE_STATUS_INVALID_CAPTURE: return "invalid capture";
    case CLUSTERROUTE_STATUS_UNREADABLE_FILE: return "unreadable file";
    case CLUSTERROUTE_STATUS_TOO_LARGE: return "too large";
    case CLUSTERROUTE_STATUS_UNKNOWN_NAME: return "unknown name";
    case CLUSTERROUTE_STATUS_INTERNAL: return "internal";
    default: return "a status of a later version";
    }
}
