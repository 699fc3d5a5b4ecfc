// What the library offers.
#include "rest/manifest/describe.hpp"
#include "rest/source.hpp"

CX_PLUGIN_ROLES("rest", "Records of any HTTP system that a declarative manifest describes.",
                cx::role<rest::RestSource, rest::source_options>(),
                cx::manifest_role<&rest::describe>())
