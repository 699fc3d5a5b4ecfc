// A bounded memory of pure answers.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cx::model {

// Remembers up to 2 * shards * per_shard answers by text; the older half of a shard is forgotten at
// once when it is full, which costs no list and keeps what was used lately. Thread-safe.
template <typename Answer>
class Memo {
public:
    explicit Memo(std::size_t per_shard) : per_shard_(per_shard) {}

    template <typename Compute>
    Answer get(const std::string& key, const Compute& compute)
    {
        Shard& shard = shards_[std::hash<std::string>{}(key) % shards_.size()];
        {
            const std::lock_guard lock(shard.mutex);
            if (const auto found = shard.young.find(key); found != shard.young.end())
                return found->second;
            if (const auto found = shard.old.find(key); found != shard.old.end())
                return keep(shard, key, found->second);
        }
        Answer answer =
            compute();  // Outside the lock: it is slow, and doing it twice does no harm.
        const std::lock_guard lock(shard.mutex);
        return keep(shard, key, std::move(answer));
    }

private:
    using Map = std::unordered_map<std::string, Answer>;

    struct Shard {
        std::mutex mutex;
        Map young;
        Map old;
    };

    Answer keep(Shard& shard, const std::string& key, Answer answer)
    {
        if (shard.young.size() >= per_shard_) {
            shard.old = std::move(shard.young);
            shard.young.clear();
        }
        shard.young.insert_or_assign(key, answer);
        return answer;
    }

    const std::size_t per_shard_;
    std::array<Shard, 16> shards_;
};

}  // namespace cx::model
