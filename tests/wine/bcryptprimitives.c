/*
 * Stands in for the system's bcryptprimitives.dll, which Wine has from version 9 on: the one function that the
 * Rust runtime takes from it.
 */
#include <windows.h>

#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *data, SIZE_T len)
{
    return RtlGenRandom(data, (ULONG)len);
}
