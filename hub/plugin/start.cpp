#include "plugin/in_process.hpp"
#include "plugin/library.hpp"
#include "plugin/remote.hpp"

namespace cx::plugin {

Result<std::unique_ptr<Instance>> start(const std::string& library, const json::Value& options,
                                        const Host& host, Isolation isolation,
                                        const std::string& binary, std::string_view role)
{
    const Result<const Library*> loaded = load(library);
    if (!loaded) return loaded.error();
    const std::string_view id = role.empty() ? (*loaded)->default_role(options) : role;
    if (isolation == Isolation::process) return start_remote(library, id, options, host, binary);
    return start_in_process(**loaded, id, options, host, Batch::Check::payloads);
}

}  // namespace cx::plugin
