// An event of the log as CloudEvents 1.0 has it, in JSON: the same in an export, over HTTP, in the
// stream and to subscribers. Who and when are extension attributes, whose names have no underscore
// there; warnings are their canonical JSON, as a string. `data` comes last, the payload's bytes as
// they are stored; an erased event has `erased` instead.
#pragma once

#include <string>

#include "engine/log/event_store.hpp"

namespace probant {

inline constexpr auto cloud_event_type = "application/cloudevents+json";

/// `envelope`: of that event, as stored. `origin` is the name of the log, a URL without its scheme.
/// Throws StoreError when the envelope is none.
std::string cloud_event(StoredEvent const& event, std::string_view envelope,
                        std::string_view origin);
/// The same; reads the envelope in the store.
std::string cloud_event(EventStore const& store, StoredEvent const& event, std::string_view origin);

}  // namespace probant
