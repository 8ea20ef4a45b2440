#include "adapters/sqlite/reader.hpp"

#include <algorithm>
#include <utility>

#include "adapters/sqlite/dossier_index.hpp"
#include "adapters/sqlite/file_check.hpp"
#include "adapters/sqlite/head.hpp"
#include "adapters/sqlite/proposals.hpp"
#include "adapters/sqlite/schema.hpp"

namespace probant::sqlite {
namespace {

constexpr std::string_view event_columns =
    "select event.position, event.dossier_key, event.version, type_key, schema, occurred_at, "
    "recorded_at, actor_key, rulebook_key, proposal_id, payload, warnings ";

std::string select_events(std::string_view rest) {
  return std::string{event_columns} + std::string{rest};
}

std::optional<DossierId> dossier_of(Rows const& rows) { return DossierId::parse(rows.bytes(1)); }

std::optional<Actor> actor_of(Rows const& rows) {
  auto const role = parse_name<Role>(rows.bytes(2));
  if (!role) return std::nullopt;
  return Actor{std::string{rows.bytes(1)}, *role, std::string{rows.bytes(3)}};
}

std::optional<EventType> type_of(Rows const& rows) { return event_type(rows.bytes(1)); }

std::optional<std::string> name_in(Rows const& rows) { return std::string{rows.bytes(1)}; }

// What no schema can be stays wrong: cut to size, it could pass for the right one.
int schema_from(std::int64_t number) {
  return std::in_range<int>(number) ? static_cast<int>(number) : 0;
}

Bytes32 blinding_from(std::string_view bytes) {
  Bytes32 blinding{};
  auto const size = std::min(bytes.size(), blinding.size());
  std::copy_n(bytes.begin(), size, blinding.begin());
  return blinding;
}

Connection opened(std::filesystem::path const& file, Access access) {
  Connection connection{file, access};
  recognise(connection, file.string());
  connection.set_up();
  return connection;
}

}  // namespace

Reader::Reader(std::filesystem::path const& file, Access access)
    : connection_{opened(file, access)},
      scan_{connection_,
            select_events("from event where position >= ? and position < ? order by position")},
      scan_indexed_{connection_, select_events("from dossier_index left join event using(position) "
                                               "where dossier_index.dossier_key = ? and "
                                               "position < (select indexed_events from head) "
                                               "order by dossier_index.version")},
      scan_recent_{connection_,
                   select_events("from event where position >= (select indexed_events from head) "
                                 "and dossier_key = ? order by position")},
      scan_leaves_{connection_,
                   "select position, envelope, blinding from leaf "
                   "where position >= ? and position < ? order by position"},
      dossier_key_{connection_, "select key from dossier where name = ?"},
      indexed_proposal_{connection_,
                        "select sequence, id, body_hash, recorded, position "
                        "from proposal_index join proposal using(sequence) "
                        "where hash = ? and id = ?"},
      recent_proposal_{connection_,
                       "select sequence, id, body_hash, recorded, position from proposal "
                       "where sequence >= (select indexed_proposals from head) and id = ?"},
      dossiers_{connection_, "select key, name from dossier where key >= ? order by key",
                &dossier_of},
      actors_{connection_,
              "select key, id, role, organisation from actor where key >= ? order by key",
              &actor_of},
      types_{connection_, "select key, name from type where key >= ? order by key", &type_of},
      rulebooks_{connection_, "select key, name from rulebook where key >= ? order by key",
                 &name_in},
      tiles_{connection_} {}

Head Reader::head() { return sealed_head().head; }

SealedHead Reader::sealed_head() {
  Hasher hasher;
  return load_head(connection_).sealed_head(hasher);
}

bool Reader::simulation() {
  Statement statement{connection_, "select value from meta where name = 'simulation'"};
  auto rows = statement.query();
  return rows.next() && rows.bytes(0) == "1";
}

std::vector<Fault> Reader::check_file() { return sqlite::check_file(connection_); }

std::vector<std::string> Reader::check_schema() { return sqlite::check_schema(connection_); }

void Reader::scan(Position from, Position to, EventStore::Visitor const& visit) {
  for (auto rows = scan_.query(from, to); rows.next();) {
    if (!show(rows, dossiers_[rows.integer(1)], visit)) return;
  }
}

void Reader::scan_dossier(DossierId const& dossier,
                          std::optional<std::vector<Position>> const& recent,
                          EventStore::Visitor const& visit) {
  std::optional<Snapshot> snapshot;
  if (!recent) snapshot.emplace(connection_);
  if (!recent && !index_covers_) {
    ensure_index_covers(connection_);
    index_covers_ = true;
  }
  auto const name = dossier.text();
  auto found = dossier_key_.query(std::string_view{name});
  if (!found.next()) return;
  Course course{found.integer(0), dossier};
  if (!scan_index(course, visit)) return;
  if (!recent) {
    for (auto rows = scan_recent_.query(course.key); rows.next();) {
      if (!show_next(rows, course, visit)) return;
    }
    return;
  }
  for (auto const position : *recent) {
    if (position <= course.last) continue;  // indexed since the writer told
    auto rows = scan_.query(position, position + 1);
    if (!rows.next()) led_astray(dossier);
    if (!show_next(rows, course, visit)) return;
  }
}

bool Reader::scan_index(Course& course, EventStore::Visitor const& visit) {
  for (auto rows = scan_indexed_.query(course.key); rows.next();) {
    if (!show_next(rows, course, visit)) return false;
  }
  return true;
}

bool Reader::show_next(Rows const& rows, Course& course, EventStore::Visitor const& visit) {
  course.last = rows.integer(0);
  if (rows.integer(1) != course.key || rows.integer(2) != ++course.version) {
    led_astray(course.dossier);
  }
  return show(rows, course.dossier, visit);
}

bool Reader::show(Rows const& rows, DossierId const& dossier, EventStore::Visitor const& visit) {
  return visit({.position = rows.integer(0),
                .dossier = dossier,
                .version = rows.integer(2),
                .type = types_[rows.integer(3)],
                .schema = schema_from(rows.integer(4)),
                .occurred_at = Instant::from_unix_ns(rows.integer(5)),
                .recorded_at = Instant::from_unix_ns(rows.integer(6)),
                .actor = actors_[rows.integer(7)],
                .proposal_id = rows.bytes(9),
                .rulebook = rulebooks_[rows.integer(8)],
                .payload = rows.bytes(10),
                .warnings = rows.bytes(11),
                .erased = rows.is_null(10)});
}

void Reader::scan_leaves(Position from, Position to, EventStore::LeafVisitor const& visit) {
  for (auto rows = scan_leaves_.query(from, to); rows.next();) {
    bool const goes_on = visit({.position = rows.integer(0),
                                .envelope = rows.bytes(1),
                                .blinding = blinding_from(rows.bytes(2)),
                                .erased = rows.is_null(2)});
    if (!goes_on) return;
  }
}

std::optional<ProposalRecord> Reader::find_proposal(std::string_view id, bool everywhere) {
  // Recent ones first: what is no longer recent by the second look has been indexed before it.
  if (everywhere) {
    auto recent = recent_proposal_.query(id);
    if (recent.next()) return proposal_from(recent);
  }
  auto indexed = indexed_proposal_.query(proposal_hash(id), id);
  if (indexed.next()) return proposal_from(indexed);
  return std::nullopt;
}

ReaderPool::ReaderPool(std::filesystem::path file, Access access)
    : file_{std::move(file)}, access_{access} {}

std::unique_ptr<Reader, ReaderPool::GiveBack> ReaderPool::take() const {
  std::unique_ptr<Reader> reader;
  {
    std::lock_guard const lock{mutex_};
    if (!idle_.empty()) {
      reader = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!reader) reader = std::make_unique<Reader>(file_, access_);
  return {reader.release(), GiveBack{this}};
}

void ReaderPool::GiveBack::operator()(Reader* reader) const noexcept {
  std::unique_ptr<Reader> owned{reader};
  std::lock_guard const lock{pool->mutex_};
  try {
    pool->idle_.push_back(std::move(owned));
  } catch (...) {
    // No memory to keep it: it is closed, and the next read opens another.
  }
}

}  // namespace probant::sqlite
