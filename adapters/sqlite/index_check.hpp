// The indexes of dossiers and of proposals against what they index, entry by entry: nothing signed
// covers them, and both can be computed again.
#pragma once

#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/fault.hpp"

namespace probant::sqlite {

/// The one number that a query asks for; 0 when it finds no row.
std::int64_t number(Connection& connection, std::string_view sql);

/// Each adds at most one fault, which names the first event it is about and says the way out.
void check_dossier_index(Connection& connection, std::vector<Fault>& faults);
void check_proposal_index(Connection& connection, std::vector<Fault>& faults);

}  // namespace probant::sqlite
