/*
 * Every function and every status, from C, then from eight threads at once.
 *
 * smoke VERSION PANIC_STATUS ROUNDS, in the root of the repository: the version the library was built as, the
 * status of a request that panics in a debug build and is malformed in a release build, and how often each
 * thread goes through all of it. Says on standard error what went wrong.
 */
#include "clusterroute.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 8

typedef int32_t (*question)(const uint8_t *request, size_t len, clusterroute_buffer *out);

static const char CAPTURE[] =
    "{\"schema\":2,\"input\":{\"captures\":[{\"nodes\":[{\"Name\":\"N1\"},{\"Name\":\"N2\"}],\"networks\":["
    "{\"Name\":\"Management\",\"Role\":3,\"State\":3,\"Metric\":70384,\"AutoMetric\":true},"
    "{\"Name\":\"Storage\",\"Role\":1,\"State\":3,\"Metric\":20400,\"AutoMetric\":true}]}]}}";
static const char COMPARED[] =
    "{\"schema\":2,\"before\":{\"paths\":[\"samples/hyperv-2012r2-san\"]},"
    "\"input\":{\"paths\":[\"samples/hyperv-2012r2-san\"]}}";
static const char REHEARSAL[] =
    "{\"schema\":2,\"input\":{\"paths\":[\"samples/hyperv-2012r2-san\"]},\"options\":{\"what\":\"redirect\"}}";
static const char EVERY_RULE[] = "{\"schema\":2}";
static const char ONE_RULE[] = "{\"schema\":2,\"options\":{\"rules\":[\"CR102\"]}}";
static const char FILES[] = "{\"schema\":2,\"input\":{\"paths\":[\"samples/hyperv-2012r2-san\"]}}";
static const char PANIC[] = "{\"schema\":2,\"panic\":true}";

static int32_t panic_status;
static int rounds;

static void fail(const char *what, const char *expected, const clusterroute_buffer *found)
{
    fprintf(stderr, "%s: expected %s, found %.*s\n", what, expected, found->len < 400 ? (int)found->len : 400,
            (const char *)found->data);
    exit(EXIT_FAILURE);
}

/* strstr over bytes that end where the buffer says. */
static int holds(const clusterroute_buffer *buffer, const char *text)
{
    size_t len = strlen(text), at;

    for (at = 0; buffer->len >= len && at <= buffer->len - len; at++)
        if (memcmp(buffer->data + at, text, len) == 0)
            return 1;
    return 0;
}

/* One call from an uninitialised buffer to a buffer that was freed twice. */
static void expect_bytes(const char *what, question ask, const char *request, size_t len, int32_t status,
                         const char *text)
{
    clusterroute_buffer out;
    int32_t found;

    memset(&out, 0xA5, sizeof out);
    found = ask((const uint8_t *)request, len, &out);
    if (found != status) {
        fprintf(stderr, "%s: expected status %d, found %d\n", what, (int)status, (int)found);
        fail(what, text, &out);
    }
    if (memcmp(out.data, "{\"schema\":2,\"question\":\"", 24) != 0)
        fail(what, "the form of every answer", &out);
    if (status != CLUSTERROUTE_STATUS_OK && !holds(&out, "\"answers\":[],\"errors\":[{\"code\":\""))
        fail(what, "no answer but an error", &out);
    if (out.data[out.len - 1] != '}' || !holds(&out, text))
        fail(what, text, &out);
    clusterroute_buffer_free(&out);
    clusterroute_buffer_free(&out);
    if (out.data != NULL || out.len != 0)
        fail(what, "a zeroed buffer", &out);
}

static void expect(const char *what, question ask, const char *request, int32_t status, const char *text)
{
    expect_bytes(what, ask, request, strlen(request), status, text);
}

static void answers(void)
{
    expect("read_capture", clusterroute_read_capture, FILES, CLUSTERROUTE_STATUS_OK, "\"networks\":[{");
    expect("measure", clusterroute_measure, CAPTURE, CLUSTERROUTE_STATUS_OK, "\"scheme\":\"2012\"");
    expect("resolve", clusterroute_resolve, CAPTURE, CLUSTERROUTE_STATUS_OK, "\"traffic\":\"live_migration\"");
    expect("recommend", clusterroute_recommend, CAPTURE, CLUSTERROUTE_STATUS_OK, "\"summary\":{");
    expect("compare", clusterroute_compare, COMPARED, CLUSTERROUTE_STATUS_OK, "\"verdict\":\"same\"");
    expect("report", clusterroute_report, CAPTURE, CLUSTERROUTE_STATUS_OK, "\"html\":\"<!DOCTYPE html>");
    expect("plan", clusterroute_plan, CAPTURE, CLUSTERROUTE_STATUS_OK, "\"sha256\":");
    expect("failures", clusterroute_failures, CAPTURE, CLUSTERROUTE_STATUS_OK, "\"single_points\":");
    expect("estimate", clusterroute_estimate, REHEARSAL, CLUSTERROUTE_STATUS_OK, "\"first_saturated\":");
    expect("attribute", clusterroute_attribute, CAPTURE, CLUSTERROUTE_STATUS_OK, "\"key\":\"no_counters\"");
    expect("needs", clusterroute_needs, CAPTURE, CLUSTERROUTE_STATUS_OK, "\"need\":\"heartbeat\"");
    expect("rules", clusterroute_rules, EVERY_RULE, CLUSTERROUTE_STATUS_OK, "\"id\":\"CR001\"");
    expect("schema", clusterroute_schema, EVERY_RULE, CLUSTERROUTE_STATUS_OK, "\"cmdlet\":\"Get-ClusterNetwork\"");
    expect("a rule", clusterroute_rules, ONE_RULE, CLUSTERROUTE_STATUS_OK, "\"rules\":[{\"id\":\"CR102\"");
}

static void errors(void)
{
    expect_bytes("a null request", clusterroute_measure, NULL, 1, CLUSTERROUTE_STATUS_NULL_POINTER,
                 "\"code\":\"null_pointer\"");
    expect_bytes("an empty request", clusterroute_measure, NULL, 0, CLUSTERROUTE_STATUS_INVALID_REQUEST,
                 "\"code\":\"invalid_request\"");
    expect("a request that is not JSON", clusterroute_resolve, "Metric : 70384",
           CLUSTERROUTE_STATUS_INVALID_REQUEST, "\"message\":\"");
    expect("a request that is not UTF-8", clusterroute_rules, "{\"schema\":2,\"options\":{\"rules\":[\"\xFF\"]}}",
           CLUSTERROUTE_STATUS_INVALID_REQUEST, "\"code\":\"invalid_request\"");
    expect("a request of another schema", clusterroute_rules, "{\"schema\":3}",
           CLUSTERROUTE_STATUS_INVALID_REQUEST, "\"path\":\"schema\"");
    expect("a capture without networks", clusterroute_recommend, "{\"schema\":2,\"input\":{\"captures\":[{}]}}",
           CLUSTERROUTE_STATUS_INVALID_CAPTURE, "\"code\":\"invalid_capture\"");
    expect("a file that is not there", clusterroute_read_capture,
           "{\"schema\":2,\"input\":{\"paths\":[\"no-such-folder/networks.xml\"]}}",
           CLUSTERROUTE_STATUS_UNREADABLE_FILE, "no-such-folder");
    /* One byte too many is announced; none of them is read. */
    expect_bytes("a request above the limit", clusterroute_measure, CAPTURE,
                 (size_t)CLUSTERROUTE_REQUEST_LIMIT + 1, CLUSTERROUTE_STATUS_TOO_LARGE,
                 "\"path\":\"request\"");
    expect("a rule that does not exist", clusterroute_rules,
           "{\"schema\":2,\"options\":{\"rules\":[\"CR999\"]}}", CLUSTERROUTE_STATUS_UNKNOWN_NAME,
           "\"code\":\"unknown_name\"");
    expect("a panic", clusterroute_measure, PANIC, panic_status,
           panic_status == CLUSTERROUTE_STATUS_INTERNAL ? "\"code\":\"internal\"" : "panic");
}

static void nowhere_to_answer(void)
{
    const question all[] = { clusterroute_read_capture, clusterroute_measure, clusterroute_resolve,
                             clusterroute_recommend, clusterroute_plan, clusterroute_needs, clusterroute_failures,
                             clusterroute_compare, clusterroute_estimate, clusterroute_attribute,
                             clusterroute_report, clusterroute_rules, clusterroute_schema };
    const uint8_t *request = (const uint8_t *)CAPTURE;
    clusterroute_buffer none = { NULL, 0 };
    size_t i;

    for (i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i](request, strlen(CAPTURE), NULL) != CLUSTERROUTE_STATUS_NULL_POINTER)
            fail("a question without a buffer", "a null pointer to be refused", &none);
    if (clusterroute_version(NULL) != CLUSTERROUTE_STATUS_NULL_POINTER)
        fail("the version without a buffer", "a null pointer to be refused", &none);
    clusterroute_buffer_free(NULL);
    clusterroute_buffer_free(&none);
}

static void version(const char *expected)
{
    clusterroute_buffer out;

    if (clusterroute_abi_version() != CLUSTERROUTE_ABI_VERSION || clusterroute_version(&out) != 0)
        exit(EXIT_FAILURE);
    if (out.len != strlen(expected) || memcmp(out.data, expected, out.len) != 0)
        fail("the version", expected, &out);
    clusterroute_buffer_free(&out);
}

/* Answers, errors and panics take turns, so that each thread's panics meet the other threads' answers. */
static void *in_a_thread(void *unused)
{
    int round;

    for (round = 0; round < rounds; round++) {
        answers();
        errors();
    }
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    int i;

    if (argc != 4) {
        fprintf(stderr, "usage: smoke VERSION PANIC_STATUS ROUNDS\n");
        return 2;
    }
    panic_status = (int32_t)atoi(argv[2]);
    rounds = atoi(argv[3]);

    version(argv[1]);
    nowhere_to_answer();
    answers();
    errors();
    answers();
    for (i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, in_a_thread, NULL) != 0)
            return 3;
    for (i = 0; i < THREADS; i++)
        if (pthread_join(threads[i], NULL) != 0)
            return 3;
    puts("every function, every status, eight threads");
    return 0;
}
