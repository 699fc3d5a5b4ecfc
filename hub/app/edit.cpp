#include "app/edit.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace cx::app {
namespace {

std::string editor()
{
    for (const char* name : {"VISUAL", "EDITOR"})
        if (const char* chosen = std::getenv(name); chosen && *chosen) return chosen;
    return "vi";
}

// A file that is there as long as this lives.
class PrivateFile {
public:
    explicit PrivateFile(const std::string& text)
    {
        path_ = (std::filesystem::temp_directory_path() / "cxhub-XXXXXX").string();
        const int file = ::mkstemp(path_.data());  // Mode 0600.
        if (file < 0) return;
        good_ = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
        ::close(file);
    }
    ~PrivateFile() { ::unlink(path_.c_str()); }
    PrivateFile(const PrivateFile&) = delete;
    PrivateFile& operator=(const PrivateFile&) = delete;

    bool good() const { return good_; }
    const std::string& path() const { return path_; }

private:
    std::string path_;
    bool good_ = false;
};

}  // namespace

Result<std::string> edit_text(const std::string& text)
{
    const PrivateFile file(text);
    if (!file.good()) return Error{"edit.failed", "cannot write a temporary file"};
    // As a shell would take it: an editor may bring its own options.
    const std::string command = fmt::format("{} '{}'", editor(), file.path());
    if (std::system(command.c_str()) != 0)  // NOLINT(concurrency-mt-unsafe): one thread.
        return Error{"edit.failed", fmt::format("the editor '{}' failed", editor())};
    std::ifstream in(file.path(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace cx::app
