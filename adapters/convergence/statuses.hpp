// Which event a status of the Convergence platform stands for, by the kind of dossier it concerns.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/kernel/reason.hpp"
#include "events/event.hpp"

namespace probant::convergence {

class StatusTable {
 public:
  /// The table that serves when the configuration has none.
  static StatusTable builtin();

  /// Adds what `status` stands for: at most one type for each kind of dossier. Why that cannot be,
  /// in French; empty when it was added.
  std::string add(std::string const& status, std::string_view type);

  /// unknown_status for one that is not in the table, or not for this kind of dossier.
  std::variant<EventType, Reason> type_of(std::string const& status,
                                          DossierId const& dossier) const;

  bool operator==(StatusTable const&) const = default;

 private:
  std::map<std::string, std::map<DossierKind, EventType>, std::less<>> types_;
};

}  // namespace probant::convergence
