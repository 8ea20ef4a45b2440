#include "engine/kernel/name_rules.hpp"

#include "engine/kernel/outcome.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

std::string lifecycle_of(About const& about) {
  return "lifecycle." + std::string{about.in_any_dossier ? "dossier" : name_of(about.kind)};
}

/// The rule behind a code that can be refused without saying more.
std::string rule_of(ReasonCode code, About const& about) {
  switch (code) {
    case ReasonCode::unknown_dossier:
      return "log.dossier";
    case ReasonCode::unknown_entity:
      return "register.entity";
    case ReasonCode::unknown_site:
      return "register.site";
    case ReasonCode::version_conflict:
      return "log.version";
    case ReasonCode::idempotency_conflict:
      return "log.idempotency";
    case ReasonCode::invalid_field:
      return "fields";
    case ReasonCode::computed_field:
      return "fields.computed";
    case ReasonCode::unknown_type:
      return "fields.type";
    case ReasonCode::forbidden_role:
      return "roles";
    case ReasonCode::not_competent_ars:
      return "competent_ars";
    case ReasonCode::amount_above_ceiling:
    case ReasonCode::nothing_payable:
      return about.kind == DossierKind::recovery ? "recovery.amounts" : lifecycle_of(about);
    case ReasonCode::legal_hold:
      return "dossier.legal_hold";
    case ReasonCode::occurred_in_future:
      return "log.time";
    case ReasonCode::out_of_order:
      return "convergence.order";
    case ReasonCode::unknown_status:
      return "convergence.statuses";
    case ReasonCode::store_read_only:
      return "log.storage";
    default:
      return lifecycle_of(about);
  }
}

/// The rule behind a warning that says no more than what it saw.
std::string rule_of(std::string_view code, About const& about) {
  if (code == "finess_key") return "fields";
  if (code == "site_moved" || code == "site_closed" || code.starts_with("pmsi_")) {
    return "register.site";
  }
  if (code == "date_after_act") return "log.time";
  if (code == "order_reference_reused" || code == "payment_reference_reused") {
    return "payment.order";
  }
  return lifecycle_of(about);
}

/// The order of acts is the program's, but what it carries out is the text behind the act.
std::string citation(Parameter const& rule, std::string_view basis) {
  bool const of_order = rule.key.starts_with("lifecycle.");
  return rule.citation() +
         (of_order && !basis.empty() ? " ; " + std::string{basis} : std::string{});
}

}  // namespace

void name_rules(Reasons& reasons, About const& about, std::string_view basis) {
  for (auto& reason : reasons) {
    if (reason.rule.empty()) {
      auto const& rule = house_rule(rule_of(reason.code, about));
      reason.rule = rule.key;
      reason.source = citation(rule, basis);
    } else if (reason.source.empty()) {
      reason.source = "probant, choix par défaut du jeu de règles";
    }
  }
}

std::string named_json(Warnings warnings, About const& about, std::string_view basis) {
  if (warnings.empty()) return {};
  for (auto& warning : warnings) {
    if (!warning.rule.empty()) continue;
    auto const& rule = house_rule(rule_of(warning.code, about));
    warning.rule = rule.key;
    warning.source = citation(rule, basis);
  }
  return to_json(warnings);
}

Reason house_reason(ReasonCode code, std::string message, std::string_view rule,
                    std::string field) {
  auto const& named = house_rule(rule);
  return {code, std::move(message), named.key, named.citation(), std::move(field)};
}

}  // namespace probant
