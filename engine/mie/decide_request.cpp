#include <algorithm>

#include "engine/hospiconnect/validity.hpp"
#include "engine/kernel/applicants.hpp"
#include "engine/kernel/late_exchange.hpp"
#include "engine/kernel/order_of_acts.hpp"
#include "engine/mie/checks.hpp"
#include "engine/mie/workforce.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant::mie {
namespace {

HospiconnectState const& candidacy_of(Dossier const* dossier) {
  return std::get<HospiconnectState>(dossier->state);
}

void require_candidacy(Entity entity, Act const& act) {
  if (has_validated_candidacy(entity, act.context)) return;
  auto const others = act.context.candidacies_covering(entity);
  auto const found = others.empty()
                         ? std::string{"aucune ne la couvre"}
                         : why_not_validated(others.front()->id, candidacy_of(others.front()),
                                             act.context.occurred_at());
  act.verdict.refuse(ReasonCode::candidacy_not_validated,
                     "La candidature HospiConnect de l'entité " + entity.text() +
                         " doit être validée par l'ARS avant cet acte : " + found + ".",
                     act.rule("mie.eligibility.candidacy"));
}

void refuse_second_request(Entity entity, Act const& act) {
  for (auto const* other : act.context.fundings_covering(entity)) {
    if (other->id == act.context.dossier() || !std::get<MieState>(other->state).is_live()) continue;
    refuse_candidate(act.verdict, "L'entité " + entity.text() + " figure déjà dans la demande " +
                                      other->id.text() + ".");
  }
}

void warn_of_sites(Entity entity, EntityWorkforce const& counted, Act const& act) {
  for (auto const& site : counted.sites) {
    auto const name = site.site.text() + " (entité " + entity.text() + ")";
    auto const still_counts = [&](auto const* code, std::string const& how, auto const* rule) {
      act.verdict.warn(code,
                       "Le site " + name + " " + how + " mais ses effectifs " +
                           std::to_string(site.year) +
                           " comptent encore : vérifiez qu'un autre site ne les compte pas aussi.",
                       act.rule(rule));
    };
    if (site.is_partial()) {
      act.verdict.warn("workforce_partial",
                       "Le site " + name + " n'a déclaré en " + std::to_string(site.year) +
                           " que ses effectifs " +
                           (site.workforce.salaried ? "salariés" : "libéraux") +
                           " : l'autre part compte pour zéro.",
                       act.rule("mie.workforce.partial"));
    }
    if (site.left_out)
      still_counts("site_left_out", "n'est plus au référentiel", "mie.workforce.fallback");
    if (site.closed_early)
      still_counts("site_closed", "est fermé", "mie.workforce.site_closed_before");
  }
}

void warn_of_workforce(Entity entity, Act const& act) {
  auto const* record = act.context.entity(entity);
  if (!record) return;
  auto const counted = counted_workforce(*record, act.context.rules(), act.context);
  if (counted.sites.empty()) {
    act.verdict.warn("workforce_missing",
                     "Aucun effectif SAE n'est déclaré pour l'entité " + entity.text() +
                         " sur les années retenues : son plafond est nul.",
                     act.rule("mie.workforce.none"));
  }
  warn_of_sites(entity, counted, act);
}

void require_after_request(Act const& act) {
  auto const exchange = last_exchange(act.state.complements);
  require_after_all({{act.state.requested, "la demande de financement"},
                     {exchange, "l'échange sur les compléments"}},
                    ReasonCode::not_allowed_now, act.rule("mie.competent_ars"), act.context,
                    act.verdict);
}

/// What was asked for or given before the attestation is written down after it, and moves nothing.
void warn_of_attestation_since(Campaign const& campaign, Act const& act) {
  act.verdict.warn("attested_meanwhile",
                   "La campagne est attestée depuis, le " + to_french(campaign.attested->day()) +
                       " : cet échange s'inscrit à sa date et ne change rien à l'attestation.",
                   act.rule("mie.instruction.order"));
}

void check_exchange_on_request(bool asking, Act const& act) {
  auto const& [state, body, context, verdict] = act;
  auto const& rule = act.rule("mie.competent_ars");
  bool const late = came_before(state.decided, context);
  bool const second = asking && !state.decided && is_awaited(state.complements);
  if (!late && !second && !next_phase(state.request, body.index())) {
    return act.refuse_now("la demande", state.request);
  }
  if (late) warn_of_decision_since(*state.decided, rule, verdict);
  require_after({state.requested, "la demande de financement"}, ReasonCode::not_allowed_now, rule,
                context, verdict);
  require_room(asking, state.complements, rule, context, verdict);
}

/// A complement is asked for, and given, in the request or in the campaign of a year.
void check_exchange(std::optional<CampaignYear> year, Act const& act) {
  bool const asking = std::holds_alternative<ComplementRequested>(act.body);
  if (!year) return check_exchange_on_request(asking, act);
  auto const* campaign = act.state.campaign(*year);
  auto const phase = campaign_phase(act.state, *year);
  bool const second = asking && campaign && is_awaited(campaign->complements);
  bool const attested = campaign && campaign->attested;
  if (attested && !precedes_attestation(*campaign, act)) {
    return refuse_after_attestation(asking ? "la demande faite" : "la réponse reçue", *campaign,
                                    act);
  }
  if (attested) {
    warn_of_attestation_since(*campaign, act);
  } else if (!second && !next_phase(phase, act.body.index())) {
    return act.refuse_now("la campagne", phase);
  }
  require_after_declaration(*campaign, act);
  require_room(asking, campaign->complements, act.rule("mie.instruction.order"), act.context,
               act.verdict);
}

/// The texts have the convention follow the validation, without a sanction.
void warn_of_early_convention(ConventionSigned const& e, Act const& act) {
  if (!act.state.decided || e.signed_on >= act.state.decided->day()) return;
  act.verdict.warn("convention_early",
                   "La convention est signée le " + to_french(e.signed_on) +
                       ", avant la validation de la demande par l'ARS, le " +
                       to_french(act.state.decided->day()) + " : elle doit la suivre.",
                   act.rule("mie.convention.date_is"));
}

/// Says what is left to do where a decision was written down the wrong way round.
void refuse_decision(Act const& act) {
  act.refuse_now("la demande", act.state.request);
  auto& message = act.verdict.reasons().back().message;
  bool const rejecting = std::holds_alternative<RequestRejected>(act.body);
  if (rejecting && act.state.request == RequestPhase::validated) {
    message +=
        " Validée par erreur, elle n'ouvre droit à rien tant que les deux parties n'ont pas signé "
        "la convention.";
  } else if (!rejecting && act.state.request == RequestPhase::rejected) {
    message +=
        " Le sens d'une décision ne se corrige pas : enregistré par erreur, un rejet demeure dans "
        "ce dossier.";
  }
}

bool fits_party(Party party, Role role) { return (party == Party::ans) == (role == Role::ans); }

}  // namespace

bool has_validated_candidacy(Entity entity, View const& view) {
  return std::ranges::any_of(view.candidacies_covering(entity), [&](Dossier const* dossier) {
    return candidacy_of(dossier).validated_at(view.at());
  });
}

void check(FundingRequested const& e, Act const& act) {
  if (!next_phase(act.state.request, act.body.index())) {
    act.refuse_now("la demande", act.state.request);
  }
  act.context.require_window("mie.request", "Le guichet des demandes de financement", act.verdict);
  check_applicant(e.beneficiary, e.entities, act.context, act.verdict);
  for (auto const entity : e.entities) {
    require_candidacy(entity, act);
    refuse_second_request(entity, act);
    warn_of_workforce(entity, act);
  }
}

void check(RequestValidated const&, Act const& act) {
  if (!next_phase(act.state.request, act.body.index())) return refuse_decision(act);
  require_after_request(act);
  // A candidacy may have been withdrawn since the request.
  for (auto const entity : act.state.entities) require_candidacy(entity, act);
}

void check(RequestRejected const&, Act const& act) {
  if (!next_phase(act.state.request, act.body.index())) return refuse_decision(act);
  require_after_request(act);
}

void check(ComplementRequested const& e, Act const& act) {
  check_exchange(e.year, act);
  if (e.due_on < act.context.day()) {
    act.verdict.refuse_field("data.due_on",
                             "L'échéance d'un complément ne peut précéder sa demande (" +
                                 to_french(act.context.day()) + ").",
                             act.rule("complement.default_days"));
  }
}

void check(ComplementReceived const& e, Act const& act) { check_exchange(e.year, act); }

void check(ConventionSigned const& e, Act const& act) {
  if (act.state.request != RequestPhase::validated) {
    act.refuse_now("la demande", act.state.request);
  } else if (!next_phase(act.state.convention, e.party)) {
    act.refuse_now("la convention", act.state.convention);
  }
  if (!fits_party(e.party, act.context.actor().role)) {
    act.verdict.refuse(ReasonCode::forbidden_role,
                       e.party == Party::ans
                           ? "La signature de l'ANS est enregistrée par l'ANS elle-même."
                           : "La signature du bénéficiaire est enregistrée par l'établissement ou "
                             "par Convergence.",
                       house_rule("roles"));
  }
  if (e.signed_on > act.context.day()) {
    act.verdict.refuse_field(
        "data.signed_on",
        "Une signature ne peut être postérieure à l'acte (" + to_french(act.context.day()) + ").",
        act.rule("mie.convention.date_is"));
  }
  warn_of_early_convention(e, act);
  if (act.state.request == RequestPhase::validated) warn_of_lost_candidacy(act);
  auto const limit = act.context.window("mie.convention");
  if (limit.closed(e.signed_on)) {
    act.verdict.warn("convention_late",
                     "La convention est signée le " + to_french(e.signed_on) +
                         ", après la date limite du " + to_french(*limit.closes_on) + ".",
                     act.rule("mie.convention.late"));
  }
}

void warn_of_lost_candidacy(Act const& act) {
  for (auto const entity : act.state.entities) {
    if (has_validated_candidacy(entity, act.context)) continue;
    act.verdict.warn("candidacy_lost",
                     "La candidature HospiConnect de l'entité " + entity.text() +
                         " n'est plus validée (retirée ou rejetée) : vérifiez qu'elle peut encore "
                         "être financée.",
                     act.rule("mie.eligibility.candidacy"));
  }
}

void require_convention(Act const& act) {
  constexpr auto source = "004_216ae045a3483cc5, Instruction des candidatures";
  if (act.state.convention == ConventionPhase::signed_) {
    if (act.context.day() >= *act.state.last_signature_on) return;
    act.verdict.refuse(ReasonCode::convention_missing,
                       "La convention n'est signée par les deux parties que le " +
                           to_french(*act.state.last_signature_on) + ", après l'acte, du " +
                           to_french(act.context.day()) + ".",
                       "mie.convention", source);
    return;
  }
  act.verdict.refuse(
      ReasonCode::convention_missing,
      "La convention entre le bénéficiaire et l'ANS n'est pas signée par les deux parties : " +
          std::string{label_of(act.state.convention)} + ".",
      "mie.convention", source);
}

}  // namespace probant::mie
