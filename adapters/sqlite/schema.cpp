#include "adapters/sqlite/schema.hpp"

#include <map>

#include "engine/log/merkle.hpp"

namespace probant::sqlite {
namespace {

constexpr auto tables = R"sql(
create table meta(name text primary key, value text not null) strict, without rowid;
create table head(
  only integer primary key check(only = 0),
  size integer not null,
  peaks blob not null,
  indexed_events integer not null,
  indexed_proposals integer not null, seal blob) strict;
create table dossier(key integer primary key, name text not null unique) strict;
create table actor(
  key integer primary key,
  id text not null,
  role text not null,
  organisation text not null,
  unique(id, role, organisation)) strict;
create table type(key integer primary key, name text not null unique) strict;
create table rulebook(key integer primary key, name text not null unique) strict;
create table event(
  position integer primary key,
  dossier_key integer not null,
  version integer not null,
  type_key integer not null,
  schema integer not null,
  occurred_at integer not null,
  recorded_at integer not null,
  actor_key integer not null,
  rulebook_key integer not null,
  proposal_id text not null,
  payload text,
  warnings text not null) strict;
create table dossier_index(
  dossier_key integer not null,
  version integer not null,
  position integer not null,
  primary key(dossier_key, version)) strict, without rowid;
create table leaf(
  position integer primary key,
  envelope blob not null,
  blinding blob) strict;
create table tile(
  level integer not null,
  n integer not null,
  hashes blob not null,
  primary key(level, n)) strict;
create table proposal(
  sequence integer primary key,
  id text not null,
  body_hash blob not null,
  recorded integer not null,
  position integer not null) strict;
create table proposal_index(
  hash integer not null,
  sequence integer not null,
  primary key(hash, sequence)) strict, without rowid;
)sql";

// They stop our own mistakes; against a person with the file there is the tree. An erasure, which
// only takes a payload or a blinding away, is the one change let through.
constexpr auto guards = R"sql(
create trigger event_stays before delete on event begin
  select raise(abort, 'event is append-only'); end;
create trigger event_is_fixed before update on event
when new.payload is not null or new.position is not old.position
  or new.dossier_key is not old.dossier_key or new.version is not old.version
  or new.type_key is not old.type_key or new.schema is not old.schema
  or new.occurred_at is not old.occurred_at or new.recorded_at is not old.recorded_at
  or new.actor_key is not old.actor_key or new.rulebook_key is not old.rulebook_key
  or new.proposal_id is not old.proposal_id or new.warnings is not old.warnings
begin select raise(abort, 'event is append-only'); end;
create trigger leaf_stays before delete on leaf begin
  select raise(abort, 'leaf is append-only'); end;
create trigger leaf_is_fixed before update on leaf
when new.blinding is not null or new.position is not old.position
  or new.envelope is not old.envelope
begin select raise(abort, 'leaf is append-only'); end;
create trigger tile_stays before delete on tile begin
  select raise(abort, 'tile is append-only'); end;
create trigger tile_is_fixed before update on tile begin
  select raise(abort, 'tile is append-only'); end;
create trigger proposal_stays before delete on proposal begin
  select raise(abort, 'proposal is append-only'); end;
create trigger proposal_is_fixed before update on proposal begin
  select raise(abort, 'proposal is append-only'); end;
create trigger dossier_stays before delete on dossier begin
  select raise(abort, 'dossier is append-only'); end;
create trigger dossier_is_fixed before update on dossier begin
  select raise(abort, 'dossier is append-only'); end;
create trigger actor_stays before delete on actor begin
  select raise(abort, 'actor is append-only'); end;
create trigger actor_is_fixed before update on actor begin
  select raise(abort, 'actor is append-only'); end;
create trigger type_stays before delete on type begin
  select raise(abort, 'type is append-only'); end;
create trigger type_is_fixed before update on type begin
  select raise(abort, 'type is append-only'); end;
create trigger rulebook_stays before delete on rulebook begin
  select raise(abort, 'rulebook is append-only'); end;
create trigger rulebook_is_fixed before update on rulebook begin
  select raise(abort, 'rulebook is append-only'); end;
)sql";

using Objects = std::map<std::string, std::string>;  ///< "trigger event_stays" → its SQL

/// As SQLite adds it to the text of a table.
constexpr std::string_view seal_column = ", seal blob";

constexpr auto all_objects = "select type || ' ' || name, coalesce(sql, '') from sqlite_master";

std::string one_line(std::string_view sql) {
  std::string text;
  for (char const c : sql) {
    bool const blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) text += c;
    if (blank && !text.empty() && text.back() != ' ') text += ' ';
  }
  return text;
}

Objects objects_of(Connection& connection) {
  Objects objects;
  Statement all{connection, all_objects};
  for (auto rows = all.query(); rows.next();) {
    objects.emplace(rows.bytes(0), one_line(rows.bytes(1)));
  }
  return objects;
}

Objects const& own_objects() {
  static Objects const own = [] {
    sqlite3* raw = nullptr;
    auto const code = sqlite3_open(":memory:", &raw);
    std::unique_ptr<sqlite3, decltype(&sqlite3_close)> const scratch{raw, &sqlite3_close};
    auto const add = [](void* objects, int, char** row, char**) {
      static_cast<Objects*>(objects)->emplace(row[0], one_line(row[1]));
      return 0;
    };
    Objects objects;
    bool const made = code == SQLITE_OK &&
                      sqlite3_exec(raw, tables, nullptr, nullptr, nullptr) == SQLITE_OK &&
                      sqlite3_exec(raw, guards, nullptr, nullptr, nullptr) == SQLITE_OK &&
                      sqlite3_exec(raw, all_objects, add, &objects, nullptr) == SQLITE_OK;
    if (!made) throw StoreError{"SQLite ne peut pas créer de base en mémoire ; libérez-en."};
    return objects;
  }();
  return own;
}

Objects own_objects_of(std::int64_t version) {
  auto own = own_objects();
  if (version == unsealed_format_version) {
    auto& head = own.at("table head");
    head.erase(head.find(seal_column), seal_column.size());
  }
  return own;
}

std::string set_version(std::int64_t version) {
  return "pragma user_version=" + std::to_string(version);
}

}  // namespace

std::vector<std::string> check_schema(Connection& connection, bool foreign_only) {
  std::vector<std::string> problems;
  auto const found = objects_of(connection);
  auto const own = own_objects_of(connection.pragma("user_version"));
  for (auto const& [name, sql] : found) {
    auto const expected = own.find(name);
    if (expected == own.end()) {
      problems.push_back("schéma de la base : « " + name + " » n'est pas de probant");
    } else if (expected->second != sql) {
      problems.push_back("schéma de la base : « " + name + " » a été modifié");
    }
  }
  if (foreign_only) return problems;
  for (auto const& [name, sql] : own) {
    if (!found.contains(name)) problems.push_back("schéma de la base : « " + name + " » manque");
  }
  if (!found.contains("table meta")) return problems;
  Statement meta{connection,
                 "select count(*), coalesce(sum(name = 'simulation' and value in ('0', '1')), 0) "
                 "from meta"};
  auto rows = meta.query();
  bool const read = rows.next();
  if (read && rows.integer(0) > rows.integer(1)) {
    problems.emplace_back("table meta : une valeur n'est pas de probant");
  }
  if (read && rows.integer(1) == 0) {
    problems.emplace_back("table meta : la ligne « simulation » manque");
  }
  return problems;
}

void create_tables(Connection& connection, bool simulation) {
  connection.execute("begin immediate");
  connection.execute(tables);
  connection.execute(guards);
  connection.execute("insert into head values(0, 0, x'', 0, 0, null)");
  Statement{connection, "insert into meta values('simulation', ?)"}.run(
      std::string_view{simulation ? "1" : "0"});
  connection.execute(("pragma application_id=" + std::to_string(application_id)).c_str());
  connection.execute(set_version(format_version).c_str());
  connection.execute("commit");
}

void add_seal(Connection& connection) {
  connection.execute("begin immediate");
  connection.execute("alter table head add column seal blob");
  connection.execute(set_version(format_version).c_str());
  connection.execute("commit");
}

void recognise(Connection& connection, std::string const& file) {
  if (connection.pragma("application_id") != application_id) {
    throw SqliteError{SQLITE_NOTADB,
                      file +
                          " : ce fichier n'est pas un journal probant ; vérifiez le répertoire "
                          "donné à --store, ou créez un journal avec « probant init »."};
  }
  auto const version = connection.pragma("user_version");
  if (version == format_version || version == unsealed_format_version) return;
  throw StoreError{file + " : ce journal est au format " + std::to_string(version) +
                   ", cette version de probant lit les formats 1 à " +
                   std::to_string(format_version) +
                   " ; utilisez une version plus récente de probant."};
}

}  // namespace probant::sqlite
