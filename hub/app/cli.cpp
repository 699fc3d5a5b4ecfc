#include "app/cli.hpp"

#include "app/commands.hpp"
#include "app/completion.hpp"
#include "app/configuration.hpp"
#include "plugin/plugin.hpp"
#include "store/store.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>
#include <functional>

namespace cx::app {
namespace {

// Holds every command's arguments while the line is read, and the one command chosen.
class CommandLine {
public:
    CommandLine()
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
        add_rights();
        add_administration();
        add_hidden();
    }

    int run(int argc, char** argv)
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

    CLI::App& app() { return app_; }

private:
    CLI::App* command(const std::string& name, const std::string& text, std::function<int()> run)
    {
        CLI::App* sub = app_.add_subcommand(name, text);
        sub->callback([this, run = std::move(run)] { command_ = run; });
        return sub;
    }

    static CLI::Option* directory(CLI::App* sub, std::string& target)
    {
        return sub->add_option("DIR", target, "Folder of the configuration")->required();
    }

    void add_daemon()
    {
        CLI::App* run = command("run", "Run the daemon until it is told to stop",
                                [this] { return command_run(run_); });
        directory(run, run_.directory);

        CLI::App* reload =
            command("reload", "Take over a changed configuration, whole or not at all",
                    [this] { return command_reload(directory_); });
        directory(reload, directory_);

        CLI::App* import = command("import", "Read the sources to their end, then stop",
                                   [this] { return command_import(import_); });
        directory(import, import_.directory);
        import->add_option("--pipeline", import_.pipelines, "Only this pipeline; may be repeated");
        import->add_flag("--deliver", import_.deliver, "Deliver the changes to the sinks as well");
        import->add_flag("--log", import_.log,
                         "Write the log as `cxhub run` does, not warnings only");
        import
            ->add_option("--batch-records", import_.batch_records,
                         "Records in one commit, instead of the configured number")
            ->check(CLI::Range(1U, 10000U));
    }

    void add_configuration()
    {
        CLI::App* check = command("check", "Tell every mistake of a configuration, touch nothing",
                                  [this] { return command_check(check_); });
        directory(check, check_.directory);
        check->add_option("--against", check_.against,
                          "Store to compare mapping versions with (default: the configured one)");
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

        CLI::App* describe = command("describe", "Reference pages: " + joined(describe_topics()),
                                     [this] { return command_describe(describe_); });
        describe->add_option("WHAT", describe_.what, "What to describe")
            ->required()
            ->check(CLI::IsMember(describe_topics()));
        describe->add_option("NAME", describe_.name, "Which one, where there are several");
        describe->add_option("--dir", describe_.directory,
                             "Configuration whose mappings to describe");
        describe->add_flag("--json", describe_.json, "As JSON (JSON Schema for files)");
    }

    void add_reading()
    {
        CLI::App* status = command("status", "What runs, what waits and why", [this] {
            return command_status(status_directory_, status_json_);
        });
        directory(status, status_directory_);
        status->add_flag("--json", status_json_, "As JSON");

        CLI::App* top = command("top", "The same as a live table; q quits",
                                [this] { return command_top(directory_); });
        directory(top, directory_);

        CLI::App* profile =
            command("profile", "One customer: best values, sources, timeline, reasons",
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
        profile->add_flag("--timeline", profile_.timeline, "What happened, newest first");
        profile->add_flag("--history", profile_.history,
                          "Its versions, which records came and went, and what stewards decided");
        profile->add_option("--at", profile_.at, "As it was at this time (RFC 3339)");
        profile->add_flag("--json", profile_.json, "As JSON");

        CLI::App* out =
            command("export", "Write profiles, records, members or everything to standard output",
                    [this] { return command_export(export_); });
        directory(out, export_.directory);
        out->add_option(
               "WHAT", export_.what,
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

    void add_rejects()
    {
        CLI::App* rejects = command("rejects", "Records that were set aside: why, and once more",
                                    [this] { return command_rejects(rejects_); });
        rejects->require_subcommand(1);
        const auto action = [&](const char* name, const char* text) {
            CLI::App* sub = rejects->add_subcommand(name, text);
            sub->callback([this, name] { rejects_.action = name; });
            directory(sub, rejects_.directory);
            return sub;
        };
        const auto several = [&](CLI::App* sub) {
            sub->add_option("--pipeline", rejects_.pipeline, "Of this pipeline");
            sub->add_option("--code", rejects_.code, "With this code");
        };
        CLI::App* list = action("list", "The open ones");
        several(list);
        list->add_option("--state", rejects_.state, "open, retried, dismissed, resolved or all")
            ->check(CLI::IsMember({"open", "retried", "dismissed", "resolved", "all"}));
        list->add_flag("--json", rejects_.json, "As JSON");
        CLI::App* show = action("show", "One of them, whole");
        show->add_option("ID", rejects_.id, "Its id")->required();
        show->add_flag("--json", rejects_.json, "As JSON");
        CLI::App* retry =
            action("retry", "Map them again, after the mapping or the record changed");
        CLI::App* dismiss = action("dismiss", "Close them without storing their records");
        for (CLI::App* sub : {retry, dismiss}) {
            sub->add_option("ID", rejects_.id, "One of them");
            several(sub);
            sub->add_flag("--all", rejects_.all, "All that are open");
        }
        CLI::Option* edit =
            retry->add_flag("--edit", rejects_.edit, "Correct the record in $EDITOR first");
        retry->add_option("--payload", rejects_.payload, "The corrected record, a JSON file")
            ->check(CLI::ExistingFile)
            ->excludes(edit);
    }

    void add_replay()
    {
        CLI::App* replay =
            command("replay", "Map the payloads that are kept again, after a mapping has changed",
                    [this] { return command_replay(replay_); });
        directory(replay, replay_.directory);
        replay->add_option("PIPELINE", replay_.pipeline, "Name of the pipeline")->required();
        replay->add_option("STREAM", replay_.stream, "One of its streams");
        replay->add_flag("--again", replay_.again,
                         "From the first payload, not from where the last replay stopped");
        CLI::Option* dry =
            replay->add_flag("--dry-run", replay_.dry_run, "Only tell what would change");
        replay->add_flag("--show", replay_.show, "With personal values in the samples")->needs(dry);
    }

    void add_pipeline()
    {
        CLI::App* pipeline = command("pipeline", "Pause, resume, run, rewind a pipeline",
                                     [this] { return command_pipeline(pipeline_); });
        pipeline->require_subcommand(1);
        const auto action = [&](const char* name, const char* text, bool stream_required = false) {
            CLI::App* sub = pipeline->add_subcommand(name, text);
            sub->callback([this, name] { pipeline_.action = name; });
            directory(sub, pipeline_.directory);
            sub->add_option("PIPELINE", pipeline_.pipeline, "Name of the pipeline")->required();
            CLI::Option* stream = sub->add_option("STREAM", pipeline_.stream, "One of its streams");
            if (stream_required) stream->required();
            return sub;
        };
        action("pause", "Read nothing until it is resumed, also over restarts");
        action("resume", "End a pause");
        action("run", "Read at once, whatever schedule and back-off say");
        CLI::App* rewind = action("rewind", "Read again from the start, and tell what that means");
        CLI::Option* to = rewind->add_option("--to", pipeline_.to,
                                             "From where it was at this time (RFC 3339) instead");
        rewind->add_option("--cursor", pipeline_.cursor, "From exactly this cursor instead")
            ->excludes(to);
        rewind->add_flag("--dry-run", pipeline_.dry_run, "Only tell what it would mean");
        action("accept", "Take a held snapshot: delete what is missing from it", true);
        action("refuse", "Drop a held snapshot: keep everything", true);
    }

    void add_steward()
    {
        CLI::App* split =
            command("split", "Take records out of a profile for good, or undo its last merge",
                    [this] { return command_steward(steward_); });
        split->parse_complete_callback([this] { steward_.action = "split"; });
        directory(split, steward_.directory);
        split->add_option("PROFILE", steward_.profile, "Profile id")->required();
        split->add_option("--record", steward_.records,
                          "SOURCE/ENTITY/KEY of a record to take out; may be repeated");
        split->add_option("--reason", steward_.reason, "For the history");

        CLI::App* merge = command("merge", "Declare two profiles one person",
                                  [this] { return command_steward(steward_); });
        merge->parse_complete_callback([this] { steward_.action = "merge"; });
        directory(merge, steward_.directory);
        merge->add_option("PROFILE", steward_.profile, "Profile id")->required();
        merge->add_option("OTHER", steward_.other, "Profile id")->required();
        merge->add_option("--reason", steward_.reason, "For the history");
    }

    void add_rights()
    {
        CLI::App* erase = command("erase", "Take out all that is known of one customer, for good",
                                  [this] { return command_erase(erase_); });
        directory(erase, erase_.directory);
        erase
            ->add_option("WHO", erase_.who,
                         "Profile id, source key (ns:value), e-mail address or phone number; with "
                         "--lift the id of the erasure or of the profile")
            ->required();
        erase->add_option("--reason", erase_.reason, "For the audit; names nobody")->required();
        erase->add_flag("--lift", erase_.lift, "Let what was erased come back");

        CLI::App* restrict =
            command("restrict", "Keep all that is known of one customer, and let nobody use it",
                    [this] { return command_restrict(restrict_); });
        directory(restrict, restrict_.directory);
        restrict
            ->add_option("WHO", restrict_.who,
                         "Profile id, source key (ns:value), e-mail address or phone number")
            ->required();
        restrict->add_option("--reason", restrict_.reason, "For the audit; names nobody")
            ->required();
        restrict->add_flag("--lift", restrict_.lift, "End the restriction");

        CLI::App* audit = command("audit", "Who looked at whom, who changed, decided, erased what",
                                  [this] { return command_audit(audit_); });
        audit->require_subcommand(1);
        const auto log = [&](const char* name, const char* text) {
            CLI::App* sub = audit->add_subcommand(name, text);
            sub->callback([this, name] { audit_.what = name; });
            directory(sub, audit_.directory);
            sub->add_flag("--json", audit_.json, "As JSON Lines");
            return sub;
        };
        const auto by_whom = [&](CLI::App* sub) {
            sub->add_option("--actor", audit_.actor, "Only by this person");
            sub->add_option("--since", audit_.since, "Only since this time (RFC 3339)");
            return sub;
        };
        by_whom(log("access", "Reads of personal data, newest first"))
            ->add_option("--profile", audit_.profile, "Only of this profile");
        by_whom(log("changes", "Acts through the API and the commands, newest first"));
        log("decisions", "Splits and merges by stewards, in order");
        log("erasures", "Erasures, in order, with each sink's receipt");
    }

    void add_administration()
    {
        CLI::App* token = command("token", "Who may use the API, and what may leave to them",
                                  [this] { return command_token(token_); });
        token->require_subcommand(1);
        CLI::App* create = token->add_subcommand("create", "Make one and print it, once");
        create->callback([this] { token_.action = "create"; });
        directory(create, token_.directory);
        create->add_option("--name", token_.name, "For whom")->required();
        create->add_option("--scope", token_.scopes, "What it may do, as in profiles:read")
            ->delimiter(',')
            ->required();
        create
            ->add_option("--accepts", token_.accepts,
                         "Labels that may leave to it, as in pii.direct,identity.key")
            ->delimiter(',');
        create
            ->add_option("--purpose", token_.purposes,
                         "What its holder uses the data for, as in purpose.marketing.direct")
            ->delimiter(',');
        create->add_option("--expires,--expires-in", token_.expires,
                           "As in 90d or 12h (default 90d)");
        CLI::App* list = token->add_subcommand("list", "All there are, without their secrets");
        list->callback([this] { token_.action = "list"; });
        directory(list, token_.directory);
        CLI::App* rotate = token->add_subcommand(
            "rotate", "Make one like it and print it, once; the former ends soon");
        rotate->callback([this] { token_.action = "rotate"; });
        directory(rotate, token_.directory);
        rotate->add_option("ID", token_.name, "Id of the former")->required();
        rotate->add_option("--expires,--expires-in", token_.expires,
                           "As in 90d or 12h (default 90d)");
        rotate->add_option("--keep", token_.keep,
                           "How long the former one goes on, as in 1h (default 1d)");
        CLI::App* revoke = token->add_subcommand("revoke", "End one");
        revoke->callback([this] { token_.action = "revoke"; });
        directory(revoke, token_.directory);
        revoke->add_option("ID", token_.name, "Its id")->required();

        CLI::App* sink = command("sink", "Look after a destination",
                                 [this] { return command_sink_resync(sink_); });
        sink->require_subcommand(1);
        CLI::App* resync = sink->add_subcommand(
            "resync", "Give it the newest change of everything, then what follows");
        directory(resync, sink_.directory);
        resync->add_option("SINK", sink_.sink, "Name of the sink")->required();

        CLI::App* store =
            command("store", "Look after the store", [this] { return store_command_(); });
        store->require_subcommand(1);
        CLI::App* check = store->add_subcommand("check", "Look for damage");
        check->callback(
            [this] { store_command_ = [this] { return command_store_check(directory_); }; });
        directory(check, directory_);
        CLI::App* backup =
            store->add_subcommand("backup", "A consistent copy, also while the hub runs");
        backup->callback([this] {
            store_command_ = [this] { return command_store_backup(directory_, target_); };
        });
        directory(backup, directory_);
        backup->add_option("TARGET", target_, "File to write; must not exist")->required();
    }

    void add_hidden()
    {
        CLI::App* host = command("plugin-host", "",
                                 [this] { return plugin::run_plugin_host(library_, descriptor_); });
        host->group("");
        host->add_option("LIBRARY", library_)->required();
        host->add_option("DESCRIPTOR", descriptor_)->required();

        CLI::App* completion = command(
            "completion", "Completion for a shell: source <(cxhub completion bash)", [this] {
                fmt::print("{}", completion_script(app_));
                return exit_done;
            });
        completion->add_option("SHELL", shell_, "bash")->required()->check(CLI::IsMember({"bash"}));
    }

    static std::string joined(const std::vector<std::string>& words)
    {
        std::string text;
        for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
        return text;
    }

    CLI::App app_{"cxhub: one customer out of many systems", "cxhub"};
    std::function<int()> command_;
    std::function<int()> store_command_;
    RunArguments run_;
    ImportArguments import_;
    CheckArguments check_;
    TryArguments try_;
    ProfileArguments profile_;
    ExportArguments export_;
    RejectsArguments rejects_;
    StewardArguments steward_;
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

}  // namespace

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
