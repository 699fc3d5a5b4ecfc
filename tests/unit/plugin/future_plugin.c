/* A plugin of a later ABI: what stands behind the number is none of this hub's business. */
#include <cx/abi.h>

CX_EXPORT const cx_entry* cx_plugin_entry(void)
{
    static const cx_entry entry = {CX_ABI + 1u, 0, 0, 0, 0, 0, 0};
    return &entry;
}
