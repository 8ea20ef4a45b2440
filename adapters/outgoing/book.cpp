#include "adapters/outgoing/book.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "adapters/sqlite/connection.hpp"

namespace probant::outgoing {
namespace {

using sqlite::Access;
using sqlite::Connection;
using sqlite::Rows;
using sqlite::Statement;

constexpr std::int64_t schema_version = 3;
constexpr char const* schema = R"(
create table subscription(
  id integer primary key autoincrement, url text not null,
  types text not null, kinds text not null, regions text not null,
  owner text not null, role text not null, organisation text not null,
  secret text not null, former_secret text not null, former_until integer not null,
  state text not null, why text not null, created_at integer not null,
  next integer not null, attempt integer not null, due integer not null,
  active_since integer not null default 0,
  log text not null default '', mark text not null default '',
  granted_by text not null default '',
  seen_at integer not null default 0,
  leaf text not null default '') strict;
create table attempt(
  number integer primary key autoincrement,
  subscription integer not null references subscription on delete cascade,
  position integer not null, at integer not null, try integer not null, status integer not null,
  milliseconds integer not null, answer text not null) strict;
create index attempt_of on attempt(subscription, number);
create table dead_letter(
  subscription integer not null references subscription on delete cascade,
  position integer not null, at integer not null, why text not null, again integer not null,
  primary key(subscription, position)) strict, without rowid;
pragma user_version = 3;
)";
constexpr char const* from_version_1 = R"(
alter table subscription add column active_since integer not null default 0;
alter table subscription add column log text not null default '';
alter table subscription add column mark text not null default '';
alter table subscription add column granted_by text not null default '';
pragma user_version = 2;
)";
constexpr char const* from_version_2 = R"(
alter table subscription add column seen_at integer not null default 0;
alter table subscription add column leaf text not null default '';
pragma user_version = 3;
)";
/// What is tried is written down at once and worth little: a log of writes kept small costs less
/// than the space of a large one (pages of 8 KiB).
constexpr char const* small_log = R"(
pragma synchronous = normal;
pragma wal_autocheckpoint = 256;
pragma journal_size_limit = 4194304;
)";
constexpr char const* columns =
    "id, url, types, kinds, regions, owner, role, organisation, secret, former_secret, "
    "former_until, state, why, created_at, next, attempt, due, active_since, log, mark, "
    "granted_by, seen_at, leaf";

std::string joined(std::vector<std::string> const& words) {
  std::string text;
  for (auto const& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

std::vector<std::string> parted(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    auto const comma = text.find(',');
    words.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return words;
}

Subscription subscription_of(Rows const& row) {
  Subscription read;
  read.id = row.integer(0);
  read.url = row.bytes(1);
  read.filter = {parted(row.bytes(2)), parted(row.bytes(3)), parted(row.bytes(4))};
  auto const role = parse_name<Role>(row.bytes(6));
  auto const state = parse_name<State>(row.bytes(11));
  if (!role || !state) throw StoreError{"service/outgoing.sqlite : un abonnement est illisible."};
  read.owner = {std::string{row.bytes(5)}, *role, std::string{row.bytes(7)}};
  read.secret = row.bytes(8);
  read.former_secret = row.bytes(9);
  read.former_until = Instant::from_unix_ns(row.integer(10));
  read.state = *state;
  read.why = row.bytes(12);
  read.created_at = Instant::from_unix_ns(row.integer(13));
  read.next = row.integer(14);
  read.attempt = static_cast<int>(row.integer(15));
  read.due = Instant::from_unix_ns(row.integer(16));
  read.active_since = Instant::from_unix_ns(row.integer(17));
  read.log = row.bytes(18);
  read.mark = row.bytes(19);
  read.grant = row.bytes(20);
  read.seen_at = Instant::from_unix_ns(row.integer(21));
  read.leaf = row.bytes(22);
  return read;
}

}  // namespace

struct Book::Database {
  /// How far a subscription has come, here and on the disk.
  struct Reached {
    Position next = 0;
    Position written = 0;
  };
  mutable std::mutex mutex;
  mutable Connection connection;
  std::map<std::int64_t, Reached> reached;  ///< by id, of those that passed over something

  Database(std::filesystem::path const& file, Log const& log)
      : connection{file, std::filesystem::exists(file) ? Access::write : Access::create} {
    ::chmod(file.c_str(), S_IRUSR | S_IWUSR);
    connection.set_up();
    connection.execute(small_log);
    auto const version = connection.pragma("user_version");
    if (version == 0) connection.execute(schema);
    if (version == 1) {
      transaction([&] {
        connection.execute(from_version_1);
        run("update subscription set active_since = created_at, log = ?", log.name);
      });
    }
    if (connection.pragma("user_version") == 2) {
      transaction([&] { connection.execute(from_version_2); });
    }
    if (connection.pragma("user_version") != schema_version) {
      throw StoreError{file.string() + " vient d'une autre version du programme."};
    }
    // Earlier programs kept what was answered, which may quote a letter.
    connection.execute("update attempt set answer = '' where status <> 0 and answer <> ''");
    connection.execute("pragma wal_checkpoint(truncate)");
  }

  template <class... Values>
  void run(char const* sql, Values const&... values) {
    Statement{connection, sql}.run(values...);
  }

  /// On the disk when it returns. For the rest the system may take its time: what a power failure
  /// takes away of it is sent once more.
  template <class... Values>
  bool run_durably(char const* sql, Values const&... values) {
    connection.execute("pragma synchronous = full");
    run(sql, values...);
    auto const changes = sqlite3_changes(connection.get());
    connection.execute("pragma synchronous = normal");
    return changes > 0;
  }

  std::vector<Subscription> select(std::string const& where, std::int64_t id) const {
    std::vector<Subscription> found;
    Statement statement{connection, std::string{"select "} + columns + " from subscription where " +
                                        where + " order by id"};
    auto rows = statement.query(id);
    while (rows.next()) {
      auto& one = found.emplace_back(subscription_of(rows));
      if (auto const further = reached.find(one.id); further != reached.end()) {
        one.next = further->second.next;
      }
    }
    return found;
  }

  template <class Work>
  void transaction(Work const& work) {
    connection.execute("begin immediate");
    try {
      work();
      connection.execute("commit");
    } catch (...) {
      sqlite3_exec(connection.get(), "rollback", nullptr, nullptr, nullptr);
      throw;
    }
  }
};

Book::Book(std::filesystem::path const& file, Log const& log) : log_{log} {
  std::filesystem::create_directories(file.parent_path());
  database_ = std::make_unique<Database>(file, log);
  for (auto& one : all()) {
    if (meet(one, log)) change(one);
  }
}

Book::~Book() {
  try {
    for (auto const& [id, reached] : database_->reached) {
      if (reached.written < reached.next) write_reached(id, reached.next);
    }
  } catch (StoreError const&) {
    return;  // it is looked at once more
  }
}

std::vector<Subscription> Book::all() const {
  std::lock_guard const lock{database_->mutex};
  return database_->select("id > ?", 0);
}

std::optional<Subscription> Book::find(std::int64_t id) const {
  std::lock_guard const lock{database_->mutex};
  auto found = database_->select("id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::optional<Subscription> Book::add(Subscription one) {
  auto const leaf = leaf_before(log_, one.next);
  std::lock_guard const lock{database_->mutex};
  auto const all = database_->select("id > ?", 0);
  auto const own = std::ranges::count(all, one.owner, &Subscription::owner);
  if (std::cmp_greater_equal(own, max_of_owner) || all.size() >= max_subscriptions) {
    return std::nullopt;
  }
  database_->run_durably(
      "insert into subscription(url, types, kinds, regions, owner, role, organisation, secret, "
      "former_secret, former_until, state, why, created_at, next, attempt, due, active_since, log, "
      "mark, granted_by, seen_at, leaf) "
      "values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      one.url, joined(one.filter.types), joined(one.filter.kinds), joined(one.filter.regions),
      one.owner.id, name_of(one.owner.role), one.owner.organisation, one.secret, one.former_secret,
      one.former_until.unix_ns(), name_of(one.state), one.why, one.created_at.unix_ns(), one.next,
      one.attempt, one.due.unix_ns(), one.active_since.unix_ns(), one.log, one.mark, one.grant,
      one.seen_at.unix_ns(), leaf);
  one.id = sqlite3_last_insert_rowid(database_->connection.get());
  return one;
}

bool Book::remove(std::int64_t id) {
  std::lock_guard const lock{database_->mutex};
  database_->reached.erase(id);
  return database_->run_durably("delete from subscription where id = ?", id);
}

bool Book::change(Subscription const& one) {
  std::lock_guard const lock{database_->mutex};
  return database_->run_durably(
      "update subscription set secret = ?, former_secret = ?, former_until = ?, state = ?, "
      "why = ?, attempt = ?, due = ?, active_since = ?, log = ?, granted_by = ? where id = ?",
      one.secret, one.former_secret, one.former_until.unix_ns(), name_of(one.state), one.why,
      one.attempt, one.due.unix_ns(), one.active_since.unix_ns(), one.log, one.grant, one.id);
}

void Book::see(Actor const& owner, Instant at) {
  std::lock_guard const lock{database_->mutex};
  database_->run(
      "update subscription set seen_at = ? where owner = ? and role = ? and organisation = ? and "
      "granted_by <> ''",
      at.unix_ns(), owner.id, name_of(owner.role), owner.organisation);
}

void Book::begin_anew(Subscription const& one) {
  auto const leaf = leaf_before(log_, one.next);
  std::lock_guard const lock{database_->mutex};
  database_->transaction([&] {
    database_->run("delete from dead_letter where subscription = ?", one.id);
    database_->run("update subscription set next = ?, leaf = ?, mark = ? where id = ?", one.next,
                   leaf, one.mark, one.id);
  });
  database_->reached.erase(one.id);
}

void Book::settle(Subscription const& one, Attempt const& attempt) {
  auto const leaf = leaf_before(log_, one.next);
  std::lock_guard const lock{database_->mutex};
  database_->transaction([&] {
    database_->run("update subscription set next = ?, leaf = ?, attempt = ?, due = ? where id = ?",
                   one.next, leaf, one.attempt, one.due.unix_ns(), one.id);
    if (sqlite3_changes(database_->connection.get()) == 0) return;  // removed meanwhile
    database_->run(
        "insert into attempt(subscription, position, at, try, status, milliseconds, answer) "
        "values(?, ?, ?, ?, ?, ?, ?)",
        one.id, attempt.position, attempt.at.unix_ns(), attempt.number, attempt.status,
        attempt.milliseconds, attempt.answer);
    database_->run(
        "delete from attempt where subscription = ?1 and number <= (select number from attempt "
        "where subscription = ?1 order by number desc limit 1 offset ?2)",
        one.id, kept_attempts);
  });
  database_->reached[one.id] = {one.next, one.next};
}

void Book::pass(std::int64_t id, Position next) {
  {
    std::lock_guard const lock{database_->mutex};
    auto& reached = database_->reached[id];
    reached.next = next;
    if (next < reached.written + passed_at_once) return;
  }
  write_reached(id, next);
}

void Book::write_reached(std::int64_t id, Position next) {
  auto const leaf = leaf_before(log_, next);
  std::lock_guard const lock{database_->mutex};
  database_->run("update subscription set next = ?, leaf = ? where id = ?", next, leaf, id);
  database_->reached[id].written = next;
}

std::vector<Attempt> Book::attempts(std::int64_t id) const {
  std::lock_guard const lock{database_->mutex};
  std::vector<Attempt> found;
  Statement statement{database_->connection,
                      "select position, at, try, status, milliseconds, answer from attempt "
                      "where subscription = ? order by number desc"};
  auto rows = statement.query(id);
  while (rows.next()) {
    found.push_back({rows.integer(0), Instant::from_unix_ns(rows.integer(1)),
                     static_cast<int>(rows.integer(2)), static_cast<int>(rows.integer(3)),
                     rows.integer(4), std::string{rows.bytes(5)}});
  }
  return found;
}

void Book::bury(std::int64_t id, DeadLetter const& letter) {
  std::lock_guard const lock{database_->mutex};
  database_->run(
      "insert into dead_letter(subscription, position, at, why, again) "
      "select id, ?2, ?3, ?4, 0 from subscription where id = ?1 "
      "on conflict do update set at = excluded.at, why = excluded.why, again = 0",
      id, letter.position, letter.at.unix_ns(), letter.why);
}

void Book::exhume(std::int64_t id, Position position) {
  std::lock_guard const lock{database_->mutex};
  database_->run("delete from dead_letter where subscription = ? and position = ?", id, position);
}

std::vector<DeadLetter> Book::dead_letters(std::int64_t id) const {
  std::lock_guard const lock{database_->mutex};
  std::vector<DeadLetter> found;
  Statement statement{database_->connection,
                      "select position, at, why, again from dead_letter where subscription = ? "
                      "order by position limit ?"};
  auto rows = statement.query(id, max_listed);
  while (rows.next()) {
    found.push_back({rows.integer(0), Instant::from_unix_ns(rows.integer(1)),
                     std::string{rows.bytes(2)}, rows.integer(3) != 0});
  }
  return found;
}

std::int64_t Book::revive(std::int64_t id) {
  std::lock_guard const lock{database_->mutex};
  database_->run("update dead_letter set again = 1 where subscription = ?", id);
  return sqlite3_changes(database_->connection.get());
}

std::optional<Position> Book::revived(std::int64_t id) const {
  std::lock_guard const lock{database_->mutex};
  Statement statement{database_->connection,
                      "select min(position) from dead_letter where subscription = ? and again = 1"};
  auto rows = statement.query(id);
  if (!rows.next() || rows.is_null(0)) return std::nullopt;
  return rows.integer(0);
}

}  // namespace probant::outgoing
