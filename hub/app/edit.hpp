// A text in the user's own editor.
#pragma once

#include <cx/result.hpp>

#include <string>

namespace cx::app {

// What the text was when the editor ended. It lies in a file that only this user can read, which is
// gone afterwards. The editor is $VISUAL, else $EDITOR, else vi. Error code: edit.failed.
Result<std::string> edit_text(const std::string& text);

}  // namespace cx::app
