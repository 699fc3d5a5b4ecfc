// Walks a file's tree against its table of keys and reports what does not fit; then answers typed
// questions.
//
// The check goes first and reports everything; the questions afterwards answer the default where
// the check has complained, so that whoever builds a struct from the tree needs no error path.
#pragma once

#include "base/diagnostic.hpp"
#include "base/node.hpp"
#include "config/keys.hpp"
#include "config/yaml.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace cx::config {

class Reader {
public:
    Reader(Sources& sources, Diagnostics& diagnostics)
        : sources_(sources), diagnostics_(diagnostics)
    {
    }

    Sources& sources() { return sources_; }
    Diagnostics& diagnostics() { return diagnostics_; }
    void error(const Mark& mark, std::string code, std::string message)
    {
        diagnostics_.error(mark, std::move(code), std::move(message));
    }

    // Reads a file, and puts the environment in. Nothing where the file cannot be read as YAML,
    // which is reported. Opening a file again answers the same tree and reports nothing twice.
    const Node* open(const std::string& path, const std::string& shown_as);

    // `noun` is what has these keys, "a stream"; `at` where a missing key is reported.
    void check(const Node& node, std::span<const Key> keys, std::string_view noun, const Mark& at);
    // An empty file is reported here, once, with what it should hold.
    bool check_file(const Node& node, std::span<const Key> keys, std::string_view noun);

    // The value as written, in quotes, for a message; what an environment variable held is not
    // shown.
    std::string said(const Node& node) const;
    // The text as written, `${env:NAME}` not replaced.
    const std::string& written(const Node& node) const;
    // Whether the value was reported already, so that nothing more should be said about it.
    bool is_failed(const Node& node) const { return failed_.contains(place(node)); }
    void fail(const Node& node) { failed_.insert(place(node)); }
    // Reports each `${secret:...}` below `node`: secrets belong in plugin options declared secret.
    void refuse_secrets(const Node& node);

private:
    using Place = std::tuple<std::string, int, int>;

    static Place place(const Node& node)
    {
        return {node.mark.file, node.mark.line, node.mark.column};
    }
    void put_environment(Node& node);
    void check_value(const Node& node, const Key& key, const Mark& at);
    void check_scalar(const Node& node, const Key& key);
    void check_map(const Node& node, const Key& key, const Mark& at);
    void check_list(const Node& node, const Key& key);
    void check_named(const Node& node, const Key& key);
    void check_missing(const Node& node, std::span<const Key> keys, std::string_view noun,
                       const Mark& at);
    bool expect_kind(const Node& node, Node::Kind kind, const Key& key);
    void expected(const Node& node, std::string_view name, std::string_view phrase);

    Sources& sources_;
    Diagnostics& diagnostics_;
    std::map<std::string, std::optional<Node>> files_;
    std::map<Place, std::string> written_;
    std::set<Place> failed_;
};

// Answers for a tree that was checked: the member's value, or `fallback` where it is missing or of
// another shape.
std::string text_of(const Node& node, std::string_view name, std::string_view fallback = {});
std::int64_t integer_of(const Node& node, std::string_view name, std::int64_t fallback);
bool boolean_of(const Node& node, std::string_view name, bool fallback);
std::vector<std::string> texts_of(const Node& node, std::string_view name);
// The value's place; the key's where there is none; the node's else.
Mark mark_of(const Node& node, std::string_view name);
// The place of the key; the node's where there is none.
Mark key_mark_of(const Node& node, std::string_view name);

bool is_name(std::string_view text);
std::vector<std::string> names_of(std::span<const Key> keys);
std::string one_of(std::span<const std::string_view> words);

}  // namespace cx::config
