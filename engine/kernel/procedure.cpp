#include "engine/kernel/procedure.hpp"

#include <chrono>
#include <utility>

namespace probant {

void refuse_not_now(Verdict& verdict, EventBody const& body, std::string_view what,
                    std::string_view phase_label) {
  verdict.refuse(ReasonCode::not_allowed_now,
                 "« " + std::string{catalogue[body.index()].label} +
                     " » n'est pas possible maintenant : " + std::string{what} +
                     " est dans l'état « " + std::string{phase_label} + " ».");
}

Obligation due_in_window(Due due, View const& view, std::optional<Happening> const& met) {
  auto const window = (met ? view.at_act(*met) : view).window(due.window_key);
  Obligation obligation;
  obligation.key = std::move(due.key);
  obligation.label = std::move(due.label);
  obligation.responsible = std::move(due.responsible);
  obligation.opens_on = window.opens_on;
  obligation.due_on = window.closes_on.value_or(Date{});
  obligation.met = met;
  obligation.source = window.source;
  obligation.extended_from = window.extended_from;
  return obligation;
}

void add_complements(std::vector<Complement> const& complements, bool cancelled,
                     std::vector<Obligation>& out) {
  for (auto const& complement : complements) {
    Obligation obligation;
    obligation.key = "complement";
    obligation.label = "Complément à fournir";
    obligation.responsible = "establishment";
    obligation.opens_on = complement.requested.day();
    obligation.due_on = complement.due_on;
    obligation.met = complement.received;
    obligation.cancelled = cancelled && !complement.received;
    obligation.source = "CRPA, art. L. 114-5";
    out.push_back(std::move(obligation));
  }
}

void add_retention(View const& view, std::vector<Obligation>& out) {
  auto const& rules = view.rules();
  auto const end = rules.date("retention.starts_on").ymd() +
                   std::chrono::years{rules.integer("retention.years")};
  Obligation obligation;
  obligation.key = "retention";
  obligation.label = "Conservation des pièces jusqu'à cette date";
  // The payer answers for the pieces.
  obligation.responsible = view.dossier().kind == DossierKind::aap ? "ars" : "ans";
  obligation.due_on = Date{end.ok() ? end : end.year() / end.month() / std::chrono::last};
  obligation.source = rules.parameter("retention.years").citation();
  out.push_back(std::move(obligation));
}

}  // namespace probant
