// An event of the log as CloudEvents 1.0 has it, in JSON: who and when are extension attributes,
// whose names have no underscore there.
#pragma once

#include <string>

#include "engine/log/event_store.hpp"

namespace probant::service {

/// `origin` is the name of the log, a URL without its scheme. The data of an erased event are null.
std::string cloud_event(StoredEvent const& event, std::string_view origin);

inline constexpr auto cloud_event_type = "application/cloudevents+json";

}  // namespace probant::service
