#include <algorithm>

#include "engine/kernel/fold.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/register/state.hpp"

namespace probant {
namespace {

std::optional<std::int64_t> number(std::optional<Count> const& count) {
  if (!count) return std::nullopt;
  return count->value;
}

}  // namespace

bool RegisterState::names(Pmsi pmsi) const {
  auto const of_site = [&](reference::SiteRecord const& site) { return site.pmsi == pmsi; };
  auto const of_payment = [&](UsagePayment const& payment) { return payment.pmsi == pmsi; };
  return activity.contains(pmsi) || std::ranges::any_of(usage_payments, of_payment) ||
         (entity && std::ranges::any_of(entity->sites, of_site));
}

/// What was erased is as if it had never been recorded: what was known before holds again.
void evolve(RegisterState& state, RecordedEvent const& event) {
  using namespace reference;
  if (event.erased) return;
  fold_own<DossierKind::register_>(
      event.event.body,
      Overload{
          [&](EntityRecorded const& e) {
            state.entity = e;
            state.entity_position = event.position;
          },
          [&](WorkforceRecorded const& e) {
            state.workforce[e.site][e.year] = {number(e.salaried), number(e.liberal),
                                               event.position};
          },
          [&](ActivityRecorded const& e) {
            state.activity[e.pmsi][e.year] = {e.combined_activity, e.source.value, event.position};
          },
          [&](UsagePaymentRecorded const& e) {
            state.usage_payments.push_back(
                {e.pmsi, e.programme, e.amount_cents, e.paid_on, event.position});
          },
          [&](CeilingPublished const& e) {
            state.ceiling = PublishedCeiling{e.amount_cents, e.source.value, event.position};
          },
          [&](ImportCompleted const& e) {
            state.imports.emplace(e.source.value, e.sha256);
            if (!e.extracted_on) return;
            auto& latest =
                state.extracts.try_emplace(e.source.value, *e.extracted_on).first->second;
            latest = std::max(latest, *e.extracted_on);
          },
      });
}

}  // namespace probant
