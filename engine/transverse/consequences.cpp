#include "engine/transverse/consequences.hpp"

#include <algorithm>
#include <set>

#include "engine/aap/amounts.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/recovery/target.hpp"
#include "engine/rules/counted.hpp"
#include "engine/rules/house_rules.hpp"
#include "engine/transverse/unknown.hpp"
#include "events/codec/computed.hpp"
#include "events/codec/patch.hpp"

namespace probant {
namespace {

using transverse::CorrectionRecorded;

/// The event as it will be read once it is corrected.
std::optional<Event> as_corrected(CorrectionRecorded const& correction, Event const& event) {
  auto corrected = apply_corrections(event, correction.corrections);
  auto* better = std::get_if<Event>(&corrected);
  if (better == nullptr) return std::nullopt;
  if (correction.recomputed) {
    set_computed(*better, *correction.recomputed, correction.explanation);
  }
  return std::move(*better);
}

/// Whether money or a category can move with the register, or with the dossier itself.
bool has_stakes(Dossier const& dossier) {
  if (auto const* recovery = std::get_if<RecoveryState>(&dossier.state)) {
    return recovery->first_withdrawal.has_value();
  }
  if (auto const* funding = std::get_if<MieState>(&dossier.state)) {
    bool const attested = std::ranges::any_of(
        funding->campaigns, [](auto const& one) { return one.second.attested.has_value(); });
    return attested || !funding->payments.empty() || !funding->cards.empty();
  }
  auto const* project = std::get_if<AapState>(&dossier.state);
  return project && project->project && project->phase != ProjectPhase::withdrawn &&
         project->phase != ProjectPhase::not_selected;
}

std::vector<DossierId> concerned(Dossier const& corrected, World const& world) {
  std::vector<DossierId> found;
  auto const add = [&found](Dossier const& one) {
    if (has_stakes(one)) found.push_back(one.id);
  };
  if (auto const* record = std::get_if<RegisterState>(&corrected.state)) {
    for (auto const* one : standing_on(corrected.id, *record, world)) add(*one);
  } else {
    add(corrected);
  }
  return found;
}

/// How many objectives of the attested campaigns are declared not achieved.
std::int64_t missed_objectives(MieState const& state) {
  std::int64_t count = 0;
  for (auto const& [year, campaign] : state.campaigns) {
    if (campaign.phase != CampaignPhase::certified || !campaign.declaration) continue;
    count += std::ranges::count(campaign.declaration->objectives, false,
                                [](auto const& one) { return bool{one.achieved}; });
  }
  return count;
}

/// Two looks at one dossier: as things stand, and with the correction.
struct Comparison {
  DossierId const& id;
  View before;
  View after;
};

std::string from_to(std::string_view what, std::optional<Money> before,
                    std::optional<Money> after) {
  auto const text = [](std::optional<Money> amount) {
    return amount ? to_french(*amount) : std::string{"inconnu"};
  };
  return std::string{what} + " : " + text(after) + " (avant : " + text(before) + ")";
}

/// The attestation stays: what it rested on is no more as it was declared.
void compare_objectives(MieState const& was, MieState const& is, Comparison const& both,
                        Verdict& verdict) {
  if (missed_objectives(is) <= missed_objectives(was)) return;
  verdict.warn("objective_not_achieved",
               "Avec cette correction, " + both.id.text() +
                   " a une atteinte attestée dont tous les objectifs ne sont pas déclarés "
                   "atteints : l'attestation demeure, et ce qui a été payé peut être à recouvrer "
                   "(objectives_not_met, ou false_declaration).",
               both.after.rules().parameter("mie.attainment.test"));
}

void compare(MieState const& was, MieState const& is, Comparison const& both, Verdict& verdict) {
  compare_objectives(was, is, both, verdict);
  if (cancels_more_than_ordered(is) && !cancels_more_than_ordered(was)) {
    verdict.refuse_field("data.corrections",
                         "Avec cette correction (data.corrections), plus de cartes seraient "
                         "annulées dans " +
                             both.id.text() +
                             " que commandées sous la même référence : corrigez aussi, d'abord, "
                             "l'annulation.",
                         both.after.rules().parameter("mie.cards.counted_when"));
  }
  auto const before = known_figures(was, both.before);
  auto const after = known_figures(is, both.after);
  auto const amount = [](Figures const& all, Figure figure) {
    return amount_of(all, figure).value_or(Money{});
  };
  auto const overpaid = amount(after, Figure::overcompensation_cents);
  auto const overpaid_before = amount(before, Figure::overcompensation_cents);
  auto const excess = excess_to_recover(is, both.after).value_or(Money{});
  auto const known = excess_to_recover(was, both.before).value_or(Money{});
  auto const figures = from_to("droit acquis", amount_of(before, Figure::entitlement_cents),
                               amount_of(after, Figure::entitlement_cents));
  auto const& rule = both.after.rules().parameter("mie.overcompensation.basis");
  if (excess > known) {
    verdict.warn("correction_overpays",
                 "Avec cette correction, " + both.id.text() + " a reçu plus que dû. " +
                     from_to("Trop-versé", known, excess) + ", " + figures +
                     ". Une échéance de recouvrement y est ouverte.",
                 rule);
    return;
  }
  auto const taken = withdrawn_overcompensation(both.id, both.after, Explainer{Tracing::off}).value;
  if (overpaid < overpaid_before && overpaid < taken) {
    verdict.warn("above_overcompensation",
                 "Avec cette correction, la surcompensation de " + both.id.text() +
                     " n'est plus que de " + to_french(overpaid) + " (avant : " +
                     to_french(overpaid_before) + "), alors que " + to_french(taken) +
                     " en sont retirés : une remise ou un jugement peut réduire ce qui est dû.",
                 rule);
    return;
  }
  if (overpaid > overpaid_before) {
    verdict.warn("cards_after_payment",
                 "Avec cette correction, " + from_to("surcompensation", overpaid_before, overpaid) +
                     " dans " + both.id.text() +
                     " : l'écart tient aux cartes commandées après un paiement et se déduit des "
                     "suivants ; à lui seul, il n'est pas un indu.",
                 both.after.rules().parameter("mie.cards.after_payment"));
  }
  auto const ordered = ordered_in_excess(is, both.after);
  if (ordered <= ordered_in_excess(was, both.before) || !excess.is_zero()) return;
  verdict.warn("order_above_due",
               "Avec cette correction, " + to_french(ordered) + " sont ordonnancés au-delà du dû " +
                   "dans " + both.id.text() + " : " + figures +
                   ". Vérifiez avant de payer : l'excédent serait à recouvrer.",
               rule);
}

/// The first withdrawal was decided before the establishment was heard, or its time was over.
bool is_premature(RecoveryState const& state) {
  if (!state.first_withdrawal || !state.respond_by) return false;
  auto const& decided = *state.first_withdrawal;
  bool const heard = state.observations && state.observations->occurred_at <= decided.occurred_at;
  return !heard && decided.day() <= *state.respond_by;
}

/// Of a recovery that is closed too: what is due is then collected, or given back, as before.
void compare(RecoveryState const& was, RecoveryState const& is, Comparison const& both,
             Verdict& verdict) {
  auto const beyond = [](RecoveryState const& one) {
    return at_least_zero(one.total_withdrawn() - one.claimed);
  };
  if (beyond(is) > beyond(was)) {
    verdict.refuse_field("data.corrections",
                         "Avec cette correction (data.corrections), le retrait de " +
                             to_french(is.total_withdrawn()) + " décidé dans " + both.id.text() +
                             " dépasserait la somme réclamée à l'ouverture, " +
                             to_french(is.claimed) + " : corrigez d'abord le retrait.",
                         house_rule("recovery.amounts"));
  }
  if (is_premature(is) && !is_premature(was)) {
    verdict.warn(
        "contradictory_procedure_pending",
        "Avec cette correction, le retrait du " + to_french(is.first_withdrawal->day()) + " dans " +
            both.id.text() + " est décidé avant la fin du délai donné à l'établissement, le " +
            to_french(*is.respond_by) + " : il demeure, mais un juge peut l'annuler pour ce motif.",
        governing_rule("recovery.steps", is.against, both.after));
  }
  if (was.outstanding() == is.outstanding()) return;
  verdict.warn(
      "correction_changes_debt",
      "Avec cette correction, " +
          from_to("reste dû (à restituer si négatif)", was.outstanding(), is.outstanding()) +
          " dans " + both.id.text() + ".",
      house_rule("recovery.amounts"));
}

std::string named(ProjectCeiling const& ceiling) {
  return std::string{name_of(ceiling.category)} + ", " + to_french(ceiling.amount.value);
}

/// The decision stays: what it rested on is no more as the proofs said.
void compare_proofs(AapState const& was, AapState const& is, Comparison const& both,
                    Verdict& verdict) {
  bool const more = is.missed_targets.size() > was.missed_targets.size();
  if (!more || is.phase != ProjectPhase::attained) return;
  auto const& second = is.instalments[1];
  verdict.warn("target_not_achieved",
               "Avec cette correction, les preuves de " + both.id.text() +
                   " disent non atteintes " +
                   counted(static_cast<std::int64_t>(is.missed_targets.size()), "cible", "cibles") +
                   " dont l'atteinte est validée" +
                   (second.ordered ? ", et la seconde tranche, " + to_french(second.amount) +
                                         ", est " + std::string{label_of(second.phase)}
                                   : std::string{}) +
                   " : la décision demeure, et ce qui est payé à tort peut être à recouvrer "
                   "(objectives_not_met, ou false_declaration).",
               both.after.rules().parameter("aap.second_instalment.rule"));
}

/// A project keeps the category found when it was filed, until its filing is corrected.
void compare(AapState const& was, AapState const& is, Comparison const& both, bool own,
             Verdict& verdict) {
  compare_proofs(was, is, both, verdict);
  auto const before = own ? project_ceiling(was, both.before, Tracing::off)
                          : ceiling_at_filing(was, both.before).value_or(ProjectCeiling{});
  auto const after = own ? project_ceiling(is, both.after, Tracing::off)
                         : ceiling_at_filing(is, both.after).value_or(before);
  if (before.category == after.category && before.amount.value == after.amount.value) return;
  auto text = "Avec cette correction, la catégorie de " + both.id.text() +
              " serait : " + named(after) + " au plus (avant : " + named(before) + ").";
  if (is.granted) text += " Octroyé : " + to_french(*is.granted) + ".";
  if (!own) {
    text += " Le dossier garde la catégorie constatée à son dépôt tant que celui-ci (position " +
            std::to_string(is.filed->position) + ") n'est pas corrigé.";
  }
  if (is.granted && *is.granted > after.amount.value) {
    text += " Le montant octroyé dépasse ce plafond : ce qui est payé de trop est à recouvrer.";
  }
  verdict.warn("category_changed", std::move(text),
               ceiling_parameter(both.after.rules(), after.category));
}

}  // namespace

std::vector<Dossier const*> standing_on(DossierId const& id, RegisterState const& state,
                                        World const& world) {
  std::vector<Dossier const*> found;
  auto const add = [&found](std::vector<Dossier const*> const& more) {
    found.insert(found.end(), more.begin(), more.end());
  };
  if (auto const entity = Entity::parse(id.reference)) {
    add(world.candidacies_covering(*entity));
    add(world.fundings_covering(*entity));
  }
  std::set<Pmsi> numbers;
  for (auto const& [pmsi, years] : state.activity) numbers.insert(pmsi);
  for (auto const& payment : state.usage_payments) numbers.insert(payment.pmsi);
  if (state.entity) {
    for (auto const& site : state.entity->sites) {
      if (site.pmsi) numbers.insert(*site.pmsi);
    }
  }
  for (auto const pmsi : numbers) add(world.projects_of(pmsi));
  std::ranges::sort(found, {}, [](Dossier const* one) { return one->id; });
  auto const twice = std::ranges::unique(found);
  found.erase(twice.begin(), twice.end());
  return found;
}

void warn_of_consequences(CorrectionRecorded const& correction, StoredFact const& fact,
                          Dossier const& dossier, World const& world, Context const& context,
                          Verdict& verdict) {
  auto const dossiers = concerned(dossier, world);
  if (dossiers.empty()) return;
  auto const event = as_corrected(correction, fact.event);
  if (!event) return;
  World after = world;
  after.replace(fact.with(*event));
  auto const at = std::max(context.occurred_at(), context.recorded_at());
  for (auto const& id : dossiers) {
    Comparison const both{id, View{world, id, at}, View{after, id, at}};
    if (auto const* funding = world.state<MieState>(id)) {
      compare(*funding, *after.state<MieState>(id), both, verdict);
    } else if (auto const* project = world.state<AapState>(id)) {
      compare(*project, *after.state<AapState>(id), both, id == dossier.id, verdict);
    } else if (auto const* recovery = world.state<RecoveryState>(id)) {
      compare(*recovery, *after.state<RecoveryState>(id), both, verdict);
    }
  }
}

}  // namespace probant
