// Commands of those who look after the hub's people, streams and tokens.
#include "app/command_line.hpp"
#include "base/bands.hpp"

#include <fmt/format.h>

namespace cx::app {

void CommandLine::add_rejects()
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
    CLI::App* retry = action("retry", "Map them again, after the mapping or the record changed");
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

void CommandLine::add_replay()
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

void CommandLine::add_pipeline()
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

void CommandLine::add_steward()
{
    CLI::App* split =
        command("split", "Take records out of a profile for good, or undo its last merge",
                [this] { return command_steward(steward_); });
    split->parse_complete_callback([this] { steward_.action = "split"; });
    directory(split, steward_.directory);
    split->add_option("PROFILE", steward_.profile, "Profile id")->required();
    split->add_option("--record", steward_.records,
                      "SOURCE/ENTITY/KEY of a record to take out; may be repeated");
    const auto common = [&](CLI::App* sub) {
        sub->add_option("--reason", steward_.reason, "For the history");
        sub->add_flag("--preview", steward_.preview, "Only tell what it would do");
        sub->add_flag("--json", steward_.json, "As JSON");
    };
    common(split);

    const auto of_two = [&](const char* name, const char* text) {
        CLI::App* sub = command(name, text, [this] { return command_steward(steward_); });
        sub->parse_complete_callback([this, name] { steward_.action = name; });
        directory(sub, steward_.directory);
        sub->add_option("PROFILE", steward_.profile, "Profile id")->required();
        sub->add_option("OTHER", steward_.other, "Profile id")->required();
        common(sub);
    };
    of_two("merge", "Declare two profiles one person");
    of_two("forbid", "Declare two profiles two people, whatever their records may come to say");
}

void CommandLine::add_review()
{
    CLI::App* review = command("review", "Records that may be one person: look and decide",
                               [this] { return command_review(review_); });
    review->require_subcommand(1);
    const auto action = [&](const char* name, const char* text) {
        CLI::App* sub = review->add_subcommand(name, text);
        sub->callback([this, name] { review_.action = name; });
        directory(sub, review_.directory);
        sub->add_flag("--json", review_.json, "As JSON");
        return sub;
    };
    CLI::App* list = action("list", "Pairs that wait, the most likely first");
    list->add_option("--state", review_.state,
                     "review, or merged: pairs that their score has merged")
        ->check(CLI::IsMember({"review", "merged"}));
    std::vector<std::string> names;
    for (const Band& band : bands()) names.emplace_back(band.name);
    list->add_option("--band", review_.band, "Only of this probability, as in 0.9-0.99")
        ->check(CLI::IsMember(names));
    list->add_option("--entity", review_.entity, "Only of this type, as in person");
    list->add_option("--limit", review_.limit, "So many (default 100)")->check(CLI::PositiveNumber);
    CLI::App* show = action("show", "One pair: both records, and what speaks for and against");
    show->add_option("ID", review_.id, "Its id")->required();
    CLI::App* decide = action("decide", "Say whether the records of a pair are one person");
    decide->add_option("ID", review_.id, "Its id")->required();
    decide->add_option("VERDICT", review_.verdict, "same or different")
        ->required()
        ->check(CLI::IsMember({"same", "different"}));
    decide->add_option("--reason", review_.reason, "For the history");
}

void CommandLine::add_identity()
{
    CLI::App* identity =
        command("identity", "Weights of matching: learn them from the store's own records",
                [this] { return command_identity(identity_); });
    identity->require_subcommand(1);
    const auto action = [&](const char* name, const char* text) {
        CLI::App* sub = identity->add_subcommand(name, text);
        sub->callback([this, name] { identity_.action = name; });
        directory(sub, identity_.directory);
        sub->add_flag("--json", identity_.json, "As JSON");
        return sub;
    };
    action("list", "Models, and which is in force");
    action("train", "Learn a candidate, and show what it would change");
    action("activate", "Put a model in force")
        ->add_option("ID", identity_.id, "Its id")
        ->required();
    action("rollback", "Put the model before in force again, or the shipped weights");
}

void CommandLine::add_rights()
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
    restrict->add_option("--reason", restrict_.reason, "For the audit; names nobody")->required();
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

void CommandLine::add_administration()
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
    create->add_option("--expires,--expires-in", token_.expires, "As in 90d or 12h (default 90d)");
    CLI::App* list = token->add_subcommand("list", "All there are, without their secrets");
    list->callback([this] { token_.action = "list"; });
    directory(list, token_.directory);
    CLI::App* rotate = token->add_subcommand(
        "rotate", "Make one like it and print it, once; the former ends soon");
    rotate->callback([this] { token_.action = "rotate"; });
    directory(rotate, token_.directory);
    rotate->add_option("ID", token_.name, "Id of the former")->required();
    rotate->add_option("--expires,--expires-in", token_.expires, "As in 90d or 12h (default 90d)");
    rotate->add_option("--keep", token_.keep,
                       "How long the former one goes on, as in 1h (default 1d)");
    CLI::App* revoke = token->add_subcommand("revoke", "End one");
    revoke->callback([this] { token_.action = "revoke"; });
    directory(revoke, token_.directory);
    revoke->add_option("ID", token_.name, "Its id")->required();

    CLI::App* sink =
        command("sink", "Look after a destination", [this] { return command_sink_resync(sink_); });
    sink->require_subcommand(1);
    CLI::App* resync = sink->add_subcommand(
        "resync", "Give it the newest change of everything, then what follows");
    directory(resync, sink_.directory);
    resync->add_option("SINK", sink_.sink, "Name of the sink")->required();

    CLI::App* store = command("store", "Look after the store", [this] { return store_command_(); });
    store->require_subcommand(1);
    CLI::App* check = store->add_subcommand("check", "Look for damage");
    check->callback(
        [this] { store_command_ = [this] { return command_store_check(directory_); }; });
    directory(check, directory_);
    CLI::App* backup =
        store->add_subcommand("backup", "A consistent copy, also while the hub runs");
    backup->callback(
        [this] { store_command_ = [this] { return command_store_backup(directory_, target_); }; });
    directory(backup, directory_);
    backup->add_option("TARGET", target_, "File to write; must not exist")->required();
}

}  // namespace cx::app
