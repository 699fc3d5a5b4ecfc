// A consistent copy of an open store.
#pragma once

#include <string>

namespace cx::store::sqlite {

// Copies the store at `path` to `target` with mode 0600, complete or not at all; throws StoreError
// where `target` exists. VACUUM INTO works from one snapshot, so it ends also beside a busy writer,
// where a stepped copy would start over for ever.
void back_up(const std::string& path, const std::string& target, bool immutable);

}  // namespace cx::store::sqlite
