// HospiConnect candidacies for tests: hospiconnect:010780054, an entity of region 84 outside any
// GHT, or the support of the GHT ARA-01 whose other member is 010008407.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/support/scenario.hpp"

namespace probant::test::candidacies {

using Candidacy = Scenario<HospiconnectState>;

inline constexpr std::string_view own = "010780054";
inline constexpr std::string_view own_dossier = "hospiconnect:010780054";
inline constexpr std::string_view member = "010008407";
inline constexpr std::string_view member_dossier = "hospiconnect:010008407";
inline constexpr std::string_view stranger = "750712184";
inline constexpr std::string_view february = "2026-02-03T14:12:00Z";
inline constexpr std::string_view march = "2026-03-02T10:00:00Z";

inline hospiconnect::ComplementRequested complement_requested(std::string_view due_on) {
  return {{"une pièce"}, day(due_on)};
}
inline hospiconnect::ComplementReceived complement_received() { return {{"une pièce"}}; }
inline hospiconnect::CandidacyValidated candidacy_validated() { return {decision("2026-03-02")}; }
inline hospiconnect::CandidacyRejected candidacy_rejected() {
  return {decision("2026-03-02"), "motifs"};
}
inline hospiconnect::CandidacyWithdrawn candidacy_withdrawn() { return {"abandon"}; }
inline hospiconnect::NoteDeCadrageDeposited note(std::string_view of = own) { return {entity(of)}; }
inline hospiconnect::MaturityIndicatorsCompleted indicators(std::string_view of = own) {
  return {entity(of)};
}

inline reference::EntityRecorded of_ght(std::string_view number, reference::GhtRole role,
                                        std::string ght = "ARA-01") {
  auto record = entity_recorded(number, {});
  record.ght = Line{std::move(ght)};
  record.ght_role = role;
  return record;
}
inline void enter(Candidacy& candidacy, reference::EntityRecorded const& record) {
  candidacy.given_in("register:" + record.entity.text(), record, "2026-01-05T08:00:00Z");
}

/// The entity alone in the register, nothing filed.
inline Candidacy alone() {
  Candidacy candidacy{own_dossier};
  enter(candidacy, entity_recorded(own, {}));
  return candidacy;
}
/// The GHT ARA-01: `own` its support, `member` the other one; a stranger outside.
inline Candidacy group() {
  Candidacy candidacy{own_dossier};
  enter(candidacy, of_ght(own, reference::GhtRole::support));
  enter(candidacy, of_ght(member, reference::GhtRole::member));
  enter(candidacy, entity_recorded(stranger, {}));
  return candidacy;
}
inline Candidacy filed() {
  auto candidacy = alone();
  candidacy.record(candidacy_filed(own), february);
  return candidacy;
}
inline Candidacy validated() {
  auto candidacy = filed();
  candidacy.record(candidacy_validated(), march);
  return candidacy;
}

}  // namespace probant::test::candidacies
