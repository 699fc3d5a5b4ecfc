#include "model/types.hpp"

#include "model/types/families.hpp"
#include "model/types/json_schemas.hpp"

#include <algorithm>
#include <array>

namespace cx::model {
namespace {

using Names = std::span<const std::string_view>;

json::Value hidden(const json::Value&)
{
    return "***";
}

json::Value as_is(const json::Value& canonical)
{
    return canonical;
}

template <std::size_t N>
using List = std::array<std::string_view, N>;

constexpr List<0> none{};
constexpr List<2> text_options{"input", "max"};
constexpr List<6> text_codes{"value.kind",       "text.encoding", "text.length",
                             "text.replacement", "forbidden.rrn", "forbidden.card"};
constexpr List<2> region_options{"region", "region_from"};
constexpr List<5> email_codes{"value.kind", "text.encoding", "email.format", "email.placeholder",
                              "email.role"};
constexpr List<9> phone_codes{"value.kind",        "text.encoding", "phone.format",
                              "phone.length",      "phone.region",  "phone.trunk",
                              "phone.placeholder", "phone.service", "phone.unassigned"};
constexpr List<3> name_options{"order", "region", "region_from"};
constexpr List<8> name_codes{"value.kind",  "text.encoding", "text.length",   "name.placeholder",
                             "name.masked", "name.digits",   "forbidden.rrn", "forbidden.card"};
constexpr List<10> address_codes{
    "value.kind",      "text.encoding", "text.length",           "address.country",
    "country.unknown", "country.fixed", "address.postal_legacy", "address.postal_code",
    "forbidden.rrn",   "forbidden.card"};
constexpr List<4> country_codes{"value.kind", "text.encoding", "country.unknown", "country.fixed"};
constexpr List<3> region_codes{"value.kind", "text.encoding", "region.unknown"};
constexpr List<5> language_codes{"value.kind", "text.encoding", "language.format",
                                 "language.suspect", "language.unknown"};
constexpr List<1> currency_options{"currency"};
constexpr List<4> currency_codes{"value.kind", "text.encoding", "currency.unknown",
                                 "currency.ambiguous"};
constexpr List<1> date_options{"format"};
constexpr List<6> date_codes{"value.kind",   "text.encoding", "date.format",
                             "date.invalid", "date.sentinel", "date.ambiguous"};
constexpr List<4> timestamp_options{"format", "unit", "timezone", "future"};
constexpr List<10> timestamp_codes{
    "value.kind",       "text.encoding", "timestamp.format", "timestamp.zone", "timestamp.unit",
    "timestamp.future", "timestamp.gap", "date.invalid",     "date.sentinel",  "date.ambiguous"};
constexpr List<3> decimal_options{"locale", "decimal", "region"};
constexpr List<5> decimal_codes{"value.kind", "text.encoding", "decimal.format",
                                "decimal.ambiguous", "decimal.digits"};
constexpr List<5> integer_options{"min", "max", "locale", "decimal", "region"};
constexpr List<5> integer_codes{"value.kind", "text.encoding", "integer.format", "integer.range",
                                "decimal.ambiguous"};
constexpr List<1> ratio_options{"unit"};
constexpr List<4> ratio_codes{"value.kind", "text.encoding", "ratio.format", "ratio.range"};
constexpr List<4> duration_codes{"value.kind", "text.encoding", "duration.format",
                                 "duration.range"};
constexpr List<2> bool_options{"yes", "no"};
constexpr List<3> bool_codes{"value.kind", "text.encoding", "bool.value"};
constexpr List<4> money_options{"currency", "locale", "decimal", "region"};
constexpr List<9> money_codes{"value.kind",         "text.encoding",  "decimal.format",
                              "decimal.ambiguous",  "decimal.digits", "currency.unknown",
                              "currency.ambiguous", "money.currency", "money.scale"};
constexpr List<6> quantity_options{"unit", "units", "dimension", "locale", "decimal", "region"};
constexpr List<7> quantity_codes{"value.kind",        "text.encoding",  "decimal.format",
                                 "decimal.ambiguous", "decimal.digits", "quantity.unit",
                                 "quantity.dimension"};
constexpr List<1> geo_options{"decimals"};
constexpr List<5> geo_codes{"value.kind", "text.encoding", "geo.format", "geo.range",
                            "geo.null_island"};
constexpr List<1> identifier_options{"ns"};
constexpr List<7> identifier_codes{
    "value.kind",           "text.encoding",    "identifier.ns",    "identifier.placeholder",
    "identifier.forbidden", "identifier.token", "identifier.format"};
constexpr List<4> enum_codes{"value.kind", "text.encoding", "enum.unknown", "enum.new"};
constexpr List<1> tags_options{"separator"};
constexpr List<4> tags_codes{"value.kind", "text.encoding", "tags.count", "text.length"};
constexpr List<7> url_codes{"value.kind", "text.encoding", "url.format",     "url.scheme",
                            "url.length", "url.fixed",     "url.credentials"};
constexpr List<4> json_codes{"text.encoding", "json.length", "forbidden.rrn", "forbidden.card"};

// clang-format off
const std::array<SemanticType, 27> table{{
    {"text", "Free text.", "NFC, trimmed, inner white space folded; at most 16 KiB",
     text_options, text_codes, convert_text, hidden, schema_text, "text"},
    {"email", "An e-mail address.", "Local@domain, the domain in lower case as A-label",
     none, email_codes, convert_email, mask_email, schema_email, "text"},
    {"phone", "A telephone number.", "E.164, \"+821012345678\", an extension as \";ext=12\"",
     region_options, phone_codes, convert_phone, mask_phone, schema_phone, "text"},
    {"person_name", "The name of a person.", "{full, family, given, middle, prefix, suffix, display, script, order, split, romanized}",
     name_options, name_codes, convert_person_name, mask_person_name, schema_person_name, "object"},
    {"postal_address", "A postal address.", "{lines[], dependent_locality, locality, region, postal_code, country, kind, formatted}",
     region_options, address_codes, convert_postal_address, mask_postal_address, schema_postal_address, "object"},
    {"country", "A country.", "ISO 3166-1 alpha-2, \"KR\"",
     none, country_codes, convert_country, hidden, schema_country, "text"},
    {"region", "A part of a country.", "ISO 3166-2, \"KR-11\"",
     region_options, region_codes, convert_region, hidden, schema_region, "text"},
    {"language", "A language.", "BCP 47, \"ko-KR\"",
     none, language_codes, convert_language, hidden, schema_text, "text"},
    {"currency", "A currency.", "ISO 4217, \"KRW\"",
     currency_options, currency_codes, convert_currency, as_is, schema_currency, "text"},
    {"date", "A day.", "YYYY-MM-DD",
     date_options, date_codes, convert_date, hidden, schema_date, "time"},
    {"date.partial", "A day, or what is known of it.", "YYYY, YYYY-MM, YYYY-MM-DD or --MM-DD",
     date_options, date_codes, convert_partial_date, hidden, schema_partial_date, "text"},
    {"timestamp", "A point in time.", "RFC 3339 in UTC with three decimals, \"2026-01-31T09:00:00.000Z\"",
     timestamp_options, timestamp_codes, convert_timestamp, hidden, schema_timestamp, "time"},
    {"identifier", "An identifier in a namespace.", "{ns, value, state?, primary?}",
     identifier_options, identifier_codes, convert_identifier, mask_identifier, schema_identifier, "object"},
    {"ref", "A reference to another entity.", "ns:value",
     identifier_options, identifier_codes, convert_ref, hidden, schema_ref, "text"},
    {"decimal", "An exact number.", "text -?digits(.digits)?, at most 38 digits",
     decimal_options, decimal_codes, convert_decimal, hidden, schema_decimal, "number"},
    {"money", "An amount of money.", "{amount: decimal with the currency's decimals, currency}",
     money_options, money_codes, convert_money, hidden, schema_money, "object"},
    {"money.unit", "A price of one unit.", "{amount: decimal with up to 8 decimals, currency}",
     money_options, money_codes, convert_unit_money, hidden, schema_money, "object"},
    {"quantity", "A number with a unit.", "{value: decimal, unit: UCUM}",
     quantity_options, quantity_codes, convert_quantity, hidden, schema_quantity, "object"},
    {"geo", "A position on the globe, WGS 84.", "{lat: decimal, lon: decimal, accuracy_m?: decimal}, at most 6 decimals",
     geo_options, geo_codes, convert_geo, hidden, schema_geo, "object"},
    {"ratio", "A part of a whole.", "number from 0 to 1",
     ratio_options, ratio_codes, convert_ratio, hidden, schema_ratio, "number"},
    {"duration", "A length of time.", "seconds as decimal",
     none, duration_codes, convert_duration, hidden, schema_decimal, "number"},
    {"integer", "A whole number.", "64-bit integer",
     integer_options, integer_codes, convert_integer, hidden, schema_integer, "number"},
    {"bool", "Yes or no.", "true or false",
     bool_options, bool_codes, convert_bool, hidden, schema_bool, "bool"},
    {"enum", "One of a set of words.", "lower snake_case",
     none, enum_codes, convert_enum, hidden, schema_text, "text"},
    {"tags", "A set of words.", "sorted unique texts, lower case, at most 100",
     tags_options, tags_codes, convert_tags, hidden, schema_tags, "list"},
    {"url", "A web address.", "RFC 3986, host in lower case as A-label, no fragment, no tracking parameters",
     none, url_codes, convert_url, hidden, schema_url, "text"},
    {"json", "An opaque value of an extension.", "JSON of at most 16 KiB",
     none, json_codes, convert_json, hidden, schema_json, "object"},
}};
// clang-format on

}  // namespace

std::span<const SemanticType> semantic_types()
{
    return table;
}

const SemanticType* find_semantic_type(std::string_view id)
{
    const auto at = std::find_if(table.begin(), table.end(),
                                 [&](const SemanticType& type) { return type.id == id; });
    return at == table.end() ? nullptr : at;
}

}  // namespace cx::model
