#include "app/cli.hpp"

#include "app/command_line.hpp"
#include "app/completion.hpp"
#include "app/configuration.hpp"
#include "plugin/plugin.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

#include <exception>

namespace cx::app {
namespace {

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

CommandLine::CommandLine()
{
    app_.set_version_flag("--version", "cxhub " CXHUB_VERSION);
    app_.require_subcommand(1);
    app_.footer(
        "Exit status: 0 done, 1 failed, 2 wrong usage, 78 configuration refused.\n"
        "DIR is a configuration: hub.yaml with pipelines/ beside it.");
    add_daemon();
    add_configuration();
    add_reading();
    add_rejects();
    add_pipeline();
    add_replay();
    add_steward();
    add_review();
    add_identity();
    add_rights();
    add_administration();
    add_hidden();
}

int CommandLine::run(int argc, char** argv)
{
    try {
        app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        fmt::print("{}", app_.help());
        return exit_done;
    } catch (const CLI::CallForVersion&) {
        fmt::print("cxhub {}\n", CXHUB_VERSION);
        return exit_done;
    } catch (const CLI::ParseError& error) {
        const CLI::App* where = &app_;
        for (const CLI::App* chosen : app_.get_subcommands()) where = chosen;
        if (error.get_exit_code() == 0) {
            fmt::print("{}", where->help());
            return exit_done;
        }
        fmt::print(stderr, "cxhub: {}\nSee '{} --help'.\n", error.what(),
                   where == &app_ ? "cxhub" : "cxhub " + where->get_name());
        return exit_usage;
    }
    return command_ ? command_() : exit_usage;
}

CLI::App* CommandLine::command(const std::string& name, const std::string& text,
                               std::function<int()> run)
{
    CLI::App* sub = app_.add_subcommand(name, text);
    sub->callback([this, run = std::move(run)] { command_ = run; });
    return sub;
}

CLI::Option* CommandLine::directory(CLI::App* sub, std::string& target)
{
    return sub->add_option("DIR", target, "Folder of the configuration")->required();
}

void CommandLine::add_daemon()
{
    CLI::App* run = command("run", "Run the daemon until it is told to stop",
                            [this] { return command_run(run_); });
    directory(run, run_.directory);

    CLI::App* reload = command("reload", "Take over a changed configuration, whole or not at all",
                               [this] { return command_reload(directory_); });
    directory(reload, directory_);

    CLI::App* import = command("import", "Read the sources to their end, then stop",
                               [this] { return command_import(import_); });
    directory(import, import_.directory);
    import->add_option("--pipeline", import_.pipelines, "Only this pipeline; may be repeated");
    import->add_flag("--deliver", import_.deliver, "Deliver the changes to the sinks as well");
    import->add_flag("--log", import_.log, "Write the log as `cxhub run` does, not warnings only");
    import
        ->add_option("--batch-records", import_.batch_records,
                     "Records in one commit, instead of the configured number")
        ->check(CLI::Range(1U, 10000U));
}

void CommandLine::add_configuration()
{
    CLI::App* check = command("check", "Tell every mistake of a configuration, touch nothing",
                              [this] { return command_check(check_); });
    directory(check, check_.directory);
    check->add_option("--against", check_.against,
                      "Store, or folder of another configuration or release, to compare versions "
                      "of mappings and entities with (default: the configured store)");
    check->add_flag_callback(
        "--json", [this] { check_.json = true; }, "As JSON");
    check
        ->add_option_function<std::string>(
            "--format", [this](const std::string& format) { check_.json = format == "json"; },
            "text or json")
        ->check(CLI::IsMember({"text", "json"}));

    CLI::App* test = command("test", "Run the tests inside the pipelines",
                             [this] { return command_test(directory_); });
    directory(test, directory_);

    CLI::App* attempt = command(
        "try", "Poll a real source and show what would become of its records; store nothing",
        [this] { return command_try(try_); });
    directory(attempt, try_.directory);
    attempt->add_option("PIPELINE", try_.pipeline, "Name of the pipeline")->required();
    attempt->add_option("--stream", try_.stream, "Only this stream");
    attempt->add_option("--limit", try_.limit, "Records of each stream")
        ->check(CLI::Range(1U, 10000U))
        ->capture_default_str();

    add_connector();

    CLI::App* describe = command("describe", "Reference pages: " + joined(describe_topics()),
                                 [this] { return command_describe(describe_); });
    describe->add_option("WHAT", describe_.what, "What to describe")
        ->required()
        ->check(CLI::IsMember(describe_topics()));
    describe->add_option("NAME", describe_.name, "Which one, where there are several");
    describe->add_option("--dir", describe_.directory,
                         "Configuration whose mappings, schema or terms to describe");
    describe->add_option("--dept", describe_.department, "Of term: whose word it is");
    describe->add_flag("--json", describe_.json, "As JSON (JSON Schema for files)");
}

void CommandLine::add_connector()
{
    CLI::App* connector =
        command("connector", "Keep what a connector and its system say to each other, and play it",
                [this] { return cassette_command_(cassette_); });
    connector->require_subcommand(1);
    const auto action = [&](const char* name, const char* text, auto what) {
        CLI::App* sub = connector->add_subcommand(name, text);
        sub->callback([this, what] { cassette_command_ = what; });
        directory(sub, cassette_.what.directory);
        sub->add_option("PIPELINE", cassette_.what.pipeline, "Name of the pipeline")->required();
        sub->add_option("--stream", cassette_.what.stream, "Only this stream");
        sub->add_option("--limit", cassette_.what.limit, "Records of each stream")
            ->check(CLI::Range(1U, 10000U))
            ->capture_default_str();
        return sub;
    };
    CLI::App* record =
        action("record", "As try; the exchanges over HTTP go into a file, without personal data",
               &command_connector_record);
    record->add_option("--to", cassette_.file, "File to write")->required();
    record->add_option("--keep", cassette_.keep, "Members whose values stay as they are");
    CLI::App* replay =
        action("replay", "As try; the answers come from such a file", &command_connector_replay);
    replay->add_option("--from", cassette_.file, "File to read")
        ->required()
        ->check(CLI::ExistingFile);
}

void CommandLine::add_reading()
{
    CLI::App* status = command("status", "What runs, what waits and why",
                               [this] { return command_status(status_directory_, status_json_); });
    directory(status, status_directory_);
    status->add_flag("--json", status_json_, "As JSON");

    CLI::App* top = command("top", "The same as a live table; q quits",
                            [this] { return command_top(directory_); });
    directory(top, directory_);

    CLI::App* profile = command("profile", "One customer: best values, sources, timeline, reasons",
                                [this] { return command_profile(profile_); });
    directory(profile, profile_.directory);
    profile
        ->add_option("WHO", profile_.who,
                     "Profile id, source key (ns:value), e-mail address or phone number")
        ->required();
    profile->add_option("--why", profile_.why, "Why this value: a field, or * for all")
        ->expected(0, 1)
        ->default_str("*")
        ->each([this](const std::string& field) {
            profile_.explain = true;
            profile_.why = field;
        });
    profile
        ->add_option("--why-not", profile_.why_not,
                     "Why it is not one with this other profile: what is missing, what is against")
        ->each([this](const std::string&) { profile_.explain = true; });
    profile->add_flag("--timeline", profile_.timeline, "What happened, newest first");
    profile->add_flag("--history", profile_.history,
                      "Its versions, which records came and went, and what stewards decided");
    profile->add_option("--at", profile_.at, "As it was at this time (RFC 3339)");
    profile->add_flag("--json", profile_.json, "As JSON");

    CLI::App* follow =
        command("follow", "One customer, live: every stage as it happens, until Ctrl-C",
                [this] { return command_follow(follow_); });
    directory(follow, follow_.directory);
    follow
        ->add_option("WHO", follow_.who,
                     "Profile id, source key (ns:value), e-mail address or phone number")
        ->required();
    follow->add_flag("--show", follow_.show, "With values of fields and keys of records");
    follow->add_flag("--json", follow_.json, "As JSON Lines");

    CLI::App* out =
        command("export", "Write profiles, records, members or everything to standard output",
                [this] { return command_export(export_); });
    directory(out, export_.directory);
    out->add_option("WHAT", export_.what,
                    "profiles and records (JSON Lines), members (CSV), canonical (for comparison), "
                    "person (all about one, JSON)")
        ->required()
        ->check(CLI::IsMember({"profiles", "records", "members", "canonical", "person"}));
    out->add_option("WHO", export_.who,
                    "Of person: profile id, source key (ns:value), e-mail address or phone "
                    "number");
    out->add_option("--accepts", export_.accepts,
                    "Labels that may leave, as in pii.direct,sensitive.*")
        ->delimiter(',');
    out->add_option("--purpose", export_.purposes,
                    "What the export is for, as in purpose.marketing.direct")
        ->delimiter(',');
}

void CommandLine::add_hidden()
{
    CLI::App* host = command("plugin-host", "",
                             [this] { return plugin::run_plugin_host(library_, descriptor_); });
    host->group("");
    host->add_option("LIBRARY", library_)->required();
    host->add_option("DESCRIPTOR", descriptor_)->required();

    CLI::App* completion =
        command("completion", "Completion for a shell: source <(cxhub completion bash)", [this] {
            fmt::print("{}", completion_script(app_));
            return exit_done;
        });
    completion->add_option("SHELL", shell_, "bash")->required()->check(CLI::IsMember({"bash"}));
}

int run_command_line(int argc, char** argv)
{
    try {
        return CommandLine().run(argc, argv);
    } catch (const store::StoreError& error) {
        complain(error.what());
    } catch (const std::exception& error) {
        complain(fmt::format("unexpected: {}", error.what()));
    }
    return exit_failed;
}

}  // namespace cx::app
