// What the routes of the table in routes.cpp take in their query strings.
#pragma once

#include "api/routes.hpp"

#include <array>
#include <string_view>

namespace cx::api {

inline constexpr Parameter limit_of_page{"limit", Parameter::Kind::limit,
                                         "Most items of the page; 100 unless told."};

inline constexpr std::array<std::string_view, 2> schema_profiles{"open", "strict"};
inline constexpr std::array<std::string_view, 5> reject_states{"open", "resolved", "retried",
                                                               "dismissed", "all"};

inline constexpr std::array profile_query{
    Parameter{"fields", Parameter::Kind::names,
              "Only these fields, by their top-level names, apart by commas."}};
inline constexpr std::array profiles_query{
    Parameter{"after", Parameter::Kind::cursor, "`next` of the page before."}, limit_of_page,
    Parameter{"fields", Parameter::Kind::names,
              "Only these fields, by their top-level names, apart by commas."}};
inline constexpr std::array records_query{
    Parameter{"type", Parameter::Kind::name, "Only this type of entity."},
    Parameter{"before", Parameter::Kind::position,
              "`next` of the page before, newest records first."},
    limit_of_page};
inline constexpr std::array timeline_query{
    Parameter{"before", Parameter::Kind::position,
              "`next` of the page before, newest records first."},
    limit_of_page};
inline constexpr std::array why_query{
    Parameter{"field", Parameter::Kind::name, "Only this field."},
    Parameter{"other", Parameter::Kind::name, "And why it is not one with this other profile."},
    Parameter{"at", Parameter::Kind::time, "As it was at this time (RFC 3339)."}};
inline constexpr std::array members_query{
    Parameter{"at", Parameter::Kind::time, "As it was at this time (RFC 3339)."}};
inline constexpr std::array history_query{
    Parameter{"before", Parameter::Kind::seq, "`next` of the page before, newest versions first."},
    limit_of_page};
inline constexpr std::array entity_query{
    Parameter{"source", Parameter::Kind::name, "The source, where several have the key."}};
inline constexpr std::array changes_query{
    Parameter{"after", Parameter::Kind::seq,
              "Only changes after this `seq`, 0 from the first. Without it pages begin at the "
              "first, events at what comes."},
    limit_of_page,
    Parameter{"profile", Parameter::Kind::name,
              "Only changes of this profile, also after it was merged into another."}};
inline constexpr std::array snapshot_query{
    Parameter{"after", Parameter::Kind::seq, "`next` of the page before; 0 for the first."},
    limit_of_page};
inline constexpr std::array rejects_query{
    Parameter{"pipeline", Parameter::Kind::name, "Only rejects of this pipeline."},
    Parameter{"code", Parameter::Kind::name, "Only rejects with this code."},
    Parameter{"state", Parameter::Kind::choice, "Only rejects in this state; open unless told.",
              reject_states},
    Parameter{"after", Parameter::Kind::cursor, "`next` of the page before."}, limit_of_page};
inline constexpr std::array<std::string_view, 4> review_bands{"0.5-0.7", "0.7-0.9", "0.9-0.99",
                                                              "0.99-1"};
inline constexpr std::array<std::string_view, 2> review_states{"review", "merged"};
inline constexpr std::array reviews_query{
    Parameter{"state", Parameter::Kind::choice,
              "`review` (unless told): pairs that wait, the strongest first, one for each two "
              "profiles, and a page may hold fewer than asked for while there are more; `merged`: "
              "pairs that were merged by their score, to look at some of them.",
              review_states},
    Parameter{"band", Parameter::Kind::choice, "Only pairs whose probability is in this band.",
              review_bands},
    Parameter{"entity", Parameter::Kind::name, "Only pairs of this type of entity."},
    Parameter{"after", Parameter::Kind::cursor, "`next` of the page before."}, limit_of_page};
inline constexpr std::array erasures_query{
    Parameter{"after", Parameter::Kind::cursor, "`next` of the page before."}, limit_of_page};
inline constexpr std::array decisions_query{
    Parameter{"after", Parameter::Kind::seq, "`next` of the page before."}, limit_of_page};
inline constexpr std::array term_query{
    Parameter{"dept", Parameter::Kind::name, "Whose word it is, by the department's name."}};
inline constexpr std::array schema_query{Parameter{
    "profile", Parameter::Kind::choice,
    "`strict` tells what the hub emits, `open` (unless told) what a consumer may rely on.",
    schema_profiles}};

}  // namespace cx::api
