// The converters, masks and schemas behind the rows of the table in types.cpp; one source file per
// family.
#pragma once

#include "model/types.hpp"

namespace cx::model {

// text.cpp
Converted convert_text(const json::Value& input, const ConvertContext& context);
Converted convert_json(const json::Value& input, const ConvertContext& context);
// email.cpp
Converted convert_email(const json::Value& input, const ConvertContext& context);
json::Value mask_email(const json::Value& canonical);
// phone.cpp
Converted convert_phone(const json::Value& input, const ConvertContext& context);
json::Value mask_phone(const json::Value& canonical);
// person_name.cpp
Converted convert_person_name(const json::Value& input, const ConvertContext& context);
json::Value mask_person_name(const json::Value& canonical);
// postal_address.cpp
Converted convert_postal_address(const json::Value& input, const ConvertContext& context);
json::Value mask_postal_address(const json::Value& canonical);
// country_language.cpp
Converted convert_country(const json::Value& input, const ConvertContext& context);
Converted convert_region(const json::Value& input, const ConvertContext& context);
Converted convert_language(const json::Value& input, const ConvertContext& context);
Converted convert_currency(const json::Value& input, const ConvertContext& context);
// date_time.cpp
Converted convert_date(const json::Value& input, const ConvertContext& context);
Converted convert_partial_date(const json::Value& input, const ConvertContext& context);
Converted convert_timestamp(const json::Value& input, const ConvertContext& context);
// numbers.cpp
Converted convert_decimal(const json::Value& input, const ConvertContext& context);
Converted convert_integer(const json::Value& input, const ConvertContext& context);
Converted convert_ratio(const json::Value& input, const ConvertContext& context);
Converted convert_bool(const json::Value& input, const ConvertContext& context);
Converted convert_duration(const json::Value& input, const ConvertContext& context);
// amounts.cpp
Converted convert_money(const json::Value& input, const ConvertContext& context);
Converted convert_unit_money(const json::Value& input, const ConvertContext& context);
Converted convert_quantity(const json::Value& input, const ConvertContext& context);
// geo.cpp
Converted convert_geo(const json::Value& input, const ConvertContext& context);
// identifier.cpp
Converted convert_identifier(const json::Value& input, const ConvertContext& context);
Converted convert_ref(const json::Value& input, const ConvertContext& context);
json::Value mask_identifier(const json::Value& canonical);
// choices.cpp
Converted convert_enum(const json::Value& input, const ConvertContext& context);
Converted convert_tags(const json::Value& input, const ConvertContext& context);
// url.cpp
Converted convert_url(const json::Value& input, const ConvertContext& context);

}  // namespace cx::model
