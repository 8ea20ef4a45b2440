// What each event of a recovery requires besides its place in the lifecycle. `check` adds every
// reason to the verdict and fills the computed fields of the event. Called by decide alone, once
// the lifecycle has allowed the event.
#pragma once

#include "engine/kernel/verdict.hpp"
#include "engine/kernel/view.hpp"

namespace probant {

void check(RecoveryState const&, recovery::Opened&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::FormalNoticeServed&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::WithdrawalDecided&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::RepaymentOrdered&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::InstalmentsGranted&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::RepaymentReceived&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::Waived&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::WrittenOff&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::AppealFiled&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::AppealDecided&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::RestitutionOrdered&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::RestitutionPaid&, Context const&, Verdict&);
void check(RecoveryState const&, recovery::Closed&, Context const&, Verdict&);

/// The establishment was heard, or the time it had to speak in is over.
bool was_heard(RecoveryState const& state, Date day);

/// How a recovery closed now would end; nothing while money remains to be paid, or a judgment to be
/// carried out.
std::optional<recovery::Outcome> outcome_now(RecoveryState const& state);

/// What money may still come for: what is due, and what was written off, which remains a debt.
Money may_still_come(RecoveryState const& state);

/// More is due than was ordered: a correction, or a judgment after a restitution, made it so.
bool awaits_another_order(RecoveryState const& state);
/// Something is owed back to the establishment that no order is out for.
bool can_order_restitution(RecoveryState const& state);
/// What was ordered to be given back still is owed.
bool can_pay_restitution(RecoveryState const& state);

/// Warns when a movement of this recovery, or of another against the same dossier, bears the
/// reference (data.payment_reference) already.
void warn_of_reused_reference(RecoveryState const& state, Line const& reference, Context const&,
                              Verdict&);

/// Refuses an amount of zero, or above `ceiling`; `what` names the ceiling, in French.
void require_amount(Money amount, Money ceiling, std::string_view what, Verdict& verdict);
/// Refuses a day that lies after the act itself; `field` is its path.
void require_not_later(Date day, std::string_view field, Context const& context, Verdict& verdict);

}  // namespace probant
