// Recoveries: the order, the plan, the receipts, and what is given up in the end.
#include <algorithm>

#include "adapters/simulation/recovery_story.hpp"

namespace probant::simulation {
namespace {

using namespace recovery;

constexpr int due_after_days = 45;
/// A plan has that many lines, a month apart.
constexpr std::int64_t fewest_lines = 3;
constexpr std::int64_t most_lines = 6;
constexpr int days_between_lines = 30;

}  // namespace

void RecoveryStory::collect(Date day) {
  auto const due = state<RecoveryState>().still_due();
  if (due <= builtin_rulebook()->money("recovery.waiver_threshold_cents")) return waive(day, due);
  order(day);
}

void RecoveryStory::waive(Date day, Money amount) {
  Waived waived;
  waived.decision = decision(day);
  waived.amount_cents = amount;
  waived.grounds = "Créance modique ou difficultés établies (simulé).";
  act(hour(day), pursuer(), waived, [this, day](Answer const&) { settle_later(later(day, 1, 8)); });
}

void RecoveryStory::order(Date day) {
  RepaymentOrdered ordered;
  ordered.order_reference = "OR-" + dossier_.reference;
  ordered.due_on = day.plus_days(due_after_days);
  act(hour(day), authorising_officer(), ordered, [this, day](Answer const&) {
    auto const due = state<RecoveryState>().still_due();
    if (chance(share::pays_by_instalments)) {
      auto const granted = later(day, 5, 20);
      return play_.stage.look(start_of_paris_day(granted),
                              [this, granted] { grant_instalments(granted); });
    }
    auto const paid_on = later(day, 10, due_after_days + 20);
    if (chance(share::pays_in_part)) {
      auto const part = Money::cents(due.cents() * random_.between(200, 800) / 1000);
      return receive(paid_on, part, [this](Date received) {
        auto const given_up = later(received, 60, 150);
        play_.stage.look(start_of_paris_day(given_up),
                         [this, given_up] { give_up_rest(given_up); });
      });
    }
    receive(paid_on, due, [this](Date received) { settle_later(later(received, 1, 10)); });
  });
}

void RecoveryStory::grant_instalments(Date day) {
  auto const due = state<RecoveryState>().still_due();
  auto const count = random_.between(fewest_lines, most_lines);
  if (due.cents() < count) return;
  InstalmentsGranted granted;
  auto const each = Money::cents(due.cents() / count);
  for (std::int64_t i = 0; i < count; ++i) {
    auto const amount = i + 1 == count ? due - each * (count - 1) : each;
    granted.schedule.push_back({day.plus_days(days_between_lines * (i + 1)), amount});
  }
  act(hour(day), pursuer(), granted, [this](Answer const&) { receive_lines(0); });
}

/// One line of the plan after the other, as long as the debt stands.
void RecoveryStory::receive_lines(std::size_t line) {
  auto const& recovery = state<RecoveryState>();
  if (line >= recovery.due.size()) return;
  auto const due = recovery.due[line];
  receive(later(due.due_on, -4, 6), std::min(due.amount, recovery.still_due()),
          [this, line](Date received) {
            auto const& now = state<RecoveryState>();
            if (now.still_due().is_zero()) return settle_later(later(received, 1, 10));
            receive_lines(line + 1);
          });
}

void RecoveryStory::receive(Date day, Money amount, std::function<void(Date)> then) {
  if (amount <= Money{}) return settle_later(later(day, 1, 10));
  RepaymentReceived received;
  received.amount_cents = amount;
  received.received_on = day;
  received.payment_reference = "ENC-" + dossier_.reference + "-" + std::to_string(++receipts_);
  if (chance(share::same_person_pays)) {
    auto const role = of_ans() ? Role::ans_accounting_officer : Role::ars_accounting_officer;
    attempt(start_of_paris_day(day), in_role(authorising_officer(), role), received);
  }
  act(hour(day), accounting_officer(), received,
      [day, go_on = std::move(then)](Answer const&) { go_on(day); });
}

void RecoveryStory::give_up_rest(Date day) {
  auto const due = state<RecoveryState>().still_due();
  if (due <= Money{}) return settle(day);
  if (chance(share::then_waived)) return waive(day, due);
  WrittenOff written_off;
  written_off.decision = decision(day);
  written_off.amount_cents = due;
  written_off.grounds = "Créance irrécouvrable (simulé).";
  act(hour(day), pursuer(), written_off,
      [this, day](Answer const&) { settle_later(later(day, 1, 8)); });
}

void RecoveryStory::settle_later(Date day) {
  play_.stage.look(start_of_paris_day(day), [this, day] { settle(day); });
}

/// Closes what is settled; a debt that a judgment revived is given up.
void RecoveryStory::settle(Date day) {
  auto const& recovery = state<RecoveryState>();
  if (recovery.closed || recovery.awaits_new_withdrawal()) return;
  if (!recovery.to_restore().is_zero()) return restore(day);
  if (recovery.still_due().is_zero() || recovery.annulled()) return close(day);
  if (recovery.ordered) give_up_rest(day);
}

/// What a judgment makes owed to the establishment is given back before the recovery is closed.
void RecoveryStory::restore(Date day) {
  RestitutionOrdered ordered;
  ordered.order_reference = "RE-" + dossier_.reference;
  act(hour(day), authorising_officer(), ordered, [this, day](Answer const&) {
    RestitutionPaid paid;
    paid.paid_on = later(day, 3, 20);
    paid.payment_reference = "VR-" + dossier_.reference;
    act(hour(paid.paid_on), accounting_officer(), paid,
        [this, on = paid.paid_on](Answer const&) { settle_later(later(on, 1, 8)); });
  });
}

}  // namespace probant::simulation
