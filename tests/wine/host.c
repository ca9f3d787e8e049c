/*
 * A host on Windows, as PowerShell is one: loads the library by its full path, asks it to read a folder, then
 * asks it CALLS times and looks whether the heap has grown.
 *
 * host LIBRARY FOLDER CALLS. Says on standard error what went wrong.
 */
#include "clusterroute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

typedef int32_t (*question)(const uint8_t *request, size_t len, clusterroute_buffer *out);
typedef void (*release)(clusterroute_buffer *buffer);

static const char CAPTURE[] =
    "{\"schema\":2,\"input\":{\"captures\":[{\"networks\":["
    "{\"Name\":\"Management\",\"Role\":3,\"State\":3,\"Metric\":70384,\"AutoMetric\":true},"
    "{\"Name\":\"Storage\",\"Role\":1,\"State\":3,\"Metric\":20400,\"AutoMetric\":true}]}]}}";
static const char BROKEN[] = "{\"schema\":2,\"input\":{\"captures\":[{}]}}";

static release buffer_free;

/* GetProcAddress gives a function of no particular type; by way of a pointer to it no warning is due. */
static void find(HMODULE library, const char *name, void *function)
{
    FARPROC found = GetProcAddress(library, name);

    if (found == NULL) {
        fprintf(stderr, "%s: expected an export, found none\n", name);
        exit(EXIT_FAILURE);
    }
    memcpy(function, &found, sizeof found);
}

static void expect(question ask, const char *request, int32_t status, const char *start)
{
    clusterroute_buffer out;
    int32_t found = ask((const uint8_t *)request, strlen(request), &out);

    if (found != status || out.len < strlen(start) || memcmp(out.data, start, strlen(start)) != 0) {
        fprintf(stderr, "%s: expected status %d and %s, found %d and %.*s\n", request, (int)status, start,
                (int)found, out.len < 400 ? (int)out.len : 400, (const char *)out.data);
        exit(EXIT_FAILURE);
    }
    buffer_free(&out);
}

/* Asks for the files of a folder, whose path is UTF-8 and escaped in JSON. */
static void read_folder(question read_capture, const wchar_t *folder)
{
    static char request[4096] = "{\"schema\":2,\"input\":{\"paths\":[\"";
    char path[2048];
    char *at = request + strlen(request);
    const char *from;

    if (WideCharToMultiByte(CP_UTF8, 0, folder, -1, path, sizeof path, NULL, NULL) == 0)
        exit(EXIT_FAILURE);
    for (from = path; *from != '\0'; from++) {
        if (*from == '\\')
            *at++ = '\\';
        *at++ = *from;
    }
    strcpy(at, "\"]}}");
    expect(read_capture, request, CLUSTERROUTE_STATUS_OK,
           "{\"schema\":2,\"question\":\"read_capture\",\"answers\":[{\"cluster\":\"HYPERV-2012R2-SAN\",");
}

static void ask_often(question measure, int calls)
{
    int call;

    for (call = 0; call < calls; call += 2) {
        expect(measure, CAPTURE, CLUSTERROUTE_STATUS_OK, "{\"schema\":2,\"question\":\"measure\",\"answers\":[{");
        expect(measure, BROKEN, CLUSTERROUTE_STATUS_INVALID_CAPTURE,
               "{\"schema\":2,\"question\":\"measure\",\"answers\":[],\"errors\":[{\"code\":\"invalid_capture\"");
    }
}

/* The bytes in use on the heap of the process, which is the one that Rust allocates from. */
static size_t in_use(void)
{
    PROCESS_HEAP_ENTRY entry;
    size_t bytes = 0;

    memset(&entry, 0, sizeof entry);
    while (HeapWalk(GetProcessHeap(), &entry))
        if (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY)
            bytes += entry.cbData;
    if (GetLastError() != ERROR_NO_MORE_ITEMS)
        exit(EXIT_FAILURE);
    return bytes;
}

int wmain(int argc, wchar_t **argv)
{
    HMODULE library;
    question read_capture, measure;
    size_t before, after;

    if (argc != 4) {
        fprintf(stderr, "usage: host LIBRARY FOLDER CALLS\n");
        return 2;
    }
    library = LoadLibraryW(argv[1]);
    if (library == NULL) {
        fprintf(stderr, "LoadLibraryW: error %lu\n", GetLastError());
        return EXIT_FAILURE;
    }
    find(library, "clusterroute_buffer_free", &buffer_free);
    find(library, "clusterroute_read_capture", &read_capture);
    find(library, "clusterroute_measure", &measure);

    read_folder(read_capture, argv[2]);
    ask_often(measure, 1000);
    before = in_use();
    ask_often(measure, _wtoi(argv[3]));
    after = in_use();
    if (after > before) {
        fprintf(stderr, "the heap: expected at most %zu bytes, found %zu\n", before, after);
        return EXIT_FAILURE;
    }
    puts("loaded, read, asked, and nothing kept");
    return 0;
}
