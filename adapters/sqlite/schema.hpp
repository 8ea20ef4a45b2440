// The tables of a store, format 2, described column by column in FORMAT.md, and the marks by which
// a file is recognised as one.
#pragma once

#include "adapters/sqlite/connection.hpp"

namespace probant::sqlite {

/// SQLite's application_id: the letters "prbt".
inline constexpr std::int64_t application_id = 0x70726274;
inline constexpr std::int64_t format_version = 2;
/// The same without `head.seal`: read, and made 2 by add_seal.
inline constexpr std::int64_t unsealed_format_version = 1;

/// Makes the tables of an empty store, in one transaction.
void create_tables(Connection& connection, bool simulation);

/// Makes a store of format 1 one of format 2, in one transaction.
void add_seal(Connection& connection);

/// In what the schema is not the one create_tables makes, in French: triggers, views, indexes and
/// tables that are not ours, ours that are missing or changed. `foreign_only`: the former alone,
/// which could change what is written.
std::vector<std::string> check_schema(Connection& connection, bool foreign_only = false);

/// Throws StoreError unless the file is a store this program can read. Changes nothing.
void recognise(Connection& connection, std::string const& file);

}  // namespace probant::sqlite
