#include "rest/manifest/components.hpp"

#include "rest/manifest/fields.hpp"

#include <algorithm>
#include <array>

namespace rest {
namespace {

using namespace fields;

constexpr auto table = std::to_array<Component>({
    {"DeclarativeSource", true, "The manifest.", source},
    {"DeclarativeStream", true, "One kind of record and how it is read.", stream},
    {"StateDelegatingStream", true, "One stream for the first read, another for those after it.",
     delegating},
    {"DynamicDeclarativeStream", true, "One stream for each of some values, by a template.",
     dynamic_stream},
    {"ConfigComponentsResolver", true, "The values are a list of the configuration.",
     by_configuration},
    {"HttpComponentsResolver", true, "The values are records of the system, read at the start.",
     by_system},
    {"ParametrizedComponentsResolver", true, "The values stand in the manifest.", by_parameters},
    {"StreamConfig", true, "Where that list is; one of them.", stream_config},
    {"StreamParametersDefinition", true, "Those values.", stream_parameters},
    {"ComponentMappingDefinition", true, "A value into the template.", component_mapping},
    {"Spec", true, "What an administrator has to say.", spec},
    {"ConfigNormalizationRules", true,
     "Makes the options ready at the start: migrations, then defaults, then transformations; "
     "validations look at what came of it.",
     rules},
    {"ConfigMigration", true, "Transformations that make options of former times those of today.",
     migration},
    {"ConfigAddFields", true, "Adds options.", config_add},
    {"ConfigRemoveFields", true, "Takes options away.", config_remove},
    {"ConfigRemapField", true, "Another value for some values of an option.", config_remap},
    {"DpathValidator", true, "The options at a path are as a strategy wants them.", value_at_path},
    {"PredicateValidator", true, "A value is as a strategy wants it.", predicate},
    {"ValidateAdheresToSchema", true,
     "It adheres to a JSON Schema; a text is read as JSON first. Keywords: type, enum, const, "
     "properties, required, additionalProperties, items, min and max of items, length and value, "
     "pattern, allOf, anyOf, oneOf.",
     adheres},
    {"CheckStream", true, "Streams that an installation is tried with; read, not used.",
     check_stream},
    {"SimpleRetriever", true, "Reads page by page.", retriever},
    {"AsyncRetriever", true,
     "Has a job done, waits for it, and downloads what came of it. Its requesters also see "
     "`creation_response`, `polling_response` and `download_target`.",
     job_retriever},
    {"ServerSentEventsRetriever", true,
     "Listens to events that have no end: `event_types` are records; data that is no object stands "
     "in `text_field` (data), the event's type in `type_field`; `since_option` gets the last id "
     "besides the header Last-Event-ID; `silence`: seconds after which a connection is dead (90). "
     "Of this hub's own.",
     events},
    {"HttpRequester", true, "Address, method, parameters, headers and body.", requester},
    {"QueryProperties", true,
     "Fields to ask for: a parameter with commas between, or `query_properties` in expressions.",
     query_properties},
    {"PropertiesFromEndpoint", true, "Fields to ask for, as the system lists them.",
     properties_endpoint},
    {"PropertyChunking", true, "So many fields, or characters of their names, in a request.",
     chunking},
    {"GroupByKeyMergeStrategy", true, "Which records of several requests are one.", merge_by_key},
    {"RequestBodyJsonObject", true, "A body of JSON.", body},
    {"RequestBodyUrlEncodedForm", true, "A body as of a form.", body},
    {"RequestBodyPlainText", true, "A body of text.", body},
    {"RequestBodyGraphQL", true, "A query of GraphQL as JSON.", body},
    {"RequestOption", true, "Where a value goes in the request.", option},
    {"RequestPath", true, "The page token is the address of the next page.", open},
    {"RecordSelector", true, "Which records an answer holds.", selector},
    {"DpathExtractor", true,
     "The records at a path of the answer. `name_field`, of this hub's own: they stand in an "
     "object, "
     "each under its name, which goes into this field.",
     extractor},
    {"RecordFilter", true, "Which records count.", filter},
    {"DefaultPaginator", true, "Pages by number, offset or token.", paginator},
    {"NoPagination", true, "One page is all.", open},
    {"PageIncrement", true, "Pages are numbered.", by_page},
    {"OffsetIncrement", true, "Pages begin behind so many records.", by_offset},
    {"CursorPagination", true, "The answer tells the next page.", by_cursor},
    {"LinkHeaderPagination", true,
     "The header Link tells the next page, by `rel` (next). Of this hub's own.", by_link},
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
    {"CustomRetriever", false, "Python code.", open},
    {"ConditionalStreams", false, "Streams that an option switches on.", open},
    {"GroupingPartitionRouter", false, "Partitions in groups.", open},
    {"JsonSchemaPropertySelector", false, "Fields by a catalog of the reader's.", open},
    {"PaginationReset", true, "How paging begins again, where an answer says that it must.", reset},
    {"PaginationResetLimits", true, "Begins paging again behind so many records.", reset_limits},
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
