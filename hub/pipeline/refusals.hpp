// What an erasure keeps out: source records and entities known by keyed hashes, so that nothing of
// the person needs to be kept to refuse them.
//
// Refused are the source records that brought an erased record, the erased records by their keys,
// any person with an identifier that alone tells who it is, and whatever hangs on such a key. See
// docs/decisions/0007-what-an-erasure-refuses.md.
#pragma once

#include "base/keyed_hash.hpp"
#include "pipeline/mapped_batch.hpp"
#include "store/store.hpp"
#include "unify/model.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cx::pipeline {

class Refusals {
public:
    Refusals(std::string key, std::shared_ptr<const unify::IdentityModel> model)
        : hash_(std::move(key)), model_(std::move(model))
    {
    }

    // Everything the store refuses today.
    void load(store::View& view);
    void add(const store::Erasure& erasure);
    void lift(const std::string& erasure);

    // The hashes to keep for what is erased.
    std::vector<Hash128> of(const store::Belongings& what) const;
    std::string key_id() const { return hash_.key_id(); }

    // The batch without what is refused; nothing where all of it may pass. A source record that
    // emits nothing else becomes a reject without key and payload; one that does keeps the rest,
    // without its payload.
    std::optional<MappedBatch> screen(const MappedBatch& batch) const;

private:
    struct Verdict {
        const std::string* erasure = nullptr;  // That refuses something
        std::vector<bool> refused;             // By entity
        bool whole = false;
    };

    const std::string* find(Hash128 hash) const;
    const std::string* find(const MappedRecord& record, const model::Entity& entity) const;
    Verdict judge(const MappedRecord& record) const;
    void refuse(MappedRecord& record, const std::string& erasure) const;

    Hash128 origin_hash(const model::Origin& origin) const;
    Hash128 record_hash(const model::RecordKey& key) const;
    Hash128 owner_hash(std::string_view owner) const;

    KeyedHash hash_;
    std::shared_ptr<const unify::IdentityModel> model_;
    std::map<Hash128, std::string> refused_;  // To the erasure's id
};

}  // namespace cx::pipeline
