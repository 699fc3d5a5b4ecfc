// What `cxhub plugin-host LIBRARY FD` does, without the daemon around it.
#include "plugin/plugin.hpp"

#include <cstdlib>
#include <string_view>

int main(int argc, char** argv)
{
    if (argc != 4 || std::string_view(argv[1]) != "plugin-host") return 2;
    return cx::plugin::run_plugin_host(argv[2], std::atoi(argv[3]));
}
