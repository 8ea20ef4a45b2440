#include "adapters/sqlite/dictionaries.hpp"

namespace probant::sqlite {
namespace {

std::int64_t next_key(Connection& connection, std::string const& table) {
  Statement statement{connection, "select coalesce(max(key), -1) + 1 from " + table};
  auto rows = statement.query();
  rows.next();
  return rows.integer(0);
}

}  // namespace

NameKeys::NameKeys(Connection& connection, std::string const& table)
    : find_{connection, "select key from " + table + " where name = ?"},
      insert_{connection, "insert into " + table + "(key, name) values(?, ?)"},
      next_{next_key(connection, table)} {}

std::int64_t NameKeys::key_of(std::string const& name) {
  auto const known = known_.find(name);
  if (known != known_.end()) return known->second;
  auto rows = find_.query(std::string_view{name});
  auto key = next_;
  if (rows.next()) {
    key = rows.integer(0);
  } else {
    insert_.run(next_++, std::string_view{name});
  }
  known_.emplace(name, key);
  return key;
}

ActorKeys::ActorKeys(Connection& connection)
    : find_{connection, "select key from actor where id = ? and role = ? and organisation = ?"},
      insert_{connection, "insert into actor(key, id, role, organisation) values(?, ?, ?, ?)"},
      next_{next_key(connection, "actor")} {}

std::int64_t ActorKeys::key_of(Actor const& actor) {
  auto const known = known_.find(actor);
  if (known != known_.end()) return known->second;
  std::string_view const id = actor.id;
  std::string_view const organisation = actor.organisation;
  auto rows = find_.query(id, name_of(actor.role), organisation);
  auto key = next_;
  if (rows.next()) {
    key = rows.integer(0);
  } else {
    insert_.run(next_++, id, name_of(actor.role), organisation);
  }
  known_.emplace(actor, key);
  return key;
}

std::size_t ActorKeys::Hash::operator()(Actor const& actor) const noexcept {
  std::hash<std::string> const hash;
  return hash(actor.id) * 31 + hash(actor.organisation) * 7 + static_cast<std::size_t>(actor.role);
}

}  // namespace probant::sqlite
