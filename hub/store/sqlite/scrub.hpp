// What deleting leaves behind. `secure_delete` overwrites rows that are deleted, but where the tree
// moved a row from one page to another before, the old page may keep its bytes in the gap between
// the row pointers and the rows. Nothing reads a gap, so it can be overwritten in place.
#pragma once

#include "store/sqlite/connection.hpp"

namespace cx::store::sqlite {

// Fills the gaps of all pages of the connection's file with zeros, durably. The log must be empty
// and nobody may write meanwhile; readers may read. Throws StoreError.
void overwrite_gaps(Connection& connection);

}  // namespace cx::store::sqlite
