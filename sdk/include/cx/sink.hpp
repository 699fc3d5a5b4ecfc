// What an author of a sink writes against.
#pragma once

#include <cx/abi.h>
#include <cx/source.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace cx {

class Receipt {
public:
    explicit Receipt(const cx_receipt& receipt) : receipt_(receipt) {}

    // The first `count` changes are done for good, rejected ones among them included.
    void delivered(std::uint64_t count) { receipt_.delivered(receipt_.self, count); }
    // The destination refuses this one for ever.
    void rejected(std::uint64_t index, std::string_view why)
    {
        receipt_.rejected(receipt_.self, index, {why.data(), why.size()});
    }

private:
    const cx_receipt& receipt_;
};

class Sink {
public:
    virtual ~Sink() = default;
    // Delivers `changes` (JSON texts) in their order. What is not reported as delivered is offered
    // again.
    virtual Status deliver(std::span<const cx_text> changes, Receipt& out) = 0;
};

}  // namespace cx
