#include "engine/kernel/procedure.hpp"

namespace probant {

void refuse_not_now(Verdict& verdict, EventBody const& body, std::string_view what,
                    std::string_view phase_label) {
  verdict.refuse(ReasonCode::not_allowed_now,
                 "« " + std::string{catalogue[body.index()].label} +
                     " » n'est pas possible maintenant : " + std::string{what} +
                     " est dans l'état « " + std::string{phase_label} + " ».");
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

}  // namespace probant
