#include "config/yaml.hpp"

#include "base/limits.hpp"
#include "config/source_text.hpp"
#include "config/yaml_syntax.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace cx::config {
namespace {

// Thrown through the reader to end a document that is refused for another reason than syntax.
struct Refused {};

Node empty_node(Node::Kind kind, Mark mark)
{
    Node node;
    node.kind = kind;
    node.mark = std::move(mark);
    return node;
}

std::size_t node_count(const Node& node)
{
    std::size_t count = 1;
    for (const Node& item : node.items) count += node_count(item);
    for (const Node::Member& member : node.members) count += node_count(member.value);
    return count;
}

int node_depth(const Node& node)
{
    int depth = 0;
    for (const Node& item : node.items) depth = std::max(depth, node_depth(item));
    for (const Node::Member& member : node.members)
        depth = std::max(depth, node_depth(member.value));
    return depth + 1;
}

// Builds the tree from the reader's events. Events are the only form in which it still tells the
// place of each key, repeated keys, and references before it expands them.
class TreeBuilder final : public YAML::EventHandler {
public:
    TreeBuilder(const SourceText& source, Diagnostics& diagnostics)
        : source_(source), diagnostics_(diagnostics)
    {
    }

    Node take() { return std::move(root_); }
    bool ended() const { return ended_; }
    const ReadSoFar& read_so_far() const { return so_far_; }

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override { ended_ = true; }
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override { close(); }

private:
    struct Key {
        std::string name;
        Mark mark;
        RawPlace place;
        bool keep = true;  // False for one that is refused; its value is read and dropped.
    };
    struct Frame {
        Node node;
        YAML::anchor_t anchor = 0;
        std::optional<Key> key;
    };

    Mark place(const YAML::Mark& mark) const { return source_.mark(mark.line, mark.column); }
    bool wants_key() const
    {
        return !frames_.empty() && frames_.back().node.is_map() && !frames_.back().key;
    }
    void check_tag(const YAML::Mark& mark, const std::string& tag);
    void check_tab(const YAML::Mark& mark);
    void take_key(Key key);
    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, bool map,
              bool flow);
    void close();
    void deliver(Node node, YAML::anchor_t anchor);
    void count(std::size_t nodes, const Mark& at);
    [[noreturn]] void refuse(const Mark& at, const char* code, std::string message);

    const SourceText& source_;
    Diagnostics& diagnostics_;
    Node root_;
    bool ended_ = false;
    std::size_t nodes_ = 0;
    std::vector<Frame> frames_;
    std::map<YAML::anchor_t, Node> anchors_;
    ReadSoFar so_far_;
};

void TreeBuilder::refuse(const Mark& at, const char* code, std::string message)
{
    diagnostics_.error(at, code, std::move(message));
    throw Refused();
}

void TreeBuilder::count(std::size_t nodes, const Mark& at)
{
    nodes_ += nodes;
    if (nodes_ > limits::config_nodes)
        refuse(at, "config.too_large",
               fmt::format("the file holds more than {} values, references expanded",
                           limits::config_nodes));
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark)
{
    if (!ended_) return;
    const std::string_view line = source_.line(mark.line + 1);
    if (line.starts_with("---"))
        refuse(place(mark), "config.documents", "a second document begins; a file holds one");
    refuse(place(mark), "config.syntax",
           "this does not continue what stands above; check the indentation of both");
}

void TreeBuilder::check_tag(const YAML::Mark& mark, const std::string& tag)
{
    if (tag == "?" || tag == "!" || tag.empty()) return;
    diagnostics_.error(place(mark), "config.tag",
                       "tags such as '!!str' are not used here: every value is read as text");
}

// The reader lets some tabs pass as indentation, and means other columns than the author sees.
void TreeBuilder::check_tab(const YAML::Mark& mark)
{
    const std::string_view before =
        source_.line(mark.line + 1).substr(0, static_cast<std::size_t>(std::max(mark.column, 0)));
    const bool flow = !so_far_.open.empty() && so_far_.open.back().flow;
    const std::size_t tab = before.find('\t');
    if (flow || tab == before.npos || before.find_first_not_of(" \t") != before.npos) return;
    refuse(source_.mark(mark.line, static_cast<int>(tab)), "config.syntax",
           "a tab stands in the indentation; indent with spaces");
}

void TreeBuilder::take_key(Key key)
{
    std::vector<Node::Member>& members = frames_.back().node.members;
    const auto same = [&](const Node::Member& member) { return member.name == key.name; };
    const auto first = std::find_if(members.begin(), members.end(), same);
    if (key.keep && first != members.end()) {
        diagnostics_.error(
            key.mark, "config.duplicate_key",
            fmt::format("duplicate key '{}', first given in line {}", key.name, first->mark.line));
        key.keep = false;
    } else if (key.keep && key.name == "<<") {
        diagnostics_.error(key.mark, "config.merge_key",
                           "merging with '<<' is not supported; give the members themselves");
        key.keep = false;
    }
    frames_.back().key = std::move(key);
}

void TreeBuilder::deliver(Node node, YAML::anchor_t anchor)
{
    if (anchor != 0) anchors_[anchor] = node;
    if (frames_.empty()) {
        root_ = std::move(node);
    } else if (Frame& parent = frames_.back(); parent.node.is_list()) {
        parent.node.items.push_back(std::move(node));
    } else if (parent.key) {
        if (parent.key->keep)
            parent.node.members.push_back({parent.key->name, parent.key->mark, std::move(node)});
        parent.key.reset();
    } else {
        // A list or map as key was reported when it began; its value is read and dropped.
        parent.key = Key{};
        parent.key->keep = false;
    }
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    check_tab(mark);
    Mark at = place(mark);
    count(1, at);
    const std::string_view rest =
        std::string_view(source_.text()).substr(source_.offset(mark.line, mark.column));
    std::string_view word = rest.substr(0, std::min(rest.find_first_of(" :,}]\n\t"), rest.size()));
    if (word != "~" && word != "null" && word != "Null" && word != "NULL") word = {};
    if (wants_key()) {
        if (word.empty()) diagnostics_.error(at, "config.syntax", "a key is missing before ':'");
        take_key({std::string(word), at, {mark.line, mark.column}, !word.empty()});
        return;
    }
    // A value that is not there is reported by the reader at whatever comes next.
    if (!frames_.empty() && frames_.back().key) {
        const Key& key = *frames_.back().key;
        if (word.empty() || (mark.line > key.place.line && mark.column <= key.place.column))
            at = key.mark;
    }
    deliver(empty_node(Node::Kind::null, at), anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    const Mark at = place(mark);
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
        refuse(at, "config.alias", "this reference is inside what it refers to");
    const Node& target = found->second;
    count(node_count(target), at);
    if (static_cast<int>(frames_.size()) + node_depth(target) > limits::config_depth)
        refuse(at, "config.too_deep",
               fmt::format("nested deeper than {} levels", limits::config_depth));
    if (wants_key()) {
        if (!target.is_scalar()) diagnostics_.error(at, "config.syntax", "a key must be a text");
        take_key({target.text, at, {mark.line, mark.column}, target.is_scalar()});
        return;
    }
    deliver(Node(target), 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value)
{
    check_tag(mark, tag);
    check_tab(mark);
    const bool quoted = tag == "!";
    const Mark at = place(mark);
    so_far_.last_scalar = ReadSoFar::Scalar{{mark.line, mark.column}, quoted};
    // The reader takes the end of the file for a closing quote.
    if (quoted &&
        quoted_end(source_.text(), source_.offset(mark.line, mark.column)) == std::string::npos)
        refuse(at, "config.syntax", "the quote is never closed");
    count(1, at);
    Node node = empty_node(Node::Kind::scalar, at);
    node.text = value;
    node.quoted = quoted;
    if (!wants_key()) {
        deliver(std::move(node), anchor);
        return;
    }
    if (anchor != 0) anchors_[anchor] = node;
    take_key({value, at, {mark.line, mark.column}});
}

void TreeBuilder::open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       bool map, bool flow)
{
    check_tag(mark, tag);
    check_tab(mark);
    const Mark at = place(mark);
    count(1, at);
    if (wants_key())
        diagnostics_.error(at, "config.syntax", "a key must be a text, not a list or map");
    if (static_cast<int>(frames_.size()) >= limits::config_depth)
        refuse(at, "config.too_deep",
               fmt::format("nested deeper than {} levels", limits::config_depth));
    so_far_.open.push_back({{mark.line, mark.column}, flow, map});
    Frame& frame = frames_.emplace_back();
    frame.node = empty_node(map ? Node::Kind::map : Node::Kind::list, at);
    frame.anchor = anchor;
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value style)
{
    open(mark, tag, anchor, false, style == YAML::EmitterStyle::Flow);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style)
{
    open(mark, tag, anchor, true, style == YAML::EmitterStyle::Flow);
}

void TreeBuilder::close()
{
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    so_far_.last_closed = so_far_.open.back();
    so_far_.open.pop_back();
    deliver(std::move(frame.node), frame.anchor);
}

}  // namespace

Node parse_yaml(std::string_view text, const std::string& file, Diagnostics& diagnostics)
{
    const Node nothing = empty_node(Node::Kind::null, {file, 1, 1});
    const SourceText source(text, file);
    if (!source.check(diagnostics)) return nothing;
    TreeBuilder builder(source, diagnostics);
    try {
        std::istringstream stream(source.text());
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return nothing;
        // A second document is refused by the builder, whatever is in it.
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Refused&) {
        return nothing;
    } catch (const YAML::Exception& error) {
        report_syntax_error(error.msg, {error.mark.line, error.mark.column}, builder.read_so_far(),
                            source, diagnostics);
        return nothing;
    }
    Node root = builder.take();
    if (root.is_null()) root.mark = nothing.mark;
    return root;
}

}  // namespace cx::config
