/*
 * Asks one question about one file: ask QUESTION FILE. Ends in success when there is an answer or a refusal that has
 * the form of one; any other end is one that a host would have shared.
 */
#include "clusterroute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int32_t (*question)(const uint8_t *request, size_t len, clusterroute_buffer *out);

static const struct {
    const char *name;
    question ask;
} QUESTIONS[] = {
    {"read_capture", clusterroute_read_capture},
    {"measure", clusterroute_measure},
    {"resolve", clusterroute_resolve},
    {"recommend", clusterroute_recommend},
    {"plan", clusterroute_plan},
    {"needs", clusterroute_needs},
    {"failures", clusterroute_failures},
    {"compare", clusterroute_compare},
    {"estimate", clusterroute_estimate},
    {"attribute", clusterroute_attribute},
    {"report", clusterroute_report},
};

static int fail(const char *what, int32_t status, const clusterroute_buffer *out)
{
    fprintf(stderr, "%s: status %d, %.*s\n", what, (int)status, out->len < 400 ? (int)out->len : 400,
            (const char *)out->data);
    return EXIT_FAILURE;
}

int main(int count, char **arguments)
{
    static const char FORM[] = "{\"schema\":2,\"input\":{\"paths\":[\"%s\"]}%s}";
    static const char REDIRECT[] = ",\"options\":{\"what\":\"redirect\"}";
    /* A file is compared with itself. */
    static const char TWICE[] = "{\"schema\":2,\"input\":{\"paths\":[\"%s\"]},\"before\":{\"paths\":[\"%s\"]}}";
    const char *form, *rest;
    clusterroute_buffer out = {NULL, 0};
    char request[4096];
    int32_t status;
    size_t at;

    if (count != 3)
        return EXIT_FAILURE;
    form = strcmp(arguments[1], "compare") == 0 ? TWICE : FORM;
    rest = form == TWICE ? arguments[2] : strcmp(arguments[1], "estimate") == 0 ? REDIRECT : "";
    if (snprintf(request, sizeof request, form, arguments[2], rest) >= (int)sizeof request)
        return EXIT_FAILURE;
    for (at = 0; at < sizeof QUESTIONS / sizeof QUESTIONS[0]; at++) {
        if (strcmp(QUESTIONS[at].name, arguments[1]) != 0)
            continue;
        status = QUESTIONS[at].ask((const uint8_t *)request, strlen(request), &out);
        if (status == CLUSTERROUTE_STATUS_INTERNAL)
            return fail("a defect", status, &out);
        if (out.len < 24 || memcmp(out.data, "{\"schema\":2,\"question\":\"", 24) != 0 || out.data[out.len - 1] != '}')
            return fail("no answer", status, &out);
        printf("%d %lu\n", (int)status, (unsigned long)out.len);
        clusterroute_buffer_free(&out);
        return EXIT_SUCCESS;
    }
    return EXIT_FAILURE;
}
