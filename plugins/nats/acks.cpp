#include "nats/acks.hpp"

#include <cstdint>
#include <utility>

namespace nats_sink {
namespace {

std::mutex registry_mutex;

std::map<void*, std::weak_ptr<Acks>>& registry()
{
    static std::map<void*, std::weak_ptr<Acks>> all;
    return all;
}

}  // namespace

std::shared_ptr<Acks> Acks::make()
{
    static std::uintptr_t last = 0;
    const std::shared_ptr<Acks> made(new Acks);
    const std::lock_guard lock(registry_mutex);
    made->number_ = reinterpret_cast<void*>(++last);  // A number, never looked behind.
    registry()[made->number_] = made;
    return made;
}

std::shared_ptr<Acks> Acks::find(void* number)
{
    const std::lock_guard lock(registry_mutex);
    const auto found = registry().find(number);
    return found == registry().end() ? nullptr : found->second.lock();
}

Acks::~Acks()
{
    const std::lock_guard lock(registry_mutex);
    registry().erase(number_);
}

void Acks::expect(const std::string& id)
{
    const std::lock_guard lock(mutex_);
    if (expected_.emplace(id, Outcome{}).second) ++unknown_;
}

void Acks::told(const std::string& id, Outcome outcome)
{
    const std::lock_guard lock(mutex_);
    const auto found = expected_.find(id);
    if (found == expected_.end() || found->second.known) return;
    outcome.known = true;
    found->second = std::move(outcome);
    --unknown_;
    changed_.notify_all();
}

void Acks::complain(const std::string& words)
{
    const std::lock_guard lock(mutex_);
    complaint_ = words;
    changed_.notify_all();
}

bool Acks::wait(std::chrono::milliseconds at_most)
{
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, at_most, [&] { return unknown_ == 0; });
}

Acks::Outcome Acks::outcome(const std::string& id) const
{
    const std::lock_guard lock(mutex_);
    const auto found = expected_.find(id);
    return found == expected_.end() ? Outcome{} : found->second;
}

std::string Acks::complaint() const
{
    const std::lock_guard lock(mutex_);
    return complaint_;
}

void Acks::clear()
{
    const std::lock_guard lock(mutex_);
    expected_.clear();
    unknown_ = 0;
    complaint_.clear();
}

}  // namespace nats_sink
