// Bytes of a text column that the database knows wrongly or not at all, as UTF-8.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sql {

// Not for two threads at once.
class Decoder {
public:
    // `name` as in the option. Throws cx::BadOptions where this system cannot convert it.
    explicit Decoder(std::string_view name);

    // Nothing where the bytes are not valid.
    std::optional<std::string> decode(std::string_view bytes);

private:
    struct Close {
        void operator()(void* handle) const;
    };

    std::unique_ptr<void, Close> handle_;  // None: UTF-8, which is only checked
};

}  // namespace sql
