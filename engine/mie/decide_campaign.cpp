#include <algorithm>
#include <ranges>
#include <set>
#include <tuple>

#include "engine/kernel/order_of_acts.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/mie/checks.hpp"
#include "engine/rules/counted.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant::mie {
namespace {

constexpr std::string_view declaration_named = "la déclaration d'atteinte";
constexpr std::string_view exchange_named = "l'échange sur les compléments";

/// The numbers, from 1, of the lines that satisfy a test.
template <class Test>
std::vector<std::size_t> lines_where(DeclarationTransmitted const& e, Test test) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < e.costs.size(); ++i) {
    if (test(e.costs[i])) numbers.push_back(i + 1);
  }
  return numbers;
}

void check_dates(DeclarationTransmitted const& e, Act const& act) {
  auto const day = act.context.day();
  auto const starts_on = act.context.rules().date("mie.eligibility.starts_on");
  auto const late = lines_where(e, [&](CostLine const& line) { return line.incurred_on > day; });
  if (!late.empty()) {
    act.verdict.refuse(ReasonCode::cost_outside_eligibility_period,
                       "Coûts engagés après le jour de la déclaration (" + to_french(day) +
                           "), lignes " + number_list(late) +
                           " : retirez-les, ils relèvent d'une campagne suivante.",
                       act.rule("mie.eligibility.starts_on"));
  }
  auto const early =
      lines_where(e, [&](CostLine const& line) { return line.incurred_on < starts_on; });
  if (!early.empty()) {
    act.verdict.warn("cost_before_period",
                     "Coûts engagés avant le " + to_french(starts_on) + ", lignes " +
                         number_list(early) + " : enregistrés mais non comptés.",
                     act.rule("mie.eligibility.starts_on"));
  }
  auto const ordered_early = lines_where(e, [&](CostLine const& line) {
    return line.incurred_on >= starts_on && line.ordered_on && *line.ordered_on < starts_on;
  });
  if (!ordered_early.empty()) {
    act.verdict.warn("cost_ordered_before_period",
                     "Coûts commandés avant le " + to_french(starts_on) + ", lignes " +
                         number_list(ordered_early) +
                         " : comptés d'après leur date d'engagement, à vérifier.",
                     act.rule("mie.costs.date_test"));
  }
}

/// What counts is the day the cost was incurred: the others are only read by who examines it.
void warn_of_days_to_come(DeclarationTransmitted const& e, Act const& act) {
  auto const day = act.context.day();
  auto const after = [day](std::optional<Date> const& date) { return date && *date > day; };
  auto const lines = lines_where(
      e, [&](CostLine const& line) { return after(line.ordered_on) || after(line.paid_on); });
  if (lines.empty()) return;
  act.verdict.warn("date_after_act",
                   "Coûts dits commandés ou payés après le jour de la "
                   "déclaration (" +
                       to_french(day) + "), lignes " + number_list(lines) + " : dates à vérifier.");
}

/// A line already declared for another year, compared by label, day and amount.
void warn_of_repeats(DeclarationTransmitted const& e, Act const& act) {
  using Key = std::tuple<std::string_view, Date, Money>;
  auto const key = [](CostLine const& line) {
    return Key{line.label.value, line.incurred_on, line.amount_cents};
  };
  std::set<Key> known;
  for (auto const& [year, campaign] : act.state.campaigns) {
    if (year == e.year.value || !campaign.declaration) continue;
    for (auto const& line : campaign.declaration->costs) known.insert(key(line));
  }
  auto const repeated =
      lines_where(e, [&](CostLine const& line) { return known.contains(key(line)); });
  if (repeated.empty()) return;
  act.verdict.warn("cost_declared_twice",
                   "Des lignes de même libellé, de même date et de même montant figurent déjà dans "
                   "la déclaration d'une autre année : lignes " +
                       number_list(repeated) + ". Un même coût n'est financé qu'une fois.");
}

/// A declaration is transmitted once: one without costs would leave nothing to be paid on.
void require_costs(DeclarationTransmitted const& e, Act const& act) {
  if (!e.costs.empty()) return;
  act.verdict.refuse_field("data.costs",
                           "Le détail des dépenses engagées doit être communiqué avec la "
                           "déclaration (data.costs) : sans dépense cette année, donnez une ligne "
                           "à 0 €.",
                           act.rule("mie.costs.categories"));
}

void check_contents(DeclarationTransmitted const& e, Act const& act) {
  auto const overfunded = lines_where(e, [](CostLine const& line) {
    return line.funded_elsewhere_cents.value_or(Money{}) > line.amount_cents;
  });
  if (!overfunded.empty()) {
    act.verdict.refuse_field(
        "data.costs.funded_elsewhere_cents",
        "La part financée par ailleurs dépasse le montant, lignes " + number_list(overfunded) + ".",
        act.rule("mie.costs.excluded"));
  }
  auto const& categories = act.context.rules().texts("mie.costs.categories");
  auto const unlisted = lines_where(e, [&](CostLine const& line) {
    return std::ranges::find(categories, line.category.value) == categories.end();
  });
  if (!unlisted.empty()) {
    act.verdict.warn("cost_category_unlisted",
                     "Catégories de coûts qui ne sont pas dans la liste de référence, lignes " +
                         number_list(unlisted) + ".",
                     act.rule("mie.costs.categories"));
  }
}

bool all_achieved(DeclarationTransmitted const& e) {
  return std::ranges::all_of(e.objectives, &ObjectiveAttainment::achieved);
}

void warn_unless_achieved(DeclarationTransmitted const& e, Act const& act) {
  if (all_achieved(e)) return;
  act.verdict.warn("objective_not_achieved",
                   "Tous les objectifs de la campagne " + std::to_string(e.year.value) +
                       " ne sont pas déclarés atteints ; ils doivent l'être pour que l'atteinte "
                       "soit attestée.",
                   act.rule("mie.attainment.test"));
}

/// Against the objectives of annexe 1, once the rulebook has them.
void check_objectives(DeclarationTransmitted const& e, Act const& act) {
  auto const& expected = act.context.rules().texts("mie.objectives");
  if (expected.empty()) return;
  auto const& rule = act.rule("mie.objectives");
  std::size_t number = 0;
  for (auto const& objective : e.objectives) {
    ++number;
    if (std::ranges::find(expected, objective.code.value) != expected.end()) continue;
    act.verdict.warn("objective_unlisted",
                     "L'objectif n° " + std::to_string(number) +
                         " de la déclaration n'est pas un objectif de l'annexe 1.",
                     rule);
  }
  for (auto const& code : expected) {
    bool const given = std::ranges::any_of(
        e.objectives, [&](ObjectiveAttainment const& one) { return one.code.value == code; });
    if (given) continue;
    act.verdict.warn("objective_missing",
                     "La déclaration ne dit rien de l'objectif « " + code + " ».", rule);
  }
}

/// "1, 3": the objectives declared not achieved.
std::string missed_objectives(Campaign const& campaign) {
  std::string missed;
  std::size_t number = 0;
  for (auto const& objective : campaign.declaration->objectives) {
    ++number;
    if (!objective.achieved) add_number(missed, number);
  }
  return missed;
}

/// ANS attests what is declared achieved; a wrong declaration is corrected first.
void require_achieved(Campaign const& campaign, Act const& act) {
  auto const missed = missed_objectives(campaign);
  if (missed.empty()) return;
  act.verdict.refuse(
      ReasonCode::not_allowed_now,
      "L'atteinte ne peut être attestée : sont déclarés non atteints les objectifs n° " + missed +
          ". Attestez la non-atteinte ou, si la déclaration est erronée, "
          "enregistrez d'abord sa correction.",
      act.rule("mie.attainment.test"));
}

void warn_against_opinion(Date given_on, bool attained, Act const& act) {
  act.verdict.warn(attained ? "certified_against_opinion" : "denied_against_opinion",
                   std::string{"L'ARS a rendu un avis "} +
                       (attained ? "défavorable" : "favorable") + " le " + to_french(given_on) +
                       " : " + (attained ? "l'atteinte" : "la non-atteinte") +
                       " est attestée malgré cet avis.",
                   act.rule("mie.instruction.order"));
}

/// The opinion of the ARS comes first, and does not bind ANS. One whose content is erased says
/// nothing any more.
void warn_of_opinion(Campaign const& campaign, bool attained, Act const& act) {
  auto const& rule = act.rule("mie.instruction.order");
  if (!campaign.opinion) {
    act.verdict.warn("ars_opinion_missing",
                     "Aucun avis de l'ARS n'est enregistré sur cette déclaration : l'ARS instruit "
                     "la première.",
                     rule);
    return;
  }
  if (campaign.opinion_favourable.value_or(attained) != attained) {
    warn_against_opinion(campaign.opinion->day(), attained, act);
  }
}

/// The ARS, then ANS instruct what was declared, with what they asked for: it all comes before.
void require_after_instruction(std::int64_t year, Act const& act) {
  auto const* campaign = act.state.campaign(year);
  if (!campaign) return;
  auto const exchange = last_exchange(campaign->complements);
  require_after_all({{campaign->declared, declaration_named},
                     {campaign->opinion, "l'avis de l'ARS"},
                     {exchange, exchange_named}},
                    ReasonCode::not_allowed_now, act.rule("mie.instruction.order"), act.context,
                    act.verdict);
}

/// After the declaration, and not while a complement was awaited.
void require_outside_exchanges(Campaign const& campaign, Act const& act) {
  require_after_declaration(campaign, act);
  for (auto const& one : campaign.complements) {
    if (act.context.occurred_at() < one.requested.occurred_at) continue;
    if (!one.received) {
      act.verdict.refuse(ReasonCode::not_allowed_now,
                         "Un complément est attendu depuis le " + to_french(one.requested.day()) +
                             " : l'avis se rend une fois qu'il est reçu. Rendu avant cette "
                             "demande, il s'inscrit à sa date (occurred_at).",
                         act.rule("mie.instruction.order"));
    }
    require_after({one.received, exchange_named}, ReasonCode::not_allowed_now,
                  act.rule("mie.instruction.order"), act.context, act.verdict);
  }
}

/// It takes effect on its own day; what it says was written while something was still asked for.
void warn_of_signature_meanwhile(Campaign const& campaign, Date signed_on, Act const& act) {
  for (auto const& one : campaign.complements) {
    bool const asked = one.requested.day() < signed_on;
    if (!asked || (one.received && signed_on >= one.received->day())) continue;
    act.verdict.warn("signed_before_matter",
                     "L'avis est signé le " + to_french(signed_on) +
                         " (data.decision.signed_on), alors que le complément demandé le " +
                         to_french(one.requested.day()) + " n'était pas reçu : vérifiez sa date.",
                     act.rule("mie.instruction.order"));
  }
}

void refuse_second_opinion(Campaign const& campaign, Act const& act) {
  act.verdict.refuse(ReasonCode::not_allowed_now,
                     "L'avis de l'ARS sur cette déclaration est déjà rendu, le " +
                         to_french(campaign.opinion->day()) +
                         " : il n'y en a qu'un. S'il est mal saisi, enregistrez sa correction "
                         "(dossier.correction_recorded).",
                     act.rule("mie.instruction.order"));
}

/// An attestation is final, whichever way it went.
void check_attestation(std::int64_t year, Act const& act) {
  auto const phase = campaign_phase(act.state, year);
  if (phase == CampaignPhase::certified || phase == CampaignPhase::denied) {
    act.verdict.refuse(ReasonCode::attainment_final,
                       "La campagne " + std::to_string(year) + " est close : " +
                           std::string{label_of(phase)} + ". L'attestation est définitive.",
                       house_rule("mie.attainment"));
  } else if (!next_phase(phase, act.body.index())) {
    act.refuse_now("la campagne", phase);
  } else {
    require_after_instruction(year, act);
  }
}

}  // namespace

CampaignPhase campaign_phase(MieState const& state, std::int64_t year) {
  auto const* campaign = state.campaign(year);
  return campaign ? campaign->phase : CampaignPhase::none;
}

bool precedes_attestation(Campaign const& campaign, Act const& act) {
  return campaign.attested && act.context.occurred_at() < campaign.attested->occurred_at;
}

void refuse_after_attestation(std::string_view what, Campaign const& campaign, Act const& act) {
  act.verdict.refuse(ReasonCode::not_allowed_now,
                     "L'attestation du " + to_french(campaign.attested->occurred_at) +
                         " clôt l'instruction : ne s'inscrit plus que " + std::string{what} +
                         " avant elle, à sa date (occurred_at).",
                     act.rule("mie.instruction.order"));
}

void require_after_declaration(Campaign const& campaign, Act const& act) {
  require_after({campaign.declared, declaration_named}, ReasonCode::not_allowed_now,
                act.rule("mie.instruction.order"), act.context, act.verdict);
}

void warn_of_missed_objectives(Act const& act) {
  for (auto const& [year, campaign] : act.state.campaigns) {
    if (campaign.phase != CampaignPhase::certified || !campaign.declaration) continue;
    auto const missed = missed_objectives(campaign);
    if (missed.empty()) continue;
    act.verdict.warn("objective_not_achieved",
                     "L'atteinte " + std::to_string(year) +
                         " est attestée alors que la déclaration, corrigée depuis, dit non "
                         "atteints les objectifs n° " +
                         missed +
                         ". Vérifiez avant de payer : ce qui l'est à tort serait à "
                         "recouvrer (objectives_not_met, ou false_declaration).",
                     act.rule("mie.attainment.test"));
  }
}

std::string number_list(std::vector<std::size_t> const& numbers) {
  constexpr std::size_t most = 20;
  std::string text;
  for (auto const number : numbers | std::views::take(most)) {
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  }
  if (numbers.size() > most) {
    auto const rest = static_cast<std::int64_t>(numbers.size() - most);
    text += "… et " + counted(rest, "autre", "autres");
  }
  return text;
}

void check(DeclarationTransmitted const& e, Act const& act) {
  auto const year = std::to_string(e.year.value);
  act.context.require_window("mie.declaration." + year, "Le guichet des déclarations " + year,
                             act.verdict);
  if (act.state.request != RequestPhase::validated) {
    act.refuse_now("la demande", act.state.request);
  }
  require_convention(act);
  auto const phase = campaign_phase(act.state, e.year);
  if (phase == CampaignPhase::denied) {
    act.verdict.refuse(ReasonCode::attainment_final,
                       "La non-atteinte de la campagne " + year +
                           " est attestée : aucune nouvelle déclaration n'est recevable pour "
                           "cette année.",
                       house_rule("mie.attainment"));
  } else if (phase != CampaignPhase::none) {
    act.verdict.refuse(ReasonCode::declaration_already_transmitted,
                       "La déclaration " + year +
                           " est déjà transmise : le dépôt se fait en une seule transmission, les "
                           "éléments nouveaux se fournissent en complément.",
                       act.rule("mie.declaration.transmissions"));
  }
  check_dates(e, act);
  warn_of_days_to_come(e, act);
  require_costs(e, act);
  check_contents(e, act);
  check_objectives(e, act);
  warn_of_repeats(e, act);
  warn_unless_achieved(e, act);
}

// An opinion says what the ARS thought when it gave it: what was asked for after it, or attested
// since, may be written down before.
void check(ArsOpinionGiven const& e, Act const& act) {
  auto const phase = campaign_phase(act.state, e.year);
  auto const* campaign = act.state.campaign(e.year);
  if (campaign && campaign->opinion) return refuse_second_opinion(*campaign, act);
  bool const attested = campaign && campaign->attested;
  if (!attested && !next_phase(phase, act.body.index())) {
    return act.refuse_now("la campagne", phase);
  }
  if (attested && !precedes_attestation(*campaign, act)) {
    return refuse_after_attestation("l'avis rendu", *campaign, act);
  }
  require_outside_exchanges(*campaign, act);
  warn_of_signature_meanwhile(*campaign, e.decision.signed_on, act);
  bool const attained = phase == CampaignPhase::certified;
  if (attested && e.favourable != attained) {
    warn_against_opinion(act.context.day(), attained, act);
  }
}

void check(AttainmentCertified const& e, Act const& act) {
  check_attestation(e.year, act);
  auto const* campaign = act.state.campaign(e.year);
  if (!campaign || !campaign->declaration) return;
  if (next_phase(campaign->phase, act.body.index())) require_achieved(*campaign, act);
  warn_of_opinion(*campaign, true, act);
  warn_of_repeats(*campaign->declaration, act);
}

void check(AttainmentDenied const& e, Act const& act) {
  check_attestation(e.year, act);
  auto const* campaign = act.state.campaign(e.year);
  if (campaign && campaign->declaration) warn_of_opinion(*campaign, false, act);
}

}  // namespace probant::mie
