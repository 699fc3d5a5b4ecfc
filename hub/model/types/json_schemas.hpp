// JSON Schema 2020-12 of the canonical forms; `strict` closes objects.
#pragma once

#include <cx/json.hpp>

namespace cx::model {

json::Value schema_text(bool strict);
json::Value schema_email(bool strict);
json::Value schema_phone(bool strict);
json::Value schema_person_name(bool strict);
json::Value schema_postal_address(bool strict);
json::Value schema_country(bool strict);
json::Value schema_region(bool strict);
json::Value schema_currency(bool strict);
json::Value schema_date(bool strict);
json::Value schema_partial_date(bool strict);
json::Value schema_timestamp(bool strict);
json::Value schema_identifier(bool strict);
json::Value schema_ref(bool strict);
json::Value schema_decimal(bool strict);
json::Value schema_money(bool strict);
json::Value schema_quantity(bool strict);
json::Value schema_geo(bool strict);
json::Value schema_ratio(bool strict);
json::Value schema_integer(bool strict);
json::Value schema_bool(bool strict);
json::Value schema_tags(bool strict);
json::Value schema_url(bool strict);
json::Value schema_json(bool strict);

}  // namespace cx::model
