#include <algorithm>

#include "engine/kernel/fold.hpp"
#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/recovery/cash.hpp"

namespace probant {
namespace {

using namespace recovery;

void advance(RecoveryState& state, EventType type) {
  if (auto next = next_phase(state.phase, type)) state.phase = *next;
  if (auto next = next_phase(state.collection, type)) state.collection = *next;
  if (auto next = next_phase(state.appeal, type)) state.appeal = *next;
  if (auto next = next_phase(state.restitution, type)) state.restitution = *next;
}

void withdraw(RecoveryState& state, WithdrawalDecided const& e, Happening const& now) {
  if (state.awaits_new_withdrawal()) {
    auto const left_out = at_least_zero(state.total_withdrawn() - e.amount_cents);
    state.judgments.back().left_out = DatedAmount{left_out, now};
    state.withdrawn.clear();
  }
  state.withdrawn.push_back({e.amount_cents, now});
  state.remedies_stated = e.decision.remedies.has_value();
  if (!state.first_withdrawal) state.first_withdrawal = now;
}

/// What was paid of a former plan stays, line by line: receipts settle lines in order.
void keep_what_is_paid(RecoveryState& state, Money left) {
  std::vector<ScheduledRepayment> kept;
  for (auto const& line : state.due) {
    auto const paid = std::min(line.amount, left);
    if (!paid.is_zero()) kept.push_back({line.due_on, paid});
    left -= paid;
  }
  state.due = std::move(kept);
}

void order(RecoveryState& state, RepaymentOrdered const& e, RecordedEvent const& event) {
  keep_what_is_paid(state, at_least_zero(state.recovered()));
  state.due.push_back({e.due_on, e.amount_cents});
  state.ordered = Happening::of(event);
  state.ordered_by = event.actor.id;
}

/// Money that came after the plan was granted goes to its lines, though it was booked before.
void schedule(RecoveryState& state, InstalmentsGranted const& e, Happening const& now) {
  Money planned;
  for (auto const& line : e.schedule) planned += line.amount_cents;
  auto const before = at_least_zero(as_of(state, now.occurred_at).undue() - planned);
  keep_what_is_paid(state, std::min(before, at_least_zero(state.recovered())));
  for (auto const& line : e.schedule) state.due.push_back({line.due_on, line.amount_cents});
}

/// Money counts from the day it came, whenever that was booked.
void receive(RecoveryState& state, RepaymentReceived const& e, RecordedEvent const& event) {
  auto came = Happening::of(event);
  if (!event.erased) {
    if (e.received_on < came.day()) came.occurred_at = start_of_paris_day(e.received_on);
    state.payment_references.insert(e.payment_reference.value);
  }
  state.received.push_back({e.amount_cents, came});
}

/// Money goes back on the day it is paid, whenever that was booked, and after it was ordered.
Happening given_back(RecoveryState const& state, RestitutionPaid const& e, Happening now) {
  if (e.paid_on >= now.day()) return now;
  now.occurred_at = start_of_paris_day(e.paid_on);
  if (!state.restitution_order) return now;
  now.occurred_at = std::max(now.occurred_at, state.restitution_order->happening.occurred_at);
  return now;
}

void restore(RecoveryState& state, RestitutionPaid const& e, RecordedEvent const& event) {
  auto const now = Happening::of(event);
  Restitution paid{e.amount_cents, {}, event.erased ? now : given_back(state, e, now)};
  auto left = e.amount_cents;
  for (auto const& part : state.owed_back()) {
    auto const amount = std::min(part.amount, left);
    if (!amount.is_zero()) paid.owed_by.push_back({amount, part.happening});
    left -= amount;
  }
  // More than a correction leaves owed.
  if (!left.is_zero()) paid.owed_by.push_back({left, paid.paid});
  state.restored.push_back(std::move(paid));
  state.restitution_order.reset();
}

/// An appeal withdrawn leaves the judgment of the court below, if any, as it stands.
void judge(RecoveryState& state, AppealDecided const& e, RecordedEvent const& event) {
  auto const now = Happening::of(event);
  state.closed.reset();
  state.outcome.reset();
  if (e.outcome == AppealOutcome::withdrawn && state.judgment()) return;
  auto const on = event.erased ? now.day() : std::min(e.decided_on, now.day());
  state.judgments.push_back({e.outcome, now, on, std::nullopt});
}

}  // namespace

bool RecoveryState::awaits_new_order() const {
  return ordered && !restored.empty() && restored.back().paid.position > ordered->position;
}

bool RecoveryState::awaits_new_withdrawal() const {
  auto const* last = judgment();
  return last && last->outcome == AppealOutcome::partly_annulled &&
         std::ranges::all_of(withdrawn, [&](DatedAmount const& one) {
           return one.happening.position < last->told.position;
         });
}

void evolve(RecoveryState& state, RecordedEvent const& event) {
  advance(state, event.event.type());
  auto const now = Happening::of(event);
  auto const undue = state.undue();
  fold_own<DossierKind::recovery>(
      event.event.body, Overload{
                            [&](Opened const& e) {
                              state.against = e.against;
                              state.cause = e.cause;
                              state.claimed = e.amount_cents;
                              state.opened = now;
                            },
                            [&](FormalNoticeServed const& e) {
                              state.notice = now;
                              state.respond_by =
                                  std::max(state.respond_by.value_or(e.respond_by), e.respond_by);
                            },
                            [&](ObservationsReceived const&) {
                              if (!state.observations) state.observations = now;
                            },
                            [&](BreachRemedied const&) { state.remedied = now; },
                            [&](WithdrawalDecided const& e) { withdraw(state, e, now); },
                            [&](RepaymentOrdered const& e) { order(state, e, event); },
                            [&](InstalmentsGranted const& e) {
                              if (!event.erased) schedule(state, e, now);
                            },
                            [&](RepaymentReceived const& e) { receive(state, e, event); },
                            [&](Waived const& e) {
                              state.waived.push_back({e.amount_cents, now});
                            },
                            [&](WrittenOff const& e) {
                              state.written_off.push_back({e.amount_cents, now});
                            },
                            [&](AppealFiled const&) { state.appeal_filed = now; },
                            [&](AppealDecided const& e) { judge(state, e, event); },
                            [&](RestitutionOrdered const& e) {
                              state.restitution_order = DatedAmount{e.amount_cents, now};
                              state.restitution_ordered_by = event.actor.id;
                            },
                            [&](RestitutionPaid const& e) {
                              restore(state, e, event);
                              // Of what is given back as of what is received: one transfer, once.
                              if (!event.erased) {
                                state.payment_references.insert(e.payment_reference.value);
                              }
                            },
                            [&](Closed const& e) {
                              state.closed = now;
                              state.outcome = e.outcome;
                            },
                        });
  auto const change = state.undue() - undue;
  if (!change.is_zero()) state.undue_changes.push_back({change, now});
}

}  // namespace probant
