// One open file on its way through decoding and splitting.
#pragma once

#include "file/catalog.hpp"
#include "file/input.hpp"
#include "file/splitter.hpp"

#include <functional>
#include <memory>
#include <string>

namespace file {

class Reader {
public:
    // Error codes: as Input::open, and file.format where the format does not suit the mode.
    static cx::Result<std::unique_ptr<Reader>> open(const std::string& path,
                                                    const StreamSettings& settings,
                                                    const std::string& encoding, Mark from,
                                                    std::function<bool()> stop);

    Step next(Item& item, bool final) { return splitter_->next(item, final); }
    const Mark& mark() const { return splitter_->mark(); }
    const std::string& problem() const { return splitter_->problem(); }
    const std::string& path() const { return path_; }
    const Facts& facts() const { return facts_; }  // When it was opened.
    std::string encoding() const { return std::string(name_of(input_->encoding())); }
    // "members.csv:17", for elements of an array "members.json#17".
    void position_of(const Item& item, std::string& out) const;
    // Whether the open file, and the name, still are as `facts` says.
    bool is_still(const Facts& facts) const;

private:
    Reader(std::string path, std::unique_ptr<Input> input)
        : path_(std::move(path)), input_(std::move(input))
    {
    }

    std::string path_;
    std::string name_;
    std::unique_ptr<Input> input_;
    std::unique_ptr<Splitter> splitter_;
    Facts facts_;
    char separator_ = ':';
};

}  // namespace file
