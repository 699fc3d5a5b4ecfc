// The commands and their options, as CLI11 reads them.
#pragma once

#include "app/commands.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace cx::app {

// Holds every command's arguments while the line is read, and the one command chosen.
class CommandLine {
public:
    CommandLine();
    // The exit status.
    int run(int argc, char** argv);

private:
    CLI::App* command(const std::string& name, const std::string& text, std::function<int()> run);
    static CLI::Option* directory(CLI::App* sub, std::string& target);
    // Each adds some commands: its own and its options.
    void add_daemon();
    void add_configuration();
    void add_connector();
    void add_reading();
    void add_rejects();
    void add_replay();
    void add_pipeline();
    void add_steward();
    void add_review();
    void add_identity();
    void add_rights();
    void add_administration();
    void add_hidden();

    CLI::App app_{"cxhub: one customer out of many systems", "cxhub"};
    std::function<int()> command_;
    std::function<int()> store_command_;
    RunArguments run_;
    ImportArguments import_;
    CheckArguments check_;
    TryArguments try_;
    CassetteArguments cassette_;
    int (*cassette_command_)(const CassetteArguments&) = nullptr;
    ProfileArguments profile_;
    FollowArguments follow_;
    ExportArguments export_;
    RejectsArguments rejects_;
    StewardArguments steward_;
    ReviewArguments review_;
    IdentityArguments identity_;
    EraseArguments erase_;
    RestrictArguments restrict_;
    AuditArguments audit_;
    TokenArguments token_;
    PipelineArguments pipeline_;
    ReplayArguments replay_;
    SinkArguments sink_;
    DescribeArguments describe_;
    std::string directory_;
    std::string target_;
    std::string status_directory_;
    bool status_json_ = false;
    std::string library_;
    std::string shell_;
    int descriptor_ = -1;
};

}  // namespace cx::app
