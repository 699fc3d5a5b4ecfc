// How values lie in the rows: ids as 16 bytes, hashes as 16 bytes, long texts compressed, reasons
// packed. docs/specs/store.md describes the forms. Pure; damaged input throws StoreError.
#pragma once

#include "base/hash.hpp"
#include "model/record.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cx::store::sqlite {

// "" where `text` is not the 36-character lower-case form.
std::string uuid_to_bytes(std::string_view text);
std::string uuid_from_bytes(std::string_view bytes);

std::string hash_to_bytes(Hash128 hash);
Hash128 hash_from_bytes(std::string_view bytes);

// A zstd frame, or "" where it is not worth it: texts under a kilobyte, or those that shrink by
// less than a tenth.
std::string compress(const std::string& text);
std::string decompress(std::string_view frame);

// A profile version's reasons. Each distinct text stands once, so that ten fields of one record
// cost little more than one.
std::string pack(const std::vector<model::Provenance>& provenance);
std::vector<model::Provenance> unpack(std::string_view bytes);

// JSON: [["/name","text.trimmed",1],...]; "" for none.
std::string issues_to_text(const std::vector<model::Issue>& issues);
std::vector<model::Issue> issues_from_text(std::string_view text);

// JSON array of texts.
std::string list_to_text(const std::vector<std::string>& list);
std::vector<std::string> list_from_text(std::string_view text);

}  // namespace cx::store::sqlite
