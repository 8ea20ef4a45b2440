#include "tests/fault/forged_log.hpp"

#include <iostream>

#include "engine/log/check.hpp"
#include "engine/log/envelope.hpp"
#include "engine/log/merkle.hpp"
#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/fault/recording_run.hpp"

namespace probant::test {
namespace {

namespace fs = std::filesystem;

constexpr auto origin = "probant.invalid/essai";

SigningKey key_from(std::string const& seed) {
  return std::move(*SigningKey::from_seed(origin, KeyType::ed25519, sha256(seed).bytes));
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (char const byte : bytes) {
    text += digits[static_cast<unsigned char>(byte) >> 4U];
    text += digits[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

std::string drop_guards() {
  std::string sql;
  for (std::string const table :
       {"event", "leaf", "proposal", "dossier", "actor", "type", "rulebook"}) {
    sql += "drop trigger " + table + "_stays; drop trigger " + table + "_is_fixed; ";
  }
  return sql;
}

fs::path original_of(fs::path const& directory) { return directory.parent_path() / "original"; }

}  // namespace

SigningKey journal_key() { return key_from("la clé du journal"); }
SigningKey other_key() { return key_from("une autre clé"); }

ForgedLog::ForgedLog() : pinned_{journal_key().verifier()} {
  {
    RecordingRun run{directory_};
    if (run.play() != End::finished) throw std::runtime_error{run.reason()};
    size_ = run.confirmed().next;
    auto const size = static_cast<std::uint64_t>(size_);
    checkpoint_ = sign_checkpoint(journal_key(), size, run.confirmed().root).bytes();
  }
  execute(drop_guards());
  execute("pragma journal_mode=delete; vacuum");
  fs::copy_file(file(), original_of(directory_));
}

void ForgedLog::execute(std::string const& sql) const { tamper(file(), sql); }

void ForgedLog::restore() const {
  for (auto const* suffix : {"-wal", "-shm", "-journal"}) fs::remove(file().string() + suffix);
  fs::copy_file(original_of(directory_), file(), fs::copy_options::overwrite_existing);
}

Finding ForgedLog::finding() const {
  try {
    auto const store = SqliteEventStore::open(directory_, SqliteEventStore::Mode::read_only);
    return finding_in(*store, checkpoint_, pinned_);
  } catch (StoreError const&) {
    return "opening";
  }
}

void ForgedLog::recompute_head(Position size) const {
  Hasher hasher;
  Frontier frontier;
  {
    sqlite::Connection connection{file(), sqlite::Access::read};
    sqlite::Statement leaves{connection, "select envelope from leaf order by position"};
    for (auto rows = leaves.query(); rows.next();) {
      frontier.append(hasher, leaf_hash(hasher, rows.bytes(0)));
    }
  }
  std::string peaks;
  for (auto const& peak : frontier.peaks()) peaks += as_text(peak);
  execute("update head set size = " + std::to_string(size) + ", peaks = x'" + hex(peaks) + "'");
}

void ForgedLog::rewrite_payload(Position position) const {
  Hasher hasher;
  std::string payload;
  std::string before;
  std::string after;
  {
    sqlite::Connection connection{file(), sqlite::Access::read};
    sqlite::Statement leaf{connection,
                           "select payload, blinding from leaf join event using(position) "
                           "where position = ?"};
    auto rows = leaf.query(position);
    rows.next();
    payload = rows.bytes(0);
    Bytes32 blinding{};
    std::ranges::copy(rows.bytes(1), blinding.begin());
    before = hex(as_text(payload_commitment(hasher, blinding, payload)));
    payload.insert(payload.size() - 1, R"(,"note":"autre")");
    after = hex(as_text(payload_commitment(hasher, blinding, payload)));
  }
  auto const where = " where position = " + std::to_string(position);
  execute("update event set payload = cast(x'" + hex(payload) + "' as text)" + where +
          "; update leaf set envelope = cast(replace(cast(envelope as text), '" + before + "', '" +
          after + "') as blob)" + where);
  recompute_head(size_);
}

Finding against_checkpoint(EventStore const& store, std::string const& note,
                           VerifierKey const& pinned) {
  auto const opened = open_checkpoint(note, pinned);
  if (!opened.good()) return "signature";
  auto const size = static_cast<Position>(opened.checkpoint.size);
  if (store.head().next < size) return "checkpoint: size";
  if (root_of_first(store, size) != opened.checkpoint.root) return "checkpoint: root";
  return {};
}

Finding finding_in(SqliteEventStore const& store, std::string const& note,
                   VerifierKey const& pinned) {
  try {
    if (!check_log(store).good()) return "check_log";
    if (!store.check_file().empty()) return "check_file";
    auto const found = against_checkpoint(store, note, pinned);
    return found.empty() && !is_sealed(store) ? "seal" : found;
  } catch (StoreError const&) {
    return "reading";
  }
}

void Drills::print() const {
  for (auto const& [what, findings] : counts_) {
    std::cout << "tampering: " << what << ":";
    for (auto const& [finding, times] : findings) {
      std::cout << " " << times << " " << (finding.empty() ? "NOT FOUND" : finding) << ";";
    }
    std::cout << '\n';
  }
  std::cout << "tampering: " << total() << " in all\n";
}

int Drills::missed(std::string const& what) const {
  auto const known = counts_.find(what);
  if (known == counts_.end()) return 0;
  auto const missed = known->second.find("");
  return missed == known->second.end() ? 0 : missed->second;
}

int Drills::total() const {
  int total = 0;
  for (auto const& [what, findings] : counts_) {
    for (auto const& [finding, times] : findings) total += times;
  }
  return total;
}

}  // namespace probant::test
