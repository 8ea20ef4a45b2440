#include "engine/log/batch.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "engine/kernel/ensure.hpp"

namespace probant {
namespace {

void ensure_events(std::vector<NewEvent> const& events, std::optional<Instant> recorded_at) {
  std::unordered_map<DossierId, Version> versions;
  for (auto const& event : events) {
    ensure(event.type < event_type_count, "an event is of a known type");
    ensure(event.version > 0 && event.schema > 0, "versions and schemas count from 1");
    auto const [known, is_first] = versions.try_emplace(event.dossier, event.version);
    ensure(is_first || event.version == known->second + 1, "versions of a dossier have no holes");
    known->second = event.version;
    ensure(!recorded_at || event.recorded_at >= *recorded_at, "recorded_at never goes back");
    recorded_at = event.recorded_at;
    ensure(std::ranges::is_sorted(event.subjects), "subjects are sorted");
    ensure(std::ranges::adjacent_find(event.subjects) == event.subjects.end(),
           "no subject comes twice");
    ensure(!event.payload.empty(), "an event has a payload");
  }
}

void ensure_proposals(AppendBatch const& batch, Position next) {
  Position const end = next + static_cast<Position>(batch.events.size());
  std::unordered_set<std::string_view> ids;
  for (auto const& proposal : batch.proposals) {
    ensure(ids.insert(proposal.id).second, "no proposal id comes twice in a batch");
    auto const position = moved(proposal.position, batch.condition, next);
    ensure(position >= 0 && position < end, "a proposal names an event of the log");
  }
}

}  // namespace

void ensure_consistent(AppendBatch const& batch, Head const& head) {
  ensure(batch.condition.read_up_to < head.next, "nobody has read beyond the log");
  ensure_events(batch.events, head.recorded_at);
  ensure_proposals(batch, head.next);
  for (auto const position : batch.erasures) {
    ensure(position >= 0 && position < head.next, "only an event of the log can be erased");
  }
}

}  // namespace probant
