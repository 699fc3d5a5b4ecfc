// The command line: one command a call. See `cxhub --help`.
//
// Exit status: 0 done, 1 failed, 2 wrong usage, 78 configuration refused. Results go to standard
// output; progress, logs and errors to standard error.
#pragma once

namespace cx::app {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_configuration = 78;  // EX_CONFIG of sysexits.h

int run_command_line(int argc, char** argv);

}  // namespace cx::app
