// Why a proposal is refused, or what deserves attention although it is recorded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/values/names.hpp"

namespace probant {

/// The public reason codes. Names are fixed; new ones go at the end.
enum class ReasonCode : std::uint8_t {
  window_not_open,
  window_closed,
  not_allowed_now,
  unknown_dossier,
  unknown_entity,
  unknown_site,
  version_conflict,
  idempotency_conflict,
  invalid_field,
  computed_field,
  unknown_type,
  forbidden_role,
  not_competent_ars,
  segregation_of_duties,
  decision_author_missing,
  candidate_not_authorised,
  candidacy_not_validated,
  note_de_cadrage_missing,
  maturity_indicators_missing,
  usage_payment_received,
  project_limit_reached,
  ght_validation_missing,
  combined_activity_missing,
  amount_above_ceiling,
  convention_missing,
  declaration_already_transmitted,
  attainment_final,
  attainment_not_certified,
  nothing_payable,
  cost_outside_eligibility_period,
  contradictory_procedure_pending,
  legal_hold,
  occurred_in_future,
  store_read_only,
  out_of_order,
  unknown_status,
};
template <>
struct Names<ReasonCode> {
  static constexpr std::array<std::string_view, 36> values{"window_not_open",
                                                           "window_closed",
                                                           "not_allowed_now",
                                                           "unknown_dossier",
                                                           "unknown_entity",
                                                           "unknown_site",
                                                           "version_conflict",
                                                           "idempotency_conflict",
                                                           "invalid_field",
                                                           "computed_field",
                                                           "unknown_type",
                                                           "forbidden_role",
                                                           "not_competent_ars",
                                                           "segregation_of_duties",
                                                           "decision_author_missing",
                                                           "candidate_not_authorised",
                                                           "candidacy_not_validated",
                                                           "note_de_cadrage_missing",
                                                           "maturity_indicators_missing",
                                                           "usage_payment_received",
                                                           "project_limit_reached",
                                                           "ght_validation_missing",
                                                           "combined_activity_missing",
                                                           "amount_above_ceiling",
                                                           "convention_missing",
                                                           "declaration_already_transmitted",
                                                           "attainment_final",
                                                           "attainment_not_certified",
                                                           "nothing_payable",
                                                           "cost_outside_eligibility_period",
                                                           "contradictory_procedure_pending",
                                                           "legal_hold",
                                                           "occurred_in_future",
                                                           "store_read_only",
                                                           "out_of_order",
                                                           "unknown_status"};
};

/// `message` is French, says what is wrong and the way out. `rule` is a rulebook key, or empty;
/// `source` the document and place it rests on, or empty. `field`: a path, for invalid data only.
struct Reason {
  ReasonCode code = ReasonCode::not_allowed_now;
  std::string message;
  std::string rule;
  std::string source;
  std::string field;
  bool operator==(Reason const&) const = default;
};
using Reasons = std::vector<Reason>;

/// `code` is snake_case: convention_late, finess_key, notice_period_short, site_closed…
struct Warning {
  std::string code;
  std::string message;
  std::string rule;
  std::string source;
  bool operator==(Warning const&) const = default;
};
using Warnings = std::vector<Warning>;

}  // namespace probant
