// Expected outcomes as values: Result<T> holds a T or an Error.
//
// An Error has a stable code, which programs compare and documents list ("csv.quote"), and one
// sentence for people. The sentence never holds a secret or a person's data. Programming mistakes
// are assertions.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace cx {

struct Error {
    std::string code;
    std::string message;

    bool operator==(const Error&) const = default;
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return state_.index() == 0; }

    T& value() & { return *checked(); }
    const T& value() const& { return *const_cast<Result*>(this)->checked(); }
    T&& value() && { return std::move(*checked()); }
    T& operator*() & { return *checked(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*checked()); }
    T* operator->() { return checked(); }
    const T* operator->() const { return &value(); }

    const Error& error() const
    {
        assert(!*this);
        return std::get<1>(state_);
    }

private:
    T* checked()
    {
        assert(*this);
        return &std::get<0>(state_);
    }

    std::variant<T, Error> state_;
};

// A Result with nothing to hold.
struct Done {};

}  // namespace cx
