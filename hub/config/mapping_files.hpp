// Mappings by name: "salesforce/contact@3" ships with a plugin, "contact@1" lies in DIR/mappings.
#pragma once

#include "config/config.hpp"
#include "config/reader.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cx::config {

class MappingFiles {
public:
    // `directory` is DIR, `shown` how it is called in messages.
    MappingFiles(Reader& reader, const Installation& installation, std::string directory,
                 std::string shown);

    // Reports at `at` where `use` names nothing, or another version than there is.
    std::unique_ptr<mapping::Mapping> load(const std::string& use, const model::Schema& schema,
                                           const mapping::CompileOptions& options, const Mark& at);
    // Compiles every file of DIR/mappings, used or not, for its mistakes.
    void check_own(const model::Schema& schema);

private:
    struct File {
        std::string name;  // "salesforce/contact"
        std::string path;
        std::string shown;
    };

    const File* find(const std::string& name) const;
    const Node* open(const File& file);

    Reader& reader_;
    std::vector<File> files_;
    std::size_t own_ = 0;  // The first so many are DIR's.
};

}  // namespace cx::config
