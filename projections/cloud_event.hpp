// An event of the log as CloudEvents 1.0 has it, in JSON: the same in an export, over HTTP, in the
// stream and to subscribers. Who and when are extension attributes, whose names have no underscore
// there; warnings are their canonical JSON, as a string. `data` comes last, the payload's bytes as
// they are stored; an erased event has `erased` instead, and one whose content is gone although
// nothing orders its erasure `missing`.
#pragma once

#include <string>

#include "engine/log/event_store.hpp"

namespace probant {

class World;

inline constexpr auto cloud_event_type = "application/cloudevents+json";

/// `envelope`: of that event, as stored. `origin` is the name of the log, a URL without its scheme.
/// Throws StoreError when the envelope is none.
std::string cloud_event(StoredEvent const& event, std::string_view envelope,
                        std::string_view origin);
/// The same; reads the envelope in the store, and looks for the order of an erasure: in the world,
/// and in the log for one that the world does not know yet.
std::string cloud_event(EventStore const& store, StoredEvent const& event, std::string_view origin,
                        World const& world);

/// Whether its content was taken away although nothing orders its erasure: the log is altered.
bool content_is_missing(EventStore const& store, StoredEvent const& event, World const& world);

}  // namespace probant
