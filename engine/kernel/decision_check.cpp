#include "engine/kernel/decision_check.hpp"

#include "engine/kernel/decided_matter.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

template <class T>
concept CarriesDecision = requires(T const& event) {
  event.decision.author;
};

/// A decision takes effect once it is signed: an act dated before deserves a look.
void warn_of_later_signature(Date signed_on, Context const& context, Verdict& verdict) {
  if (signed_on <= context.day()) return;
  verdict.warn("signed_after_act",
               "La décision est signée le " + to_french(signed_on) +
                   ", après la date d'effet donnée à l'acte, le " + to_french(context.day()) +
                   " (occurred_at).",
               house_rule("log.time"));
}

/// Nobody decides on what is still to come.
void warn_of_earlier_signature(Date signed_on, Dossier const& dossier, EventBody const& body,
                               Verdict& verdict) {
  auto const matter = decided_matter(dossier, body);
  if (!matter || signed_on >= matter->act.day()) return;
  verdict.warn("signed_before_matter",
               "La décision est signée le " + to_french(signed_on) +
                   " (data.decision.signed_on), avant " + std::string{matter->what} + ", du " +
                   to_french(matter->act.day()) + ", sur quoi elle statue : vérifiez sa date.",
               house_rule("log.time"));
}

}  // namespace

void check_author(EventBody const& body, Verdict& verdict) {
  std::visit(
      [&]<class T>(T const& event) {
        if constexpr (CarriesDecision<T>) {
          if (!event.decision.author) {
            verdict.refuse(ReasonCode::decision_author_missing,
                           "Une décision nomme son auteur : prénom, nom, qualité et service "
                           "(data.decision.author).",
                           house_rule("decision.author"));
          }
        }
      },
      body);
}

void check_signature(Dossier const& dossier, EventBody const& body, Context const& context,
                     Verdict& verdict) {
  auto const last = paris_day(context.recorded_at());
  std::visit(
      [&]<class T>(T const& event) {
        if constexpr (CarriesDecision<T>) {
          auto const signed_on = event.decision.signed_on;
          if (signed_on <= last) {
            warn_of_later_signature(signed_on, context, verdict);
            warn_of_earlier_signature(signed_on, dossier, body, verdict);
            return;
          }
          verdict.refuse(ReasonCode::occurred_in_future,
                         "La décision est datée du " + to_french(signed_on) +
                             ", un jour à venir (data.decision.signed_on) : enregistrez-la une "
                             "fois signée.",
                         house_rule("log.time"));
          verdict.reasons().back().field = "data.decision.signed_on";
        }
      },
      body);
}

}  // namespace probant
