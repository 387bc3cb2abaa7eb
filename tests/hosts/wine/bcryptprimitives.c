/* The one function of bcryptprimitives.dll that Rust's standard library asks for (pydantic-core
   is written in Rust). Wine 8 has no such DLL, but it has an older door to the same generator. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    const SIZE_T largest_request = 0x40000000;
    while (length > 0) {
        ULONG portion = (ULONG)(length < largest_request ? length : largest_request);
        if (!RtlGenRandom(buffer, portion))
            return FALSE;
        buffer += portion;
        length -= portion;
    }
    return TRUE;
}
