// Korean particles: what may stand behind a noun without changing which noun it is.
#pragma once

#include <string_view>

namespace keywords {

// Whether `word` is `noun`, alone or with particles that fit its last sound: "차향은",
// "차향에서도", "차향님들께". Not "차향기": another word begins the same way.
bool is_with_particles(std::u32string_view word, std::u32string_view noun);

}  // namespace keywords
