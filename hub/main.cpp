#include "app/cli.hpp"

#include <malloc.h>

namespace {

// Each thread's own arena would keep what it once needed for a batch; two for all cost no time that
// can be measured, and a third of the memory of a first load.
constexpr int arenas = 2;

}  // namespace

int main(int argc, char** argv)
{
    mallopt(M_ARENA_MAX, arenas);
    return cx::app::run_command_line(argc, argv);
}
