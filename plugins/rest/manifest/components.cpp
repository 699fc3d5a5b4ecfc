#include "rest/manifest/components.hpp"

#include <algorithm>
#include <array>

namespace rest {
namespace {

using enum FieldKind;

constexpr std::string_view fixed = "config parameters";
constexpr std::string_view asking = "config parameters stream_slice next_page_token";
constexpr std::string_view answered =
    "config parameters response headers last_record last_page_size stream_slice next_page_token";
constexpr std::string_view judged = "config parameters response headers";
constexpr std::string_view of_record = "config parameters record stream_slice next_page_token";

constexpr auto source = std::to_array<Field>({{"version", text, true},
                                              {"check", component},
                                              {"streams", component},
                                              {"dynamic_streams", component},
                                              {"schemas", any},
                                              {"definitions", any},
                                              {"spec", component},
                                              {"concurrency_level", any},
                                              {"api_budget", component},
                                              {"max_concurrent_async_job_count", any},
                                              {"metadata", any},
                                              {"description", text}});
constexpr auto stream = std::to_array<Field>({{"name", text},
                                              {"primary_key", any},
                                              {"retriever", component, true},
                                              {"incremental_sync", component},
                                              {"transformations", component},
                                              {"schema_loader", any},
                                              {"state_migrations", any},
                                              {"file_uploader", component}});
constexpr auto delegating = std::to_array<Field>({{"name", text, true},
                                                  {"full_refresh_stream", component, true},
                                                  {"incremental_stream", component, true},
                                                  {"api_retention_period", text}});
constexpr auto retriever =
    std::to_array<Field>({{"requester", component, true},
                          {"record_selector", component, true},
                          {"paginator", component},
                          {"partition_router", component},
                          {"decoder", component},
                          {"ignore_stream_slicer_parameters_on_paginated_requests", flag},
                          {"pagination_reset", component}});
constexpr auto requester = std::to_array<Field>({{"url_base", templated, false, asking},
                                                 {"url", templated, false, asking},
                                                 {"path", templated, false, asking},
                                                 {"http_method", templated, false, fixed},
                                                 {"authenticator", component},
                                                 {"error_handler", component},
                                                 {"request_parameters", tree, false, asking},
                                                 {"request_headers", tree, false, asking},
                                                 {"request_body", component},
                                                 {"request_body_json", tree, false, asking},
                                                 {"request_body_data", tree, false, asking},
                                                 {"use_cache", flag},
                                                 {"query_properties", component},
                                                 {"fetch_properties_from_endpoint", component}});
constexpr auto body = std::to_array<Field>({{"value", tree, true, asking}});
constexpr auto selector = std::to_array<Field>({{"extractor", component, true},
                                                {"record_filter", component},
                                                {"schema_normalization", text},
                                                {"transform_before_filtering", flag},
                                                {"removed_when", condition, false, of_record}});
constexpr auto reset = std::to_array<Field>({{"action", text, true}, {"limits", component}});
constexpr auto filter = std::to_array<Field>({{"condition", condition, false, of_record}});
constexpr auto extractor =
    std::to_array<Field>({{"field_path", list, true, fixed}, {"decoder", component}});
constexpr auto option = std::to_array<Field>(
    {{"inject_into", text, true}, {"field_name", templated, false, fixed}, {"field_path", list}});
constexpr auto paginator = std::to_array<Field>({{"pagination_strategy", component, true},
                                                 {"page_size_option", component},
                                                 {"page_token_option", component},
                                                 {"decoder", component}});
constexpr auto by_page = std::to_array<Field>({{"page_size", templated, false, fixed},
                                               {"start_from_page", number},
                                               {"inject_on_first_request", flag}});
constexpr auto by_offset = std::to_array<Field>(
    {{"page_size", templated, false, fixed}, {"inject_on_first_request", flag}});
constexpr auto by_cursor = std::to_array<Field>({{"cursor_value", templated, true, answered},
                                                 {"stop_condition", condition, false, answered},
                                                 {"page_size", templated, false, fixed},
                                                 {"decoder", component}});
constexpr auto datetime_cursor =
    std::to_array<Field>({{"cursor_field", templated, true, fixed},
                          {"datetime_format", text, true},
                          {"cursor_datetime_formats", list},
                          {"start_datetime", component, true},
                          {"end_datetime", component},
                          {"step", templated, false, fixed},
                          {"cursor_granularity", templated, false, fixed},
                          {"lookback_window", templated, false, fixed},
                          {"start_time_option", component},
                          {"end_time_option", component},
                          {"partition_field_start", text},
                          {"partition_field_end", text},
                          {"is_data_feed", flag},
                          {"is_client_side_incremental", flag},
                          {"is_compare_strictly", flag},
                          {"global_substream_cursor", flag},
                          {"allow_catalog_defined_cursor_field", flag}});
constexpr auto count_cursor = std::to_array<Field>({{"cursor_field", templated, true, fixed},
                                                    {"start_value", templated, false, fixed},
                                                    {"start_value_option", component},
                                                    {"allow_catalog_defined_cursor_field", flag}});
constexpr auto delta_cursor = std::to_array<Field>({{"link", templated, true, answered}});
constexpr auto datetime = std::to_array<Field>({{"datetime", templated, true, fixed},
                                                {"datetime_format", text},
                                                {"min_datetime", templated, false, fixed},
                                                {"max_datetime", templated, false, fixed}});
constexpr auto list_router = std::to_array<Field>({{"values", tree, true, fixed},
                                                   {"cursor_field", templated, true, fixed},
                                                   {"request_option", component}});
constexpr auto parents = std::to_array<Field>({{"parent_stream_configs", component, true}});
constexpr auto parent = std::to_array<Field>({{"stream", component, true},
                                              {"parent_key", templated, true, fixed},
                                              {"partition_field", templated, true, fixed},
                                              {"request_option", component},
                                              {"extra_fields", list},
                                              {"incremental_dependency", flag},
                                              {"lazy_read_pointer", list}});
constexpr auto error_handler = std::to_array<Field>(
    {{"response_filters", component}, {"backoff_strategies", component}, {"max_retries", any}});
constexpr auto error_handlers = std::to_array<Field>({{"error_handlers", component, true}});
constexpr auto response_filter = std::to_array<Field>({{"action", text},
                                                       {"http_codes", list},
                                                       {"predicate", condition, false, judged},
                                                       {"error_message_contains", text},
                                                       {"error_message", templated, false, judged},
                                                       {"failure_type", text}});
constexpr auto constant =
    std::to_array<Field>({{"backoff_time_in_seconds", templated, true, judged}});
constexpr auto exponential = std::to_array<Field>({{"factor", templated, false, judged}});
constexpr auto wait_time =
    std::to_array<Field>({{"header", templated, true, fixed},
                          {"regex", templated, false, fixed},
                          {"max_waiting_time_in_seconds", templated, false, fixed}});
constexpr auto wait_until = std::to_array<Field>({{"header", templated, true, fixed},
                                                  {"regex", templated, false, fixed},
                                                  {"min_wait", templated, false, fixed}});
constexpr auto api_key = std::to_array<Field>({{"api_token", templated, false, fixed},
                                               {"header", templated, false, fixed},
                                               {"inject_into", component}});
constexpr auto bearer = std::to_array<Field>({{"api_token", templated, true, fixed}});
constexpr auto basic = std::to_array<Field>(
    {{"username", templated, true, fixed}, {"password", templated, false, fixed}});
constexpr auto selective = std::to_array<Field>(
    {{"authenticator_selection_path", list, true}, {"authenticators", named, true}});
constexpr auto add_fields =
    std::to_array<Field>({{"fields", component, true}, {"condition", condition, false, of_record}});
constexpr auto added_field = std::to_array<Field>(
    {{"path", list, true}, {"value", templated, true, of_record}, {"value_type", text}});
constexpr auto remove_fields = std::to_array<Field>(
    {{"field_pointers", list, true}, {"condition", condition, false, of_record}});
constexpr auto spec = std::to_array<Field>({{"connection_specification", any, true},
                                            {"documentation_url", text},
                                            {"advanced_auth", any},
                                            {"config_normalization_rules", any}});
constexpr auto check_stream =
    std::to_array<Field>({{"stream_names", list}, {"dynamic_streams_check_configs", any}});
constexpr auto budget = std::to_array<Field>({{"policies", component, true},
                                              {"ratelimit_reset_header", text},
                                              {"ratelimit_remaining_header", text},
                                              {"status_codes_for_ratelimit_hit", list}});
constexpr auto fixed_window = std::to_array<Field>(
    {{"period", text, true}, {"call_limit", number, true}, {"matchers", component, true}});
constexpr auto moving_window =
    std::to_array<Field>({{"rates", component, true}, {"matchers", component, true}});
constexpr auto matcher_only = std::to_array<Field>({{"matchers", component, true}});
constexpr auto matcher = std::to_array<Field>({{"method", text},
                                               {"url_base", text},
                                               {"url_path_pattern", text},
                                               {"params", any},
                                               {"headers", any}});
constexpr auto rate = std::to_array<Field>({{"limit", any, true}, {"interval", text, true}});
constexpr std::span<const Field> open{};  // Its fields are looked at by who makes it

constexpr auto table = std::to_array<Component>({
    {"DeclarativeSource", true, "The manifest.", source},
    {"DeclarativeStream", true, "One kind of record and how it is read.", stream},
    {"StateDelegatingStream", true, "One stream for the first read, another for those after it.",
     delegating},
    {"Spec", true, "What an administrator has to say.", spec},
    {"CheckStream", true, "Streams that an installation is tried with; read, not used.",
     check_stream},
    {"SimpleRetriever", true, "Reads page by page.", retriever},
    {"HttpRequester", true, "Address, method, parameters, headers and body.", requester},
    {"RequestBodyJsonObject", true, "A body of JSON.", body},
    {"RequestBodyUrlEncodedForm", true, "A body as of a form.", body},
    {"RequestBodyPlainText", true, "A body of text.", body},
    {"RequestBodyGraphQL", true, "A query of GraphQL as JSON.", body},
    {"RequestOption", true, "Where a value goes in the request.", option},
    {"RequestPath", true, "The page token is the address of the next page.", open},
    {"RecordSelector", true, "Which records an answer holds.", selector},
    {"DpathExtractor", true, "The records at a path of the answer.", extractor},
    {"RecordFilter", true, "Which records count.", filter},
    {"DefaultPaginator", true, "Pages by number, offset or token.", paginator},
    {"NoPagination", true, "One page is all.", open},
    {"PageIncrement", true, "Pages are numbered.", by_page},
    {"OffsetIncrement", true, "Pages begin behind so many records.", by_offset},
    {"CursorPagination", true, "The answer tells the next page.", by_cursor},
    {"DatetimeBasedCursor", true, "Reads what changed since the last time.", datetime_cursor},
    {"IncrementingCountCursor", true, "Reads what was numbered since the last time.", count_cursor},
    {"DeltaLinkCursor", true,
     "The last page tells the address of what changes after it. Of this hub's own.", delta_cursor},
    {"MinMaxDatetime", true, "A time within bounds.", datetime},
    {"ListPartitionRouter", true, "Once for each of some values.", list_router},
    {"SubstreamPartitionRouter", true, "Once for each record of other streams.", parents},
    {"ParentStreamConfig", true, "One of those streams.", parent},
    {"DefaultErrorHandler", true, "What answers mean and when to ask again.", error_handler},
    {"CompositeErrorHandler", true, "Several handlers, asked in turn.", error_handlers},
    {"HttpResponseFilter", true, "Answers by status, words or condition.", response_filter},
    {"ConstantBackoffStrategy", true, "Waits the same time.", constant},
    {"ExponentialBackoffStrategy", true, "Waits twice as long each time.", exponential},
    {"WaitTimeFromHeader", true, "Waits as long as a header says.", wait_time},
    {"WaitUntilTimeFromHeader", true, "Waits until the time in a header.", wait_until},
    {"NoAuth", true, "Nothing authorizes.", open},
    {"ApiKeyAuthenticator", true, "A key in a header, the query or the body.", api_key},
    {"BearerAuthenticator", true, "A bearer token.", bearer},
    {"BasicHttpAuthenticator", true, "User and password.", basic},
    {"OAuthAuthenticator", true, "Tokens by refresh token or client credentials.", open},
    {"SessionTokenAuthenticator", true, "A token from a login request.", open},
    {"LegacySessionTokenAuthenticator", true, "A token from a login request, in old manifests.",
     open},
    {"SelectiveAuthenticator", true, "Which authenticator, the configuration says.", selective},
    {"JwtAuthenticator", true, "A token signed here.", open},
    {"SessionTokenRequestApiKeyAuthenticator", true, "Where the session token goes.", open},
    {"SessionTokenRequestBearerAuthenticator", true, "The session token as bearer token.", open},
    {"AddFields", true, "Adds fields to records.", add_fields},
    {"AddedFieldDefinition", true, "One of them.", added_field},
    {"RemoveFields", true, "Takes fields away.", remove_fields},
    {"KeysToLower", true, "Names in small letters.", open},
    {"KeysToSnakeCase", true, "Names in small letters with underscores.", open},
    {"KeysReplace", true, "Replaces a part of names.", open},
    {"FlattenFields", true, "Objects within records become fields of theirs.", open},
    {"DpathFlattenFields", true, "The object at a path becomes fields of the record.", open},
    {"KeyTransformation", true, "Prefix and suffix of flattened names.", open},
    {"JsonDecoder", true, "Answers are JSON.", open},
    {"JsonlDecoder", true, "Answers are JSON, a line each.", open},
    {"IterableDecoder", true, "Answers are lines of text.", open},
    {"XmlDecoder", true, "Answers are XML.", open},
    {"CsvDecoder", true, "Answers are CSV.", open},
    {"GzipDecoder", true, "Answers are packed once more.", open},
    {"ZipfileDecoder", true, "Answers are ZIP archives.", open},
    {"CompositeRawDecoder", true, "A parser behind others.", open},
    {"GzipParser", true, "Packed, for a composite decoder.", open},
    {"JsonParser", true, "JSON, for a composite decoder.", open},
    {"JsonLineParser", true, "JSON lines, for a composite decoder.", open},
    {"CsvParser", true, "CSV, for a composite decoder.", open},
    {"HTTPAPIBudget", true, "How often the system may be asked.", budget},
    {"FixedWindowCallRatePolicy", true, "So many requests in a period.", fixed_window},
    {"MovingWindowCallRatePolicy", true, "So many requests in any period.", moving_window},
    {"UnlimitedCallRatePolicy", true, "Requests that do not count.", matcher_only},
    {"HttpRequestRegexMatcher", true, "Which requests a policy is for.", matcher},
    {"Rate", true, "So many in an interval.", rate},
    {"AsyncRetriever", false, "Asks for a report, waits, downloads it.", open},
    {"CustomRetriever", false, "Python code.", open},
    {"DynamicDeclarativeStream", false, "Streams that the system lists.", open},
    {"ConditionalStreams", false, "Streams that an option switches on.", open},
    {"GroupingPartitionRouter", false, "Partitions in groups.", open},
    {"QueryProperties", false, "Fields to ask for, in groups.", open},
    {"PropertiesFromEndpoint", false, "Fields to ask for, from the system.", open},
    {"PaginationReset", true, "How paging begins again, where an answer says that it must.", reset},
    {"PaginationResetLimits", false, "Begins paging again behind so many records.", open},
    {"FileUploader", false, "Files beside records.", open},
    {"ResponseToFileExtractor", false, "Records by way of a file.", open},
    {"RecordExpander", false, "Several records from one.", open},
    {"UnionPartitionRouter", false, "One router after another.", open},
});

}  // namespace

std::span<const Component> components()
{
    return table;
}

const Component* find_component(std::string_view name)
{
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const Component& row) { return row.name == name; });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace rest
