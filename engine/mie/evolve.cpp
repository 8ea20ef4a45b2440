#include <algorithm>

#include "engine/kernel/fold.hpp"
#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/mie/state.hpp"

namespace probant {
namespace {

using namespace mie;

/// The campaign an event belongs to, moved along its two tracks.
Campaign& advanced(MieState& state, std::int64_t year, RecordedEvent const& event) {
  auto& campaign = state.campaigns[year];
  if (auto next = next_phase(campaign.phase, event.event.type())) campaign.phase = *next;
  if (auto next = next_phase(campaign.payment, event.event.type())) campaign.payment = *next;
  return campaign;
}

void advance_request(MieState& state, RecordedEvent const& event) {
  if (auto next = next_phase(state.request, event.event.type())) state.request = *next;
}

void advance_control(MieState& state, RecordedEvent const& event) {
  if (auto next = next_phase(state.control, event.event.type())) state.control = *next;
}

void fold_signature(MieState& state, ConventionSigned const& e, Happening now) {
  if (auto next = next_phase(state.convention, e.party)) state.convention = *next;
  (e.party == Party::ans ? state.ans_signature : state.beneficiary_signature) = now;
  state.last_signature_on = std::max(state.last_signature_on.value_or(e.signed_on), e.signed_on);
}

void fold_order(MieState& state, PaymentOrdered const& e, RecordedEvent const& event) {
  MiePayment order;
  order.year = e.year;
  order.amount = e.amount_cents;
  order.order_reference = e.order_reference.value;
  order.ordered_by = event.actor.id;
  order.ordered = Happening::of(event);
  state.payments.push_back(std::move(order));
}

void fold_execution(MieState& state, PaymentExecuted const& e, RecordedEvent const& event) {
  for (auto& payment : state.payments) {
    if (payment.year != e.year.value || payment.executed) continue;
    payment.executed = payment.disbursed = Happening::of(event);
    if (event.erased) return;
    payment.disbursed = placed_on(e.paid_on, *payment.executed);
    payment.payment_reference = e.payment_reference.value;
    return;
  }
}

/// Seen from a past day, another complement may be awaited that was answered later.
void fold_answer(MieState& state, std::optional<CampaignYear> const& year,
                 RecordedEvent const& event) {
  auto& asked = year ? state.campaigns[*year].complements : state.complements;
  receive_complement(asked, Happening::of(event));
  if (is_awaited(asked)) return;
  if (year) {
    advanced(state, *year, event);
  } else {
    advance_request(state, event);
  }
}

}  // namespace

Campaign const* MieState::campaign(std::int64_t year) const {
  auto const found = campaigns.find(year);
  return found == campaigns.end() ? nullptr : &found->second;
}

bool MieState::is_certified(std::int64_t year) const {
  auto const* found = campaign(year);
  return found && found->phase == CampaignPhase::certified;
}

MiePayment const* MieState::awaiting_execution(std::int64_t year) const {
  auto const found = std::ranges::find_if(
      payments, [&](MiePayment const& one) { return one.year == year && !one.executed; });
  return found == payments.end() ? nullptr : &*found;
}

void evolve(MieState& state, RecordedEvent const& event) {
  auto const now = Happening::of(event);
  auto const of_request = [&](auto const&) {
    advance_request(state, event);
    state.decided = now;
  };
  auto const attested = [&](auto const& e) { advanced(state, e.year, event).attested = now; };
  fold_own<DossierKind::mie>(
      event.event.body,
      Overload{
          [&](FundingRequested const& e) {
            advance_request(state, event);
            state.beneficiary = e.beneficiary;
            state.entities.assign(e.entities.begin(), e.entities.end());
            state.requested = now;
          },
          [&](ComplementRequested const& e) {
            if (!e.year) advance_request(state, event);
            auto& asked = e.year ? advanced(state, *e.year, event).complements : state.complements;
            asked.push_back({now, e.due_on, std::nullopt});
          },
          [&](ComplementReceived const& e) { fold_answer(state, e.year, event); },
          [&](RequestValidated const& e) { of_request(e); },
          [&](RequestRejected const& e) { of_request(e); },
          [&](ConventionSigned const& e) { fold_signature(state, e, now); },
          [&](CardsOrdered const& e) {
            auto const placed_at = event.erased ? now : placed(e, now);
            state.cards.push_back({e.quantity, e.order_reference.value, e.ordered_on, placed_at});
          },
          [&](CardsCancelled const& e) {
            state.cards.push_back({-e.quantity.value, e.order_reference.value, now.day(), now});
          },
          [&](DeclarationTransmitted const& e) {
            auto& campaign = advanced(state, e.year, event);
            campaign.declaration = e;
            campaign.declared = now;
          },
          [&](ArsOpinionGiven const& e) {
            auto& campaign = advanced(state, e.year, event);
            campaign.opinion = now;
            if (!event.erased) campaign.opinion_favourable = e.favourable;
          },
          [&](AttainmentCertified const& e) { attested(e); },
          [&](AttainmentDenied const& e) { attested(e); },
          [&](PaymentOrdered const& e) {
            advanced(state, e.year, event);
            fold_order(state, e, event);
          },
          [&](PaymentExecuted const& e) {
            advanced(state, e.year, event);
            fold_execution(state, e, event);
          },
          [&](ControlOpened const&) {
            advance_control(state, event);
            state.control_opened = now;
          },
          [&](ControlConcluded const& e) {
            advance_control(state, event);
            ControlConclusion const concluded{e.recognised_costs_cents, now};
            auto const later = std::ranges::find_if(
                state.conclusions, [&](auto const& one) { return precedes(now, *one.concluded); });
            state.conclusions.insert(later, concluded);
            state.conclusion = state.conclusions.back();
          },
      });
}

MieState as_of(MieState state, Instant at) {
  auto const later = [&](std::optional<Happening> const& act) {
    return act && act->occurred_at > at;
  };
  std::erase_if(state.cards, [&](CardMovement const& one) { return later(one.happening); });
  std::erase_if(state.payments, [&](MiePayment const& one) { return later(one.ordered); });
  for (auto& payment : state.payments) {
    if (later(payment.disbursed)) payment.executed.reset();
  }
  std::erase_if(state.campaigns, [&](auto const& one) { return later(one.second.declared); });
  for (auto& [year, campaign] : state.campaigns) {
    if (!later(campaign.attested)) continue;
    campaign.phase = CampaignPhase::declared;
    campaign.attested.reset();
  }
  return state;
}

}  // namespace probant
