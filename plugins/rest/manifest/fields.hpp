// The fields of the components, one table each; see components.hpp.
#pragma once

#include "rest/manifest/components.hpp"

#include <array>
#include <span>
#include <string_view>

namespace rest::fields {

using enum FieldKind;

inline constexpr std::string_view of_config = "config";
inline constexpr std::string_view fixed = "config parameters";
inline constexpr std::string_view asking =
    "config parameters stream_slice next_page_token query_properties";
inline constexpr std::string_view answered =
    "config parameters response headers last_record last_page_size stream_slice next_page_token";
inline constexpr std::string_view judged = "config parameters response headers";
inline constexpr std::string_view of_record =
    "config parameters record stream_slice next_page_token";

inline constexpr auto source = std::to_array<Field>({{"version", text, true},
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
inline constexpr auto stream = std::to_array<Field>({{"name", text},
                                                     {"primary_key", any},
                                                     {"retriever", component, true},
                                                     {"incremental_sync", component},
                                                     {"transformations", component},
                                                     {"schema_loader", any},
                                                     {"state_migrations", any},
                                                     {"file_uploader", component}});
inline constexpr auto dynamic_stream =
    std::to_array<Field>({{"name", text},
                          {"stream_template", any, true},
                          {"components_resolver", component, true},
                          {"use_parent_parameters", flag}});
inline constexpr auto by_configuration = std::to_array<Field>(
    {{"stream_config", component, true}, {"components_mapping", component, true}});
inline constexpr auto by_system =
    std::to_array<Field>({{"retriever", component, true}, {"components_mapping", component, true}});
inline constexpr auto by_parameters = std::to_array<Field>(
    {{"stream_parameters", component, true}, {"components_mapping", component, true}});
inline constexpr auto stream_config =
    std::to_array<Field>({{"configs_pointer", list, true}, {"default_values", any}});
inline constexpr auto stream_parameters =
    std::to_array<Field>({{"list_of_parameters_for_stream", any, true}});
inline constexpr std::string_view mapped = "config parameters components_values";
inline constexpr auto component_mapping =
    std::to_array<Field>({{"field_path", list, true, mapped},
                          {"value", templated, true, mapped},
                          {"value_type", text},
                          {"create_or_update", flag},
                          {"condition", condition, false, mapped}});
inline constexpr auto delegating = std::to_array<Field>({{"name", text, true},
                                                         {"full_refresh_stream", component, true},
                                                         {"incremental_stream", component, true},
                                                         {"api_retention_period", text}});
inline constexpr auto retriever =
    std::to_array<Field>({{"requester", component, true},
                          {"record_selector", component, true},
                          {"paginator", component},
                          {"partition_router", component},
                          {"decoder", component},
                          {"ignore_stream_slicer_parameters_on_paginated_requests", flag},
                          {"pagination_reset", component}});
inline constexpr auto job_retriever =
    std::to_array<Field>({{"record_selector", component, true},
                          {"status_mapping", any, true},
                          {"status_extractor", component, true},
                          {"creation_requester", component, true},
                          {"polling_requester", component, true},
                          {"download_requester", component, true},
                          {"download_target_extractor", component},
                          {"urls_extractor", component},
                          {"download_target_requester", component},
                          {"url_requester", component},
                          {"download_extractor", component},
                          {"download_paginator", component},
                          {"abort_requester", component},
                          {"delete_requester", component},
                          {"partition_router", component},
                          {"decoder", component},
                          {"download_decoder", component},
                          {"polling_job_timeout", templated, false, fixed},
                          {"failed_retry_wait_time_in_seconds", any}});
inline constexpr auto requester =
    std::to_array<Field>({{"url_base", templated, false, asking},
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
inline constexpr auto query_properties = std::to_array<Field>({{"property_list", component, true},
                                                               {"always_include_properties", list},
                                                               {"property_chunking", component},
                                                               {"property_selector", component}});
inline constexpr auto properties_endpoint = std::to_array<Field>(
    {{"property_field_path", list, true, fixed}, {"retriever", component, true}});
inline constexpr auto chunking = std::to_array<Field>({{"property_limit_type", text},
                                                       {"property_limit", number},
                                                       {"record_merge_strategy", component}});
inline constexpr auto merge_by_key = std::to_array<Field>({{"key", list, true}});
inline constexpr auto body = std::to_array<Field>({{"value", tree, true, asking}});
inline constexpr auto selector =
    std::to_array<Field>({{"extractor", component, true},
                          {"record_filter", component},
                          {"schema_normalization", text},
                          {"transform_before_filtering", flag},
                          {"removed_when", condition, false, of_record}});
inline constexpr auto events = std::to_array<Field>({{"requester", component, true},
                                                     {"record_selector", component, true},
                                                     {"event_types", list},
                                                     {"text_field", text},
                                                     {"type_field", text},
                                                     {"since_option", component},
                                                     {"silence", number}});
inline constexpr auto reset_limits = std::to_array<Field>({{"number_of_records", number, true}});
inline constexpr auto by_link =
    std::to_array<Field>({{"rel", text}, {"page_size", templated, false, fixed}});
inline constexpr auto reset = std::to_array<Field>({{"action", text, true}, {"limits", component}});
inline constexpr auto filter = std::to_array<Field>({{"condition", condition, false, of_record}});
inline constexpr auto extractor = std::to_array<Field>(
    {{"field_path", list, true, fixed}, {"decoder", component}, {"name_field", text}});
inline constexpr auto option = std::to_array<Field>(
    {{"inject_into", text, true}, {"field_name", templated, false, fixed}, {"field_path", list}});
inline constexpr auto paginator = std::to_array<Field>({{"pagination_strategy", component, true},
                                                        {"page_size_option", component},
                                                        {"page_token_option", component},
                                                        {"decoder", component}});
inline constexpr auto by_page = std::to_array<Field>({{"page_size", templated, false, fixed},
                                                      {"start_from_page", number},
                                                      {"inject_on_first_request", flag}});
inline constexpr auto by_offset = std::to_array<Field>(
    {{"page_size", templated, false, fixed}, {"inject_on_first_request", flag}});
inline constexpr auto by_cursor =
    std::to_array<Field>({{"cursor_value", templated, true, answered},
                          {"stop_condition", condition, false, answered},
                          {"page_size", templated, false, fixed},
                          {"decoder", component}});
inline constexpr auto datetime_cursor =
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
inline constexpr auto count_cursor =
    std::to_array<Field>({{"cursor_field", templated, true, fixed},
                          {"start_value", templated, false, fixed},
                          {"start_value_option", component},
                          {"allow_catalog_defined_cursor_field", flag}});
inline constexpr auto delta_cursor = std::to_array<Field>({{"link", templated, true, answered}});
inline constexpr auto datetime = std::to_array<Field>({{"datetime", templated, true, fixed},
                                                       {"datetime_format", text},
                                                       {"min_datetime", templated, false, fixed},
                                                       {"max_datetime", templated, false, fixed}});
inline constexpr auto list_router = std::to_array<Field>({{"values", tree, true, fixed},
                                                          {"cursor_field", templated, true, fixed},
                                                          {"request_option", component}});
inline constexpr auto parents = std::to_array<Field>({{"parent_stream_configs", component, true}});
inline constexpr auto parent = std::to_array<Field>({{"stream", component, true},
                                                     {"parent_key", templated, true, fixed},
                                                     {"partition_field", templated, true, fixed},
                                                     {"request_option", component},
                                                     {"extra_fields", list},
                                                     {"incremental_dependency", flag},
                                                     {"lazy_read_pointer", list}});
inline constexpr auto error_handler = std::to_array<Field>(
    {{"response_filters", component}, {"backoff_strategies", component}, {"max_retries", any}});
inline constexpr auto error_handlers = std::to_array<Field>({{"error_handlers", component, true}});
inline constexpr auto response_filter =
    std::to_array<Field>({{"action", text},
                          {"http_codes", list},
                          {"predicate", condition, false, judged},
                          {"error_message_contains", text},
                          {"error_message", templated, false, judged},
                          {"failure_type", text}});
inline constexpr auto constant =
    std::to_array<Field>({{"backoff_time_in_seconds", templated, true, judged}});
inline constexpr auto exponential = std::to_array<Field>({{"factor", templated, false, judged}});
inline constexpr auto wait_time =
    std::to_array<Field>({{"header", templated, true, fixed},
                          {"regex", templated, false, fixed},
                          {"max_waiting_time_in_seconds", templated, false, fixed}});
inline constexpr auto wait_until = std::to_array<Field>({{"header", templated, true, fixed},
                                                         {"regex", templated, false, fixed},
                                                         {"min_wait", templated, false, fixed}});
inline constexpr auto api_key = std::to_array<Field>({{"api_token", templated, false, fixed},
                                                      {"header", templated, false, fixed},
                                                      {"inject_into", component}});
inline constexpr auto bearer = std::to_array<Field>({{"api_token", templated, true, fixed}});
inline constexpr auto basic = std::to_array<Field>(
    {{"username", templated, true, fixed}, {"password", templated, false, fixed}});
inline constexpr auto selective = std::to_array<Field>(
    {{"authenticator_selection_path", list, true}, {"authenticators", named, true}});
inline constexpr auto add_fields =
    std::to_array<Field>({{"fields", component, true}, {"condition", condition, false, of_record}});
inline constexpr auto added_field = std::to_array<Field>(
    {{"path", list, true}, {"value", templated, true, of_record}, {"value_type", text}});
inline constexpr auto remove_fields = std::to_array<Field>(
    {{"field_pointers", list, true}, {"condition", condition, false, of_record}});
inline constexpr auto spec = std::to_array<Field>({{"connection_specification", any, true},
                                                   {"documentation_url", text},
                                                   {"advanced_auth", any},
                                                   {"config_normalization_rules", component}});
inline constexpr auto rules = std::to_array<Field>(
    {{"config_migrations", component}, {"transformations", component}, {"validations", component}});
inline constexpr auto migration = std::to_array<Field>({{"transformations", component, true}});
inline constexpr auto config_add =
    std::to_array<Field>({{"fields", component, true}, {"condition", condition, false, of_config}});
inline constexpr auto config_remove = std::to_array<Field>(
    {{"field_pointers", list, true}, {"condition", condition, false, of_config}});
inline constexpr auto config_remap =
    std::to_array<Field>({{"field_path", list, true, of_config}, {"map", tree, true, of_config}});
inline constexpr auto value_at_path = std::to_array<Field>(
    {{"field_path", list, true, of_config}, {"validation_strategy", component, true}});
inline constexpr auto predicate = std::to_array<Field>(
    {{"value", tree, true, of_config}, {"validation_strategy", component, true}});
inline constexpr auto adheres = std::to_array<Field>({{"base_schema", any, true, of_config}});
inline constexpr auto check_stream =
    std::to_array<Field>({{"stream_names", list}, {"dynamic_streams_check_configs", any}});
inline constexpr auto budget = std::to_array<Field>({{"policies", component, true},
                                                     {"ratelimit_reset_header", text},
                                                     {"ratelimit_remaining_header", text},
                                                     {"status_codes_for_ratelimit_hit", list}});
inline constexpr auto fixed_window = std::to_array<Field>(
    {{"period", text, true}, {"call_limit", number, true}, {"matchers", component, true}});
inline constexpr auto moving_window =
    std::to_array<Field>({{"rates", component, true}, {"matchers", component, true}});
inline constexpr auto matcher_only = std::to_array<Field>({{"matchers", component, true}});
inline constexpr auto matcher = std::to_array<Field>({{"method", text},
                                                      {"url_base", text},
                                                      {"url_path_pattern", text},
                                                      {"params", any},
                                                      {"headers", any}});
inline constexpr auto rate = std::to_array<Field>({{"limit", any, true}, {"interval", text, true}});
inline constexpr std::span<const Field> open{};  // Its fields are looked at by who makes it

}  // namespace rest::fields
