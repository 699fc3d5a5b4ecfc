// Samples of a mapping: input.jsonl holds a source record a line; expected.jsonl, on the same line,
// what the mapping makes of it:
//   {"occurred_at": ..., "entities": [{"entity", "key", "owner"?, "data", "issues"?}]}  or
//   {"reject": code}
// With CX_UPDATE=1 in the environment the expected files are written anew; read the difference
// before it is committed.
#pragma once

#include "config/config.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace cx::samples {

std::string read(const std::filesystem::path& path);

// The schema that ships, with the namespaces of identity.yaml.
const model::Schema& shipped_schema();

// Compiled with region KR and zone Asia/Seoul; a failed expectation and nothing where it cannot be.
std::unique_ptr<mapping::Mapping> compile(const std::filesystem::path& path);

// Expects what `mapping` makes of each line of the folder's input.jsonl in its expected.jsonl.
void expect_samples(const mapping::Mapping& mapping, const std::filesystem::path& folder);

// "a/b-c" -> "a_b_c": what a name of a test may look like.
std::string test_name(std::string text);

}  // namespace cx::samples
