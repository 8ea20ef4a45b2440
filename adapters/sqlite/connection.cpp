#include "adapters/sqlite/connection.hpp"

#include <utility>

namespace probant::sqlite {
namespace {

// One place for what SQLite's codes mean to the person at the keyboard, and the way out.
std::string explain(int code) {
  // Even who only reads keeps an index beside the log.
  if (code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_SHMOPEN || code == SQLITE_IOERR_SHMMAP) {
    return "l'index de lecture (log.sqlite-shm, 32 Kio à côté du journal) n'a pas pu être écrit : "
           "le disque est sans doute plein ; libérez de la place, puis recommencez (un service en "
           "marche reprend de lui-même)";
  }
  switch (code & 0xff) {
    case SQLITE_FULL:
      return "le disque est plein ; libérez de la place, puis recommencez (un service en marche "
             "reprend de lui-même)";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "le fichier ou son répertoire n'est pas accessible en écriture ; rétablissez les "
             "droits d'écriture, ou n'utilisez que des commandes de lecture";
    case SQLITE_CANTOPEN:
      return "le fichier ne peut pas être ouvert ; vérifiez qu'il existe et que vous avez les "
             "droits sur son répertoire";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "un autre programme tient le fichier ; fermez-le, puis recommencez";
    case SQLITE_NOTADB:
      return "ce fichier n'est pas un journal probant";
    case SQLITE_CORRUPT:
      return "le fichier est abîmé ou tronqué ; restaurez une sauvegarde avec « probant restore »";
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return "le contenu du fichier contredit ce que probant y a écrit : il a été modifié par un "
             "autre programme ; lancez « probant verify »";
    case SQLITE_NOMEM:
      return "la mémoire est épuisée ; libérez-en";
    case SQLITE_IOERR:
      return "une lecture ou une écriture sur le disque a échoué ; vérifiez le disque, puis "
             "« probant verify »";
    default:
      return "SQLite a renvoyé une erreur inattendue ; lancez « probant verify »";
  }
}

int flags_of(Access access) {
  constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
  switch (access) {
    case Access::write:
      return common | SQLITE_OPEN_READWRITE;
    case Access::create:
      return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Access::read:
    case Access::sealed:
      return common | SQLITE_OPEN_READONLY;
  }
  return common;
}

/// A path as a URI, with everything percent-encoded that could mean something there.
std::string uri_of(std::string const& path, Access access) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string uri = "file:";
  for (char const c : path) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '.' || c == '-' || c == '_';
    if (plain) {
      uri += c;
      continue;
    }
    uri += '%';
    uri += digits[static_cast<unsigned char>(c) >> 4U];
    uri += digits[static_cast<unsigned char>(c) & 15U];
  }
  return access == Access::sealed ? uri + "?immutable=1" : uri;
}

void switch_on(Connection const& connection, int option) {
  int holds = 0;
  int const code = sqlite3_db_config(connection.get(), option, 1, &holds);
  if (code != SQLITE_OK || holds != 1) connection.fail(code == SQLITE_OK ? SQLITE_ERROR : code);
}

}  // namespace

bool is_damage(int code) {
  auto const primary = code & 0xff;
  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_CONSTRAINT ||
         primary == SQLITE_MISMATCH || primary == SQLITE_ERROR;
}

Connection::Connection(std::filesystem::path const& file, Access access)
    : access_{access}, file_{std::filesystem::absolute(file).string()} {
  sqlite3* handle = nullptr;
  int const code =
      sqlite3_open_v2(uri_of(file_, access).c_str(), &handle, flags_of(access), nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(code);
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  switch_on(*this, SQLITE_DBCONFIG_DEFENSIVE);
  insist("trusted_schema", "off", "0");
  insist("cell_size_check", "on", "1");
}

void Connection::fail(int code) const {
  std::string const detail = sqlite3_errstr(code);
  throw SqliteError{code, file_ + " : " + explain(code) + " (SQLite " + std::to_string(code) +
                              ", " + detail + ")."};
}

void Connection::insist(std::string const& name, std::string const& value,
                        std::string const& holds) {
  execute(("pragma " + name + "=" + value).c_str());
  Statement statement{*this, "pragma " + name};
  auto rows = statement.query();
  if (rows.next() && rows.bytes(0) == holds) return;
  throw SqliteError{SQLITE_ERROR, file_ + " : SQLite refuse le réglage « " + name + " = " + value +
                                      " » dont dépend la sûreté du journal ; placez-le sur un "
                                      "système de fichiers local."};
}

void Connection::set_up() {
  if (access_ == Access::read || access_ == Access::sealed) {
    // Two connections that checkpoint at once can lose commits in SQLite before 3.51.3: readers
    // never do, not even the last one to close.
    switch_on(*this, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE);
    insist("query_only", "1", "1");
    insist("wal_autocheckpoint", "0", "0");
    insist("cache_size", "-16384", "-16384");
    return;
  }
  if (access_ == Access::create) insist("page_size", "8192", "8192");
  insist("journal_mode", "wal", "wal");
  insist("synchronous", "full", "2");
  insist("foreign_keys", "on", "1");
  insist("recursive_triggers", "on", "1");
  insist("secure_delete", "on", "1");
  // The append that meets it empties the journal, and all who wait wait for it: with 16 MB a few
  // milliseconds, with 80 MB some 30, for the same work in all.
  insist("wal_autocheckpoint", "2000", "2000");
  insist("cache_size", "-32768", "-32768");
}

void Connection::execute(char const* sql) {
  int const code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(sqlite3_extended_errcode(handle_.get()));
}

std::int64_t Connection::pragma(std::string const& name) {
  Statement statement{*this, "pragma " + name};
  auto rows = statement.query();
  return rows.next() ? rows.integer(0) : 0;
}

Statement::Statement(Connection const& connection, std::string_view sql)
    : connection_{&connection} {
  sqlite3_stmt* handle = nullptr;
  int const code = sqlite3_prepare_v3(connection.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  handle_.reset(handle);
  check(code);
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) connection_->fail(code);
}

// SQLite takes a null pointer for NULL; an empty view may hold one and still means an empty text.
void Statement::bind(int index, std::string_view text) {
  check(sqlite3_bind_text64(handle_.get(), index, text.empty() ? "" : text.data(), text.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, std::nullptr_t) { check(sqlite3_bind_null(handle_.get(), index)); }

void Statement::bind(int index, Blob blob) {
  check(sqlite3_bind_blob64(handle_.get(), index, blob.bytes.empty() ? "" : blob.bytes.data(),
                            blob.bytes.size(), SQLITE_STATIC));
}

Rows::~Rows() { sqlite3_reset(statement_.handle_.get()); }

bool Rows::next() {
  int const code = sqlite3_step(statement_.handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  statement_.connection_->fail(code);
}

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_.handle_.get(), column);
}

std::string_view Rows::bytes(int column) const {
  auto* const handle = statement_.handle_.get();
  auto const* const data = static_cast<char const*>(sqlite3_column_blob(handle, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle, column))};
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_.handle_.get(), column) == SQLITE_NULL;
}

}  // namespace probant::sqlite
