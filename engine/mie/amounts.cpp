#include "engine/mie/amounts.hpp"

#include <algorithm>
#include <ranges>

#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/mie/ceiling.hpp"
#include "engine/mie/costs.hpp"
#include "engine/recovery/target.hpp"

namespace probant {
namespace {

using Amount = Explained<Money>;
using Known = std::optional<Amount>;

constexpr std::string_view due_when_controlled = "Montant dû des campagnes contrôlées";

bool is_certified(Campaign const& campaign) { return campaign.phase == CampaignPhase::certified; }

/// The certified campaign attested last; nothing when none is.
Campaign const* last_certified(MieState const& state) {
  Campaign const* last = nullptr;
  for (auto const& [year, campaign] : state.campaigns) {
    if (!is_certified(campaign) || !campaign.attested) continue;
    if (!last || precedes(*last->attested, *campaign.attested)) last = &campaign;
  }
  return last;
}

/// The request as it stood before its last attestations, as far as these were given under the same
/// rules; nothing when all were.
std::optional<MieState> before_new_rules(MieState const& state, View const& view) {
  auto const& rules = settled_rules(state, view);
  auto const under_others = [&](Campaign const& campaign) {
    return is_certified(campaign) && campaign.attested &&
           &view.at_act(*campaign.attested).rules() != &rules;
  };
  if (std::ranges::none_of(state.campaigns | std::views::values, under_others)) return {};
  auto earlier = state;
  while (auto const* last = last_certified(earlier)) {
    if (under_others(*last)) break;
    for (auto& [year, campaign] : earlier.campaigns) {
      if (&campaign == last) campaign.phase = CampaignPhase::declared;
    }
  }
  return earlier;
}

/// Every figure of one funding request, each asked for once or more.
class Calculation {
 public:
  Calculation(MieState const& state, View const& view, Tracing tracing)
      : state_(state),
        view_(view),
        rules_(settled_rules(state, view)),
        explain_(tracing),
        ceiling_(ceiling_of(state, view, rules_, explain_)) {}

  Ceiling const& ceiling() const { return ceiling_; }

  Known declared() const {
    if (nothing_declared()) return std::nullopt;
    std::vector<Amount> campaigns;
    for (auto const& [year, campaign] : state_.campaigns) {
      if (!campaign.declaration) continue;
      Money total;
      for (auto const& line : campaign.declaration->costs) total += line.amount_cents;
      auto const label = [y = year] { return "Coûts déclarés en " + std::to_string(y); };
      campaigns.push_back(explain_.from_event(label, total, campaign.declared->position));
    }
    return explain_.sum("Coûts déclarés", std::move(campaigns));
  }

  Known eligible() const {
    if (nothing_declared()) return std::nullopt;
    return costs("Coûts éligibles", [](Campaign const&) { return true; });
  }

  Known recognised() const {
    if (!state_.conclusion) return std::nullopt;
    auto const& conclusion = *state_.conclusion;
    auto const label = "Coûts reconnus à l'issue du contrôle";
    if (conclusion.concluded) {
      return explain_.from_event(label, conclusion.recognised_costs,
                                 conclusion.concluded->position);
    }
    return explain_.under_rule(label, conclusion.recognised_costs, rules_,
                               "mie.overcompensation.basis");
  }

  Known entitlement() const {
    if (!last_certified(state_)) {
      return explain_.under_rule("Droit acquis : aucune campagne attestée", Money{}, rules_,
                                 "mie.advance");
    }
    return acquired(within_ceiling("Droit acquis", lawful_costs()));
  }

  Amount ordered(std::string_view title = "Ordonnancé") const {
    std::vector<Amount> payments;
    for (auto const& payment : state_.payments) {
      auto const label = [&] { return "Ordre de paiement " + payment.order_reference; };
      payments.push_back(explain_.from_event(label, payment.amount, payment.ordered.position));
    }
    return explain_.sum(title, std::move(payments));
  }

  Amount paid() const {
    return executed("Payé", [](MiePayment const&) { return true; });
  }

  /// What was ordered since a control, beyond what it found due, awaits the next one: an order pays
  /// all that is attested, whatever campaign it names.
  Known unverified() const {
    if (!state_.conclusion) return paid();
    auto due = within_ceiling(due_when_controlled, recognised_and_eligible());
    if (!due) return std::nullopt;
    auto const later = [&](MiePayment const& payment) {
      return !precedes_control(payment.ordered);
    };
    auto amount = explain_.smallest(
        "Payé non contrôlé", executed("Payé sur les ordres postérieurs au contrôle", later),
        above("Payé au-delà des campagnes contrôlées", paid(), *std::move(due)));
    return explain_.by_rule(std::move(amount), rules_, "mie.control.attestation");
  }

  /// What was paid is held against the whole scheme's lawful costs: a campaign attested since a
  /// control makes up for what that control found, except for what was withdrawn, which is paid
  /// back.
  Known overcompensation() const {
    auto lawful = state_.conclusion
                      ? acquired(within_ceiling("Montant dû au vu du contrôle", lawful_costs()))
                      : entitlement();
    if (!lawful) return std::nullopt;
    auto const title = overcompensation_title();
    auto excess = above(title, paid(), *std::move(lawful));
    auto taken = withdrawn();
    if (certified_since_control() && !taken.value.is_zero()) {
      excess = explain_.largest(
          title, std::move(excess),
          explain_.smallest("Surcompensation déjà retirée", std::move(taken), found_by_control()));
    }
    return explain_.by_rule(std::move(excess), rules_, "mie.overcompensation.basis");
  }

  /// Entitlement less what was ordered and is not to be paid back as overcompensation: in all, no
  /// more is left to the beneficiary than it is entitled to.
  Known payable() const {
    auto entitled = entitlement();
    if (!entitled) return std::nullopt;
    auto const excess = kept_from_what_follows();
    auto const title = excess.is_zero() ? std::string{"Ordonnancé"}
                                        : "Ordonnancé, dont " + to_french(excess) +
                                              " au-delà de ce qui était dû, retenus ici";
    auto kept = ordered(title);
    if (auto taken = withdrawn(); !taken.value.is_zero()) {
      kept = explain_.by_rule(explain_.difference("Ordonnancé, moins la surcompensation retirée",
                                                  std::move(kept), std::move(taken)),
                              rules_, "mie.overcompensation.basis");
    }
    auto amount = explain_.difference("Montant à payer", *std::move(entitled), std::move(kept));
    return explain_.by_rule(std::move(amount), rules_, "mie.payable.rule");
  }

  /// Of what was ordered beyond what is due, what nobody takes back.
  Money kept_from_what_follows() const {
    return at_least_zero(ordered_beyond_due().value - withdrawn().value);
  }

  /// Taken back of what was ordered beyond what is due: as overcompensation, and for whatever other
  /// cause as far as there is an excess. What is taken back beyond it is lost to the beneficiary.
  Amount withdrawn() const {
    auto const funding = DossierId::of(DossierKind::mie, state_.beneficiary);
    auto taken = withdrawn_overcompensation(funding, view_, explain_);
    auto others = withdrawn_otherwise(funding, view_, explain_);
    if (others.value.is_zero()) return taken;
    auto left = explain_.at_least_zero(
        "Excédent non retiré comme surcompensation",
        explain_.difference("Excédent moins surcompensation retirée", ordered_beyond_due(), taken));
    auto counted = explain_.smallest("Retiré pour une autre cause, dans la limite de l'excédent",
                                     std::move(others), std::move(left));
    if (counted.value.is_zero()) return taken;
    std::vector<Amount> both;
    both.push_back(std::move(taken));
    both.push_back(std::move(counted));
    return explain_.sum("Retiré de ce qui dépassait le dû", std::move(both));
  }

 private:
  bool nothing_declared() const {
    return std::ranges::none_of(state_.campaigns | std::views::values,
                                [](Campaign const& one) { return one.declaration.has_value(); });
  }

  /// One being concluded does so at the view's instant.
  bool precedes_control(Happening const& act) const {
    auto const& concluded = state_.conclusion->concluded;
    return concluded ? precedes(act, *concluded) : act.occurred_at <= view_.at();
  }
  /// A control compares what was paid with the costs, and costs are known once declared: it covers
  /// all that was declared before it concluded, whether attested already or later.
  bool is_controlled(Campaign const& campaign) const {
    return state_.conclusion && campaign.declared && precedes_control(*campaign.declared);
  }
  bool is_certified_since(Campaign const& campaign) const {
    return state_.conclusion && is_certified(campaign) && !is_controlled(campaign);
  }
  bool certified_since_control() const {
    return std::ranges::any_of(state_.campaigns | std::views::values,
                               [&](Campaign const& one) { return is_certified_since(one); });
  }

  std::string overcompensation_title() const {
    if (explain_.tracing() == Tracing::off) return {};
    auto const whole = Calculation{state_, view_, Tracing::off}.overcompensation();
    auto const to_recover = excess_to_recover(state_, view_);
    if (!whole || whole->value == to_recover.value_or(whole->value)) return "Surcompensation";
    return "Surcompensation, dont " + to_french(whole->value - *to_recover) +
           " tiennent aux cartes commandées après un paiement : à déduire des suivants";
  }

  /// By the attestations that the last order paid: what was attested since makes up for it first.
  Amount ordered_beyond_due() const {
    auto const title = "Ordonnancé au-delà du dû au dernier ordre";
    if (state_.payments.empty()) return explain_.sum(title, std::vector<Amount>{});
    auto earlier = state_;
    for (auto& [year, campaign] : earlier.campaigns) {
      bool const since = is_certified(campaign) && campaign.attested &&
                         precedes(state_.payments.back().ordered, *campaign.attested);
      if (since) campaign.phase = CampaignPhase::declared;
    }
    auto due = Calculation{earlier, view_, explain_.tracing()}.entitlement();
    if (!due) return explain_.sum(title, std::vector<Amount>{});
    return explain_.at_least_zero(
        title, explain_.difference("Ordonnancé moins dû", ordered(), *std::move(due)));
  }

  Amount above(std::string_view label, Amount paid, Amount due) const {
    return explain_.at_least_zero(
        label, explain_.difference("Payé au-delà du dû", std::move(paid), std::move(due)));
  }

  /// Paid on what was ordered before the control, beyond what it recognised.
  Amount found_by_control() const {
    auto const earlier = [&](MiePayment const& payment) {
      return precedes_control(payment.ordered);
    };
    return above("Surcompensation constatée au contrôle",
                 executed("Payé sur les ordres antérieurs au contrôle", earlier),
                 within_ceiling(due_when_controlled, recognised_and_eligible()).value());
  }

  /// What a control recognised of the campaigns it looked at, and the eligible costs of those
  /// declared since; without a control, of all that are attested.
  Amount lawful_costs() const {
    if (!state_.conclusion) return costs("Coûts éligibles attestés", is_certified);
    auto controlled = recognised_and_eligible();
    if (!certified_since_control()) return controlled;
    auto const later = [&](Campaign const& one) { return is_certified_since(one); };
    std::vector<Amount> all;
    all.push_back(std::move(controlled));
    all.push_back(costs("Coûts éligibles déclarés et attestés depuis le contrôle", later));
    return explain_.by_rule(explain_.sum("Coûts reconnus, puis attestés", std::move(all)), rules_,
                            "mie.control.attestation");
  }

  /// « Seuls les coûts engagés ainsi déclarés » within the period are funded, of attested campaigns
  /// and net of other funding: a control may find less, never more.
  Amount recognised_and_eligible() const {
    if (nothing_declared()) return recognised().value();
    auto const controlled = [&](Campaign const& one) {
      return is_certified(one) && is_controlled(one);
    };
    return explain_.by_rule(
        explain_.smallest("Coûts reconnus et éligibles", recognised().value(),
                          costs("Coûts éligibles attestés, soumis au contrôle", controlled)),
        rules_, "mie.payable.rule");
  }

  Amount executed(std::string_view title, auto const& is_counted) const {
    std::vector<Amount> payments;
    for (auto const& payment : state_.payments) {
      if (!payment.executed || !is_counted(payment)) continue;
      auto const label = [&] { return "Paiement de l'ordre " + payment.order_reference; };
      payments.push_back(explain_.from_event(label, payment.amount, payment.executed->position));
    }
    return explain_.sum(title, std::move(payments));
  }

  /// What these costs entitle to: never above the ceiling.
  Known within_ceiling(std::string_view label, Amount costs) const {
    if (!ceiling_.net) return std::nullopt;
    auto due = explain_.smallest(label, *ceiling_.net, std::move(costs));
    if (!cards_reduce_the_ceiling(rules_)) {
      due = less_cards(label, std::move(due), ceiling_.cards, rules_, explain_);
    }
    return explain_.by_rule(std::move(due), rules_, "mie.payable.rule");
  }

  /// Rules that change between two attestations take nothing from what was due under the earlier.
  Known acquired(Known due) const {
    auto const earlier = before_new_rules(state_, view_);
    if (!due || !earlier) return due;
    auto before = Calculation{*earlier, view_, explain_.tracing()}.entitlement();
    if (!before || before->value <= due->value) return due;
    return explain_.largest("Droit acquis sous les règles antérieures", *std::move(due),
                            *std::move(before));
  }

  Amount costs(std::string_view label, auto const& is_counted) const {
    std::vector<Amount> campaigns;
    for (auto const& [year, campaign] : state_.campaigns) {
      if (campaign.declaration && is_counted(campaign)) {
        campaigns.push_back(eligible_costs(campaign, year, view_, explain_));
      }
    }
    return explain_.sum(label, std::move(campaigns));
  }

  MieState const& state_;
  View const& view_;
  Rulebook const& rules_;
  Explainer explain_;
  Ceiling ceiling_;
};

}  // namespace

Figures figures(MieState const& state, View const& view, Tracing tracing) {
  Figures all;
  auto const at = [&](Figure figure) -> Known& { return all[static_cast<std::size_t>(figure)]; };
  if (state.is_live()) {
    Calculation const figure{state, view, tracing};
    at(Figure::ceiling_gross_cents) = figure.ceiling().gross;
    at(Figure::cards_deduction_cents) = figure.ceiling().cards;
    at(Figure::ceiling_net_cents) = figure.ceiling().net;
    at(Figure::ceiling_published_cents) = figure.ceiling().published;
    at(Figure::declared_costs_cents) = figure.declared();
    at(Figure::eligible_costs_cents) = figure.eligible();
    at(Figure::recognised_costs_cents) = figure.recognised();
    at(Figure::entitlement_cents) = figure.entitlement();
    at(Figure::ordered_cents) = figure.ordered();
    at(Figure::paid_cents) = figure.paid();
    at(Figure::unverified_cents) = figure.unverified();
    at(Figure::overcompensation_cents) = figure.overcompensation();
  }
  add_recovery_figures(view, tracing, all);
  return all;
}

Rulebook const& settled_rules(MieState const& state, View const& view) {
  auto const* last = last_certified(state);
  return last ? view.at_act(*last->attested).rules() : view.rules();
}

std::optional<Explained<Money>> payable_now(MieState const& state, View const& view,
                                            Tracing tracing) {
  return Calculation{state, view, tracing}.payable();
}

Money kept_from_payable(MieState const& state, View const& view) {
  return Calculation{state, view, Tracing::off}.kept_from_what_follows();
}

Money taken_back(MieState const& state, View const& view) {
  return Calculation{state, view, Tracing::off}.withdrawn().value;
}

}  // namespace probant
