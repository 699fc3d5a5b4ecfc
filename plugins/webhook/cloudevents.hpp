// CloudEvents 1.0 over HTTP: structured, batched and binary content mode, each read into the one
// JSON form of an event.
#pragma once

#include <cx/json.hpp>
#include <cx/receiver.hpp>

#include <string>
#include <string_view>

namespace webhook {

enum class ContentMode { none, structured, batched, binary };

// By the content type and the header ce-specversion; none: the request is no CloudEvent.
ContentMode content_mode(const cx::Request& request);

// Of binary mode: the attributes in the headers, with the body as data.
cx::json::Value binary_event(const cx::Request& request);

// Why this is no event of version 1.0, in a sentence without values; "" where it is one.
std::string event_problem(const cx::json::Value& event);

// Source and id together name an event.
std::string event_key(const cx::json::Value& event);

// "application/json" of "Application/JSON; charset=utf-8".
std::string bare_media_type(std::string_view content_type);
bool is_json(std::string_view bare_media_type);

}  // namespace webhook
