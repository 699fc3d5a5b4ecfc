// The console's files on the API's listener: public like any login page, and no route of the API.
#pragma once

#include "api/exchange.hpp"
#include "api/server.hpp"

namespace cx::api {

inline constexpr Route page_route{"GET", "/console/{file}", "", "The console."};

bool is_page(const Request& request);
Answer get_page(const Request& request);

}  // namespace cx::api
