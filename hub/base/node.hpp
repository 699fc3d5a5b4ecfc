// A configuration document as a tree that remembers where each part was written.
//
// hub/config makes it from YAML; everyone else (mapping, plugin options, identity) reads it, so
// that a mistake can be reported at its place. Scalars are text: the reader who knows the type
// converts, so `NO` stays a country and `010` keeps its zero.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cx {

// A place in a file; lines and columns count from 1, columns in characters. Line 0: not from a
// file.
struct Mark {
    std::string file;
    int line = 0;
    int column = 0;

    bool operator==(const Mark&) const = default;
};

struct Node {
    enum class Kind { null, scalar, list, map };

    struct Member;

    Kind kind = Kind::null;
    Mark mark;
    std::string text;         // scalar
    bool quoted = false;      // scalar: written in quotes, so never null, never a number by looks
    std::vector<Node> items;  // list
    std::vector<Member> members;  // map, in the order written; names are unique

    bool is_null() const { return kind == Kind::null; }
    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_list() const { return kind == Kind::list; }
    bool is_map() const { return kind == Kind::map; }

    // The member called `name`, or nullptr where this is no map or has none.
    const Node* find(std::string_view name) const;
};

struct Node::Member {
    std::string name;
    Mark mark;  // of the name
    Node value;
};

inline const Node* Node::find(std::string_view name) const
{
    for (const Member& member : members)
        if (member.name == name) return &member.value;
    return nullptr;
}

}  // namespace cx
