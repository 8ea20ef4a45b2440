#include "adapters/sqlite/head.hpp"
#include "engine/rules/counted.hpp"

#include <algorithm>

namespace probant::sqlite {
namespace {

constexpr std::size_t digest_size = 32;

std::vector<Sha256> peaks_from(std::string_view bytes) {
  if (bytes.size() % digest_size != 0) incoherent("les sommets de l'arbre sont tronqués");
  std::vector<Sha256> peaks(bytes.size() / digest_size);
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    std::ranges::copy(bytes.substr(i * digest_size, digest_size), peaks[i].bytes.begin());
  }
  return peaks;
}

void ensure_runs_to(Connection& connection, std::string const& table, Position size) {
  Statement statement{connection, "select coalesce((select min(position) from " + table + "), 0)," +
                                      " coalesce((select max(position) from " + table +
                                      "), -1) + 1"};
  auto rows = statement.query();
  rows.next();
  auto const first = rows.integer(0);
  auto const end = rows.integer(1);
  if (first == 0 && end == size) return;
  auto const first_bad = first == 0 ? std::min(end, size) : std::min<Position>(first, 0);
  incoherent("la table " + table + " va de " + std::to_string(first) + " à " +
                 std::to_string(end - 1) + " alors que le journal compte " +
                 counted(size, "événement", "événements"),
             first_bad);
}

bool has_seal(Connection& connection) {
  Statement column{connection, "select 1 from pragma_table_info('head') where name = 'seal'"};
  auto rows = column.query();
  return rows.next();
}

/// One that cannot be a seal is none.
std::optional<Bytes32> seal_from(std::string_view bytes) {
  Bytes32 seal{};
  if (bytes.size() != seal.size()) return std::nullopt;
  std::ranges::copy(bytes, seal.begin());
  return seal;
}

StoredHead read_head(Connection& connection) {
  bool const sealable = has_seal(connection);
  Statement row{connection, "select size, peaks, indexed_events, indexed_proposals, " +
                                std::string{sealable ? "seal" : "null"} + " from head"};
  auto rows = row.query();
  if (!rows.next()) incoherent("l'état de tête manque");
  auto frontier =
      Frontier::restore(static_cast<std::uint64_t>(rows.integer(0)), peaks_from(rows.bytes(1)));
  if (!frontier || rows.integer(0) < 0) incoherent("l'arbre ne correspond pas à la taille");
  return {.frontier = *std::move(frontier),
          .recorded_at = {},
          .indexed_events = rows.integer(2),
          .indexed_proposals = rows.integer(3),
          .sealable = sealable,
          .seal = seal_from(rows.bytes(4))};
}

std::optional<Instant> recorded_at(Connection& connection, Position next) {
  Statement last{connection, "select recorded_at from event where position = ?"};
  auto rows = last.query(next - 1);
  if (!rows.next()) return std::nullopt;
  return Instant::from_unix_ns(rows.integer(0));
}

}  // namespace

void incoherent(std::string const& what, std::optional<Position> position) {
  throw SqliteError{
      SQLITE_CORRUPT,
      "le journal est incohérent : " + what +
          " ; il a été modifié hors de probant. N'y écrivez plus, conservez-le tel quel "
          "et restaurez une sauvegarde avec « probant restore ».",
      position};
}

StoredHead load_head(Connection& connection) {
  Snapshot const snapshot{connection};
  auto head = read_head(connection);
  ensure_runs_to(connection, "event", head.next());
  ensure_runs_to(connection, "leaf", head.next());
  head.recorded_at = recorded_at(connection, head.next());
  return head;
}

}  // namespace probant::sqlite
