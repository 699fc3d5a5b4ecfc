#include "config/secrets.hpp"

#include "base/text.hpp"
#include "config/references.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace cx::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t secret_bytes = 64 << 10;

}  // namespace

std::vector<Secrets::Folder> Secrets::credentials_folder()
{
    // Set by systemd for services with LoadCredential=, see systemd.exec(5).
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment.
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (!folder || !*folder) return {};
    return {{folder, {}, false}};
}

void Secrets::configure(const Node& node, const std::string& directory)
{
    if (const Node* folder = node.find("directory");
        folder && folder->is_scalar() && !reader_.is_failed(*folder)) {
        const std::string path = (fs::path(directory) / folder->text).lexically_normal().string();
        std::error_code failed;
        if (fs::is_directory(path, failed))
            folders_.insert(folders_.begin(), {path, folder->mark, true});
        else
            reader_.error(folder->mark, "config.missing_folder",
                          fmt::format("there is no folder {}", reader_.said(*folder)));
    }
    const Node* values = node.find("values");
    if (!values) return;
    for (const Node::Member& member : values->members) {
        const Node& value = member.value;
        if (reader_.is_failed(value)) {
            unusable_.push_back(member.name);
        } else if (value.is_scalar() && is_environment_reference(reader_.written(value))) {
            values_[member.name] = value.text;
        } else {
            reader_.sources().hide(value.mark);
            reader_.error(
                value.mark, "config.secret_literal",
                fmt::format("secret '{}' should be a reference such as ${{env:{}}}; secrets do not "
                            "stand in files of the configuration",
                            member.name, "NAME"));
            unusable_.push_back(member.name);
        }
    }
}

std::vector<std::string> Secrets::names() const
{
    std::vector<std::string> names = unusable_;
    for (const auto& [name, value] : values_) names.push_back(name);
    for (const Folder& folder : folders_) {
        std::error_code failed;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder.path, failed))
            if (entry.is_regular_file(failed)) names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::optional<std::string> Secrets::read_file(const Folder& folder, const std::string& name,
                                              const Node& at)
{
    const std::string path = folder.path + "/" + name;
    struct stat facts = {};
    if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
    std::ifstream stream(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    const bool readable = S_ISREG(facts.st_mode) && stream.is_open() && !stream.bad();
    if (!readable || text.size() > secret_bytes || !is_utf8(text)) {
        reader_.error(
            at.mark, "config.secret_unreadable",
            fmt::format("the file of secret '{}' cannot be read: it should be a regular, readable "
                        "file of UTF-8 text, at most {} bytes",
                        name, secret_bytes));
        return "";
    }
    if (folder.check_permissions && (facts.st_mode & (S_IROTH | S_IWOTH)) != 0)
        reader_.diagnostics().warning(
            folder.mark, "config.secret_permissions",
            fmt::format(
                "everybody may read or write the file of secret '{}'; take it away with chmod o-rw",
                name));
    // Editors and echo end a file with a newline that is not part of the secret.
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return text;
}

std::optional<std::string> Secrets::find(const std::string& name, const Node& at)
{
    if (const auto value = values_.find(name); value != values_.end()) return value->second;
    if (std::find(unusable_.begin(), unusable_.end(), name) != unusable_.end()) return "";
    for (const Folder& folder : folders_)
        if (auto text = read_file(folder, name, at)) return text;
    const std::string near = did_you_mean(name, names());
    reader_.error(at.mark, "config.unknown_secret",
                  fmt::format("secret '{}' is not defined{}", name,
                              near.empty() ? "; name it in 'secrets' of hub.yaml" : near));
    return std::nullopt;
}

std::optional<std::string> Secrets::put_in(const Node& scalar)
{
    std::string text;
    bool whole = true;
    for (const TextPart& part : secret_parts(scalar.text)) {
        if (!part.secret) {
            text += part.text;
        } else if (const auto value = find(part.text, scalar)) {
            text += *value;
        } else {
            whole = false;
        }
    }
    if (!whole) return std::nullopt;
    return text;
}

void Secrets::check(const Node& node)
{
    for (const Node& item : node.items) check(item);
    for (const Node::Member& member : node.members) check(member.value);
    if (!node.is_scalar() || reader_.is_failed(node)) return;
    if (mentions_secret(node.text)) put_in(node);
    if (!reader_.written(node).starts_with("${")) reader_.sources().hide(node.mark);
}

}  // namespace cx::config
