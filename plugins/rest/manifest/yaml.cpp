#include "rest/manifest/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <istream>
#include <map>
#include <streambuf>
#include <vector>

namespace rest {
namespace {

cx::Error at(int line, const std::string& what)
{
    return {"rest.manifest", "manifest.yaml:" + std::to_string(line) + ": " + what};
}

class ViewBuffer final : public std::streambuf {
public:
    explicit ViewBuffer(std::string_view text)
    {
        char* begin = const_cast<char*>(text.data());
        setg(begin, begin, begin + text.size());
    }
};

struct Refused {
    cx::Error error;
};

// Builds the tree while yaml-cpp reads. Its own Node keeps neither lines nor plain scalars cheaply.
class Builder final : public YAML::EventHandler {
public:
    NodePtr take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        add(make(Node::Kind::null, mark), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) throw Refused{at(mark.line + 1, "an alias of itself")};
        put(found->second);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        auto node = make(Node::Kind::text, mark);
        // "?" is a plain scalar, "!" a quoted one.
        if (tag == "?" || tag.empty())
            read_scalar(value, *node);
        else
            node->text = value;
        add(std::move(node), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(make(Node::Kind::list, mark), anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(make(Node::Kind::map, mark), anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        std::shared_ptr<Node> node;
        YAML::anchor_t anchor;
        std::string key;
        bool has_key = false;
    };

    std::shared_ptr<Node> make(Node::Kind kind, const YAML::Mark& mark)
    {
        if (++count_ > manifest_nodes) throw Refused{at(mark.line + 1, "too many values")};
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->line = mark.line + 1;
        return node;
    }
    void add(std::shared_ptr<Node> node, YAML::anchor_t anchor)
    {
        if (anchor) anchors_[anchor] = node;
        put(std::move(node));
    }
    void open(std::shared_ptr<Node> node, YAML::anchor_t anchor)
    {
        if (stack_.size() == manifest_depth) throw Refused{at(node->line, "nested too deep")};
        stack_.push_back({std::move(node), anchor, {}, false});
    }
    void close()
    {
        Open done = std::move(stack_.back());
        stack_.pop_back();
        if (done.node->is_map()) merge(*done.node);
        add(std::move(done.node), done.anchor);
    }
    void put(NodePtr node)
    {
        if (stack_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& to = stack_.back();
        if (to.node->is_list()) {
            to.node->items.push_back(std::move(node));
        } else if (!to.has_key) {
            if (node->is_list() || node->is_map())
                throw Refused{at(node->line, "a name should be a text")};
            to.key = node->text;
            to.has_key = true;
        } else {
            to.node->members.emplace_back(std::move(to.key), std::move(node));
            to.has_key = false;
        }
    }
    // "<<": the members of another map, or of several, where there is none of that name. Of two
    // equal names the last counts, as in Python.
    static void merge(Node& map)
    {
        std::vector<std::pair<std::string, NodePtr>> members;
        std::map<std::string_view, std::size_t> places;
        const auto set = [&](const std::string& name, const NodePtr& value, bool wins) {
            if (map.members.size() < 16) {
                for (auto& [known, old] : members)
                    if (known == name) {
                        if (wins) old = value;
                        return;
                    }
            } else if (const auto [place, fresh] = places.emplace(name, members.size()); !fresh) {
                if (wins) members[place->second].second = value;
                return;
            }
            members.emplace_back(name, value);
        };
        members.reserve(map.members.size());
        for (const auto& [name, value] : map.members)
            if (name != "<<") set(name, value, true);
        for (const auto& [name, value] : map.members) {
            if (name != "<<") continue;
            if (value->is_map())
                for (const auto& [inner, node] : value->members) set(inner, node, false);
            for (const NodePtr& item : value->items)
                for (const auto& [inner, node] : item->members) set(inner, node, false);
        }
        map.members = std::move(members);
    }

    NodePtr root_;
    std::vector<Open> stack_;
    std::map<YAML::anchor_t, NodePtr> anchors_;
    std::size_t count_ = 0;
};

}  // namespace

cx::Result<NodePtr> read_yaml(std::string_view text)
{
    if (text.size() > manifest_bytes) return at(1, "the manifest is larger than 4 MiB");
    Builder builder;
    try {
        ViewBuffer buffer(text);
        std::istream stream(&buffer);
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return at(1, "the manifest is empty");
    } catch (const YAML::Exception& error) {
        return at(error.mark.line + 1, error.msg);
    } catch (const Refused& refused) {
        return refused.error;
    }
    NodePtr root = builder.take();
    if (!root || !root->is_map()) return at(1, "the manifest should be a map");
    return root;
}

}  // namespace rest
