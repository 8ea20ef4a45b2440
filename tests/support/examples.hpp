// Values and events with good defaults, for tests: a test writes only what it is about. Text that
// does not parse throws at once. The world shown is an entity of Auvergne-Rhône-Alpes outside any
// GHT, with one open site, unless a test says otherwise.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "events/envelope.hpp"

namespace probant::test {

template <class T>
T parsed(std::string_view text) {
  auto value = T::parse(text);
  if (!value) throw std::invalid_argument("bad test value: " + std::string{text});
  return *value;
}
inline Entity entity(std::string_view text) { return parsed<Entity>(text); }
inline Site site(std::string_view text) { return parsed<Site>(text); }
inline Pmsi pmsi(std::string_view text) { return parsed<Pmsi>(text); }
inline Date day(std::string_view text) { return parsed<Date>(text); }
inline Instant instant(std::string_view text) { return parsed<Instant>(text); }
inline DossierId dossier(std::string_view text) { return parsed<DossierId>(text); }
inline Region region(std::string_view text) { return parsed<Region>(text); }

/// The first role entitled to propose this event, as one account per role.
inline Actor actor_for(EventBody const& body) {
  auto const& about = catalogue[body.index()];
  for (std::size_t i = 0; i < Names<Role>::values.size(); ++i) {
    auto const role = static_cast<Role>(i);
    if (about.proposers.has(role)) return {"u-" + std::string{name_of(role)}, role, "84"};
  }
  return {"u-engine", Role::operator_, ""};
}
inline Actor actor(std::string id, Role role, std::string organisation = "84") {
  return {std::move(id), role, std::move(organisation)};
}

inline AdministrativeDecision decision(std::string_view signed_on = "2026-06-15") {
  AdministrativeDecision decision;
  decision.author = Author{"Camille", "Martin", "Directrice générale", "ARS"};
  decision.signed_on = day(signed_on);
  return decision;
}

inline reference::SiteRecord site_record(std::string_view number, std::string_view pmsi_number) {
  reference::SiteRecord record{site(number), "Site " + std::string{number}, "355", {}, {}, {}};
  if (!pmsi_number.empty()) record.pmsi = pmsi(pmsi_number);
  return record;
}
inline reference::EntityRecorded entity_recorded(std::string_view number,
                                                 std::vector<reference::SiteRecord> sites) {
  reference::EntityRecorded record;
  record.entity = entity(number);
  record.name = "Entité " + std::string{number};
  record.region = region("84");
  record.sites.assign(sites.begin(), sites.end());
  record.source = "essai";
  return record;
}
inline reference::ActivityRecorded activity_recorded(std::string_view number, std::int64_t combined,
                                                     std::int64_t year = 2024) {
  return {pmsi(number), year, combined, "essai"};
}

inline programme::WindowOpened window_opened(std::string key, std::string_view opens_on,
                                             std::string_view closes_on) {
  return {std::move(key), day(opens_on), day(closes_on), "ouverture", "essai"};
}
inline programme::DateSet date_set(std::string key, std::string_view date) {
  return {std::move(key), day(date), "report", "essai"};
}
inline transverse::ExtensionGranted extension_granted(std::string key, std::string_view date) {
  return {std::move(key), day(date), decision(), "prorogation"};
}

inline hospiconnect::CandidacyFiled candidacy_filed(std::string_view candidate,
                                                    std::vector<std::string_view> entities = {}) {
  hospiconnect::CandidacyFiled filed;
  filed.candidate = entity(candidate);
  if (entities.empty()) entities.push_back(candidate);
  for (auto const one : entities) filed.entities.push_back(entity(one));
  return filed;
}

}  // namespace probant::test
