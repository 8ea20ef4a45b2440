// What check_log cannot see through the port: the file's own structure, and the indexes, which no
// scan in order of position goes through but look-ups rely on.
#pragma once

#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/fault.hpp"

namespace probant::sqlite {

/// One for each thing that is wrong; none for a good file. Reads everything.
std::vector<Fault> check_file(Connection& connection);

}  // namespace probant::sqlite
