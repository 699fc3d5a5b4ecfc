// Shell completion, made from the commands themselves.
#pragma once

#include <CLI/App.hpp>

#include <string>

namespace cx::app {

// A bash script that completes commands, their options and files.
std::string completion_script(const CLI::App& app);

}  // namespace cx::app
