// The register's memory of one legal entity: what was recorded of it, with the event each figure
// comes from. One dossier per entity; `register:imports` only counts imports.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/kernel/facts.hpp"

namespace probant {

struct Workforce {
  std::optional<std::int64_t> salaried;  ///< absent: not declared, which is not zero
  std::optional<std::int64_t> liberal;
  Position position = 0;
  bool operator==(Workforce const&) const = default;
};

struct Activity {
  std::int64_t combined = 0;
  std::string source;
  Position position = 0;
  bool operator==(Activity const&) const = default;
};

struct UsagePayment {
  Pmsi pmsi;
  reference::UsageProgramme programme = reference::UsageProgramme::sun_es;
  Money amount;
  Date paid_on;
  Position position = 0;
  bool operator==(UsagePayment const&) const = default;
};

struct PublishedCeiling {
  Money amount;
  std::string source;
  Position position = 0;
  bool operator==(PublishedCeiling const&) const = default;
};

/// Figures that later ones took the place of, and the event that did: what was filed or ordered
/// while they held rests on them.
struct FormerWorkforce {
  Site site;
  std::int64_t year = 0;
  Workforce workforce;
  Position until = 0;
  bool operator==(FormerWorkforce const&) const = default;
};
struct FormerActivity {
  Pmsi pmsi;
  std::int64_t year = 0;
  Activity activity;
  Position until = 0;
  bool operator==(FormerActivity const&) const = default;
};
struct FormerCeiling {
  PublishedCeiling ceiling;
  Position until = 0;
  bool operator==(FormerCeiling const&) const = default;
};

struct RegisterState {
  std::optional<reference::EntityRecorded> entity;
  Position entity_position = 0;
  std::set<Site> past_sites;  ///< recorded once, and in the last record no more
  std::map<Site, std::map<std::int64_t, Workforce>> workforce;  ///< by site, then year
  std::vector<FormerWorkforce> former_workforce;
  std::map<Pmsi, std::map<std::int64_t, Activity>> activity;  ///< by number, then year
  std::vector<FormerActivity> former_activity;
  std::vector<UsagePayment> usage_payments;
  std::optional<PublishedCeiling> ceiling;
  std::vector<FormerCeiling> former_ceilings;
  std::set<std::pair<std::string, Sha256>> imports;  ///< source and digest of each file
  std::map<std::string, Date> extracts;              ///< the latest date of extraction, by source

  /// Whether a site, an activity or a payment bears this number.
  bool names(Pmsi pmsi) const;
  /// As the log stood before a position; null when nothing was recorded by then.
  Workforce const* workforce_of(Site site, std::int64_t year, Position known_before) const;
  Activity const* activity_of(Pmsi pmsi, std::int64_t year, Position known_before) const;
  PublishedCeiling const* ceiling_known(Position known_before) const;
  bool operator==(RegisterState const&) const = default;
};

void evolve(RegisterState& state, RecordedEvent const& event);

}  // namespace probant
