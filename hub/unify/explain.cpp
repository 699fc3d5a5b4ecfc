// Why records are one: the fewest, strongest reasons.
#include "unify/cluster.hpp"

#include <algorithm>
#include <numeric>

namespace cx::unify {

// Kruskal's algorithm: edges stand best first, so the first that connect are the strongest.
std::vector<Edge> spanning_tree(const Component& component, std::size_t cluster)
{
    std::vector<std::size_t> group(component.members.size());
    std::iota(group.begin(), group.end(), std::size_t{0});
    std::vector<Edge> tree;
    for (const Edge& edge : component.edges) {
        if (component.cluster_of[edge.a] != cluster || component.cluster_of[edge.b] != cluster)
            continue;
        const std::size_t from = group[edge.b];
        const std::size_t to = group[edge.a];
        if (from == to) continue;
        std::replace(group.begin(), group.end(), from, to);
        tree.push_back(edge);
    }
    return tree;
}

}  // namespace cx::unify
