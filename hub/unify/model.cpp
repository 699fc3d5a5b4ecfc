#include "unify/model.hpp"

#include "base/limits.hpp"
#include "unify/score.hpp"

namespace cx::unify {
namespace {

using Links = NamespaceRule::Links;

// The namespaces of configs/identity.yaml; a test compares the two.
struct Row {
    const char* name;
    const char* of;
    Links links;
    bool exclusive;
    int cap;
};

constexpr Row rows[] = {
    {"sap.bp", "person", Links::alone, false, 1},
    {"sap.customer", "person", Links::alone, false, 1},
    {"sfdc.contact", "person", Links::alone, false, 1},
    {"sfdc.account", "person", Links::alone, false, 1},
    {"hubspot.contact", "person", Links::alone, false, 1},
    {"crm.contact", "person", Links::alone, false, 1},
    {"crm.customer", "person", Links::alone, false, 1},
    {"erp.customer", "person", Links::alone, false, 1},
    {"loyalty.member", "person", Links::alone, false, 1},
    {"okta.user", "person", Links::alone, false, 1},
    {"entra.oid", "person", Links::alone, false, 1},
    {"identity.sub", "person", Links::alone, false, 1},
    {"app.user", "person", Links::alone, false, 1},
    {"app.anonymous", "device", Links::never, false, 5},
    {"device.ad", "device", Links::never, false, 5},
    {"mastodon.acct", "account", Links::alone, false, 1},
    {"bluesky.did", "account", Links::alone, false, 1},
    {"social.profile", "account", Links::alone, false, 1},
    {"survey.respondent", "person", Links::alone, false, 1},
    {"kr.ci", "person", Links::alone, true, 1},
    {"kr.di", "person", Links::alone, true, 1},
    {"kr.rrn", "person", Links::never, false, 1},
    {"us.ssn", "person", Links::with_name, true, 1},
    {"passport", "person", Links::with_name, true, 1},
    {"driver", "person", Links::with_name, true, 1},
    {"email", "person", Links::with_name, false, 5},
    {"phone", "person", Links::with_name, false, 5},
    {"kr.brn", "organization", Links::alone, true, 1},
    {"lei", "organization", Links::alone, true, 1},
    {"domain", "organization", Links::never, false, 1},
    {"sap.order", "other", Links::never, false, 1},
    {"erp.order", "other", Links::never, false, 1},
    {"sfdc.order", "other", Links::never, false, 1},
    {"loyalty.txn", "other", Links::never, false, 1},
    {"mastodon.status", "other", Links::never, false, 1},
    {"survey.response", "other", Links::never, false, 1},
    {"meter.serial", "device", Links::never, false, 1},
    {"premises", "place", Links::never, false, 1},
};

IdentityModel make_default()
{
    IdentityModel model;
    for (const Row& row : rows)
        model.namespaces.emplace(row.name, NamespaceRule{.name = row.name,
                                                         .links = row.links,
                                                         .exclusive = row.exclusive,
                                                         .cap = row.cap,
                                                         .cap_landline = 8,
                                                         .of = row.of});
    model.survivorship = {{.field = "name",
                           .chain = {"verified", "most_recent", "most_frequent", "longest"},
                           .sources = {}},
                          {.field = "*",
                           .chain = {"verified", "most_recent", "most_frequent", "longest"},
                           .sources = {}}};
    using enum KeyPart;
    model.candidates = {{"local", {local}},
                        {"birth", {birth}},
                        {"postcode", {postcode}},
                        {"street", {street}},
                        {"name", {name}},
                        {"name_stem", {name_stem}},
                        {"word_year", {word, year}},
                        {"word_month_day", {word, month_day}},
                        {"word_birth_place", {word, birth_place}}};
    model.scorer = std::make_shared<const Scorer>(default_score_model());
    model.key_read_records = limits::key_read_records;
    model.component_records = limits::component_records;
    return model;
}

}  // namespace

const NamespaceRule* IdentityModel::find(std::string_view ns) const
{
    const auto found = namespaces.find(ns);
    return found == namespaces.end() ? nullptr : &found->second;
}

const IdentityModel& default_model()
{
    static const IdentityModel model = make_default();
    return model;
}

}  // namespace cx::unify
