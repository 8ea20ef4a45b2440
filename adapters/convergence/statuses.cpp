#include "adapters/convergence/statuses.hpp"

#include <array>
#include <utility>

#include "engine/kernel/ensure.hpp"
#include "engine/kernel/name_rules.hpp"

namespace probant::convergence {

StatusTable StatusTable::builtin() {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> rows{{
      {"CANDIDATURE_DEPOSEE", "hospiconnect.candidacy_filed"},
      {"CANDIDATURE_VALIDEE", "hospiconnect.candidacy_validated"},
      {"DOSSIER_DEPOSE", "aap.project_filed"},
      {"LAUREAT", "aap.project_selected"},
      {"NON_RETENU", "aap.project_not_selected"},
      {"PREUVES_DEPOSEES", "aap.proofs_deposited"},
      {"PREUVES_DEPOSEES", "mie.declaration_transmitted"},
  }};
  StatusTable table;
  for (auto const& [status, type] : rows) {
    ensure(table.add(std::string{status}, type).empty(), "the built-in table is good");
  }
  return table;
}

std::string StatusTable::add(std::string const& status, std::string_view name) {
  auto const type = event_type(name);
  if (!type) return "« " + std::string{name} + " » n'est pas un type d'événement (probant events)";
  auto const& about = catalogue[*type];
  if (!about.proposers.has(Role::convergence)) {
    return "la plateforme Convergence ne peut pas proposer « " + std::string{name} + " »";
  }
  if (!types_[status].emplace(about.kind, *type).second) {
    return "« " + status + " » désigne déjà un autre événement pour un dossier « " +
           std::string{name_of(about.kind)} + " »";
  }
  return {};
}

std::variant<EventType, Reason> StatusTable::type_of(std::string const& status,
                                                     DossierId const& dossier) const {
  auto const refuse = [](std::string message) {
    return house_reason(ReasonCode::unknown_status, std::move(message), "convergence.statuses",
                        "data.status");
  };
  auto const row = types_.find(status);
  if (row == types_.end()) {
    return refuse("Le statut « " + status +
                  " » n'est pas dans la table des statuts : complétez-la, puis appliquez cette "
                  "mise à jour, ou écartez-la.");
  }
  auto const type = row->second.find(dossier.kind);
  if (type != row->second.end()) return type->second;
  return refuse("Le statut « " + status + " » ne désigne aucun événement pour un dossier « " +
                std::string{name_of(dossier.kind)} + " ».");
}

}  // namespace probant::convergence
