// What is due, by whom and when: every obligation of every dossier compared with one day. A pure
// function of the log folded so far, the rulebook and the legal calendar; no timer is ever stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/kernel/world.hpp"

namespace probant {

enum class DeadlineState : std::uint8_t {
  upcoming,
  open,
  due_soon,
  overdue,
  met,
  met_late,
  cancelled,
};
template <>
struct Names<DeadlineState> {
  static constexpr std::array<std::string_view, 7> values{
      "upcoming", "open", "due_soon", "overdue", "met", "met_late", "cancelled"};
};

/// `due_at` is the last instant of `due_on` in Paris. `days_left` counts from the day asked about,
/// negative when overdue; absent once met or cancelled.
struct Deadline {
  DossierId dossier;
  std::string programme;
  std::string key;
  std::string label;
  std::string responsible;
  std::optional<Region> region;
  std::optional<Date> opens_on;
  Date due_on;
  Instant due_at;
  DeadlineState state = DeadlineState::open;
  std::optional<std::int64_t> days_left;
  std::optional<Instant> met_at;
  std::optional<Position> met_by_position;
  std::string source;
  std::optional<Date> extended_from;
  int number = 1;  ///< among those of its key in the dossier, in the order they came to be
};

/// Absent: all. A filter never hides that a dossier exists, only which of its deadlines are shown.
struct DeadlineFilter {
  std::optional<Region> region;
  std::optional<std::string> responsible;
  std::optional<DeadlineState> state;
  std::optional<DossierId> dossier;
};

/// Ordered by due day, then dossier, then key.
std::vector<Deadline> deadlines(World const& world, Instant at, DeadlineFilter const& filter = {});
std::vector<Deadline> deadlines_of(World const& world, Dossier const& dossier, Instant at);

/// One JSON object, keys in the order of interface.md.
std::string to_json(Deadline const& deadline);

}  // namespace probant
