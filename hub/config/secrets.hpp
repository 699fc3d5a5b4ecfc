// Where `${secret:NAME}` comes from: secrets.values, secrets.directory, systemd credentials, in
// this order.
#pragma once

#include "config/reader.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cx::config {

class Secrets {
public:
    explicit Secrets(Reader& reader) : reader_(reader) {}

    // `node` is the map below `secrets:`, checked against its keys; relative folders count from
    // `directory`.
    void configure(const Node& node, const std::string& directory);

    // The text of `scalar` with its secrets put in. A secret that is not defined or cannot be read
    // is reported at the scalar; then nothing.
    std::optional<std::string> put_in(const Node& scalar);

    // Where nobody knows which options are secret: reports those below `node` that are not defined,
    // and lets no message show a value.
    void check(const Node& node);

private:
    struct Folder {
        std::string path;
        Mark mark;
        bool check_permissions = false;
    };

    std::optional<std::string> find(const std::string& name, const Node& at);
    std::optional<std::string> read_file(const Folder& folder, const std::string& name,
                                         const Node& at);
    std::vector<std::string> names() const;

    Reader& reader_;
    std::map<std::string, std::string> values_;
    std::vector<std::string> unusable_;  // Values that were reported already.
    std::vector<Folder> folders_ = credentials_folder();

    static std::vector<Folder> credentials_folder();
};

}  // namespace cx::config
