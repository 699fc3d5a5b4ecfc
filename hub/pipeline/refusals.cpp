#include "pipeline/refusals.hpp"

#include "unify/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::pipeline {

void Refusals::load(store::View& view)
{
    for (auto& [hash, erasure] : view.refused_hashes()) refused_.emplace(hash, std::move(erasure));
}

void Refusals::add(const store::Erasure& erasure)
{
    for (const Hash128& hash : erasure.refused) refused_.emplace(hash, erasure.id);
}

void Refusals::lift(const std::string& erasure)
{
    std::erase_if(refused_, [&](const auto& entry) { return entry.second == erasure; });
}

Hash128 Refusals::origin_hash(const model::Origin& origin) const
{
    return hash_.of({"origin", origin.source, origin.stream, origin.key});
}

Hash128 Refusals::record_hash(const model::RecordKey& key) const
{
    return hash_.of({"record", key.source, key.entity, key.key});
}

Hash128 Refusals::owner_hash(std::string_view owner) const
{
    return hash_.of({"owner", owner});
}

std::vector<Hash128> Refusals::of(const store::Belongings& what) const
{
    std::vector<Hash128> hashes;
    for (const model::Origin& origin : what.origins) hashes.push_back(origin_hash(origin));
    for (const auto* list : {&what.parties, &what.owned})
        for (const store::Belonging& record : *list) {
            hashes.push_back(record_hash(record.key));
            // Whatever hangs on it: on a person, or on a person's card.
            hashes.push_back(owner_hash(record.key.key));
        }
    for (const std::string& owner : what.owners) {
        const std::string_view ns = std::string_view(owner).substr(0, owner.find(':'));
        if (unify::rule_of(ns, *model_).links == unify::NamespaceRule::Links::alone)
            hashes.push_back(owner_hash(owner));
    }
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    return hashes;
}

const std::string* Refusals::find(Hash128 hash) const
{
    const auto found = refused_.find(hash);
    return found == refused_.end() ? nullptr : &found->second;
}

const std::string* Refusals::find(const MappedRecord& record, const model::Entity& entity) const
{
    const model::RecordKey key{record.origin.source, entity.type->name, entity.key};
    if (const std::string* erasure = find(record_hash(key))) return erasure;
    if (!entity.owner.empty()) return find(owner_hash(entity.owner));
    if (entity.type->kind != model::EntityKind::party) return nullptr;
    for (const unify::MatchKey& match : unify::match_keys(key, entity.data, *model_))
        if (const std::string* erasure = find(owner_hash(match.ns + ":" + match.value)))
            return erasure;
    return nullptr;
}

Refusals::Verdict Refusals::judge(const MappedRecord& record) const
{
    Verdict verdict;
    verdict.erasure = find(origin_hash(record.origin));
    verdict.whole = verdict.erasure != nullptr;
    if (verdict.whole || record.refusal) return verdict;
    for (const model::Entity& entity : record.outcome.entities) {
        const std::string* const erasure = find(record, entity);
        verdict.refused.push_back(erasure != nullptr);
        if (erasure) verdict.erasure = erasure;
    }
    verdict.whole = verdict.erasure && std::all_of(verdict.refused.begin(), verdict.refused.end(),
                                                   [](bool refused) { return refused; });
    return verdict;
}

// What stays names nobody: the key's hash tells two rejects apart.
void Refusals::refuse(MappedRecord& record, const std::string& erasure) const
{
    if (record.position.find(record.origin.key) != std::string::npos) record.position.clear();
    record.origin.key = "erased:" + to_hex(origin_hash(record.origin)).substr(0, 16);
    record.payload.clear();
    record.outcome = {};
    record.refusal =
        Refusal{.code = "record.erased",
                .why = fmt::format("the person was erased by erasure {} and is not taken in again",
                                   erasure),
                .config_line = "",
                .remedy = remedy_of("record.erased")};
}

std::optional<MappedBatch> Refusals::screen(const MappedBatch& batch) const
{
    if (refused_.empty()) return {};
    std::optional<MappedBatch> screened;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const Verdict verdict = judge(batch.records[i]);
        if (!verdict.erasure) continue;
        if (!screened) screened = batch;
        MappedRecord& record = screened->records[i];
        if (verdict.whole) {
            refuse(record, *verdict.erasure);
            continue;
        }
        std::vector<model::Entity> kept;
        for (std::size_t e = 0; e < verdict.refused.size(); ++e)
            if (!verdict.refused[e]) kept.push_back(std::move(record.outcome.entities[e]));
        record.outcome.entities = std::move(kept);
        record.payload.clear();
    }
    return screened;
}

}  // namespace cx::pipeline
