#include "engine/kernel/late_exchange.hpp"

#include <algorithm>

#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/order_of_acts.hpp"

namespace probant {
namespace {

Complement const* find_awaited(std::vector<Complement> const& complements) {
  auto const found =
      std::ranges::find_if(complements, [](auto const& one) { return !one.received; });
  return found == complements.end() ? nullptr : &*found;
}

void require_room_to_ask(std::vector<Complement> const& complements, Parameter const& rule,
                         Context const& context, Verdict& verdict) {
  if (auto const* open = find_awaited(complements)) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   "Une autre demande n'est pas possible maintenant : celle du " +
                       to_french(open->requested.occurred_at) +
                       " attend encore sa réponse. Enregistrez d'abord cette réponse, à sa date "
                       "(occurred_at).",
                   rule);
    return;
  }
  for (auto const& one : complements) {
    bool const within = one.requested.occurred_at <= context.occurred_at() &&
                        context.occurred_at() < one.received->occurred_at;
    if (!within) continue;
    verdict.refuse(ReasonCode::not_allowed_now,
                   "Du " + to_french(one.requested.occurred_at) + " au " +
                       to_french(one.received->occurred_at) +
                       ", un complément était déjà attendu, et il n'y a qu'une demande à la fois : "
                       "datez celle-ci d'avant ou d'après (occurred_at).",
                   rule);
  }
}

void require_room_to_answer(std::vector<Complement> const& complements, Parameter const& rule,
                            Context const& context, Verdict& verdict) {
  auto const* open = find_awaited(complements);
  if (!open) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   "Aucune demande de complément n'attend de réponse : enregistrez d'abord celle "
                   "à laquelle cet envoi répond, à sa date (occurred_at).",
                   rule);
    return;
  }
  require_after({open->requested, "la demande de complément"}, ReasonCode::not_allowed_now, rule,
                context, verdict);
  for (auto const& next : complements) {
    bool const overtaken = precedes(open->requested, next.requested) &&
                           next.requested.occurred_at < context.occurred_at();
    if (!overtaken) continue;
    verdict.refuse(ReasonCode::not_allowed_now,
                   "Une autre demande est du " + to_french(next.requested.occurred_at) +
                       " : la réponse à celle du " + to_french(open->requested.occurred_at) +
                       " l'a précédée ; rectifiez sa date (occurred_at).",
                   rule);
    return;
  }
}

}  // namespace

void require_room(bool asking, std::vector<Complement> const& complements, Parameter const& rule,
                  Context const& context, Verdict& verdict) {
  auto const& require = asking ? require_room_to_ask : require_room_to_answer;
  require(complements, rule, context, verdict);
}

void warn_of_decision_since(Happening const& ended, Parameter const& rule, Verdict& verdict) {
  verdict.warn("decided_meanwhile",
               "La décision est prise depuis, le " + to_french(ended.day()) +
                   " : cet échange s'inscrit à sa date et n'y change rien.",
               rule);
}

}  // namespace probant
