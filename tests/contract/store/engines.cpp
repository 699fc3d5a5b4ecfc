#include "engines.hpp"

namespace cx::store {

const std::vector<Engine>& engines()
{
    static const std::vector<Engine> all{{"sqlite", open_sqlite}};
    return all;
}

}  // namespace cx::store
