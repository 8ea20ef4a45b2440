// What keeps a log over the years: checkpoints, keys, backups, restorations; and the checks.
#include <algorithm>
#include <charconv>
#include <functional>

#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/directory.hpp"
#include "engine/kernel/reapply.hpp"
#include "engine/log/check.hpp"
#include "engine/log/continuity.hpp"
#include "engine/log/proofs.hpp"
#include "tests/simulation/life.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/same_world.hpp"

namespace probant::test {
namespace {

namespace fs = std::filesystem;

Actor const keeper{"tenue", Role::operator_, ""};
constexpr std::size_t backups_kept = 4;

std::set<std::int64_t> amounts_in(fs::path const& path) {
  constexpr std::string_view name = R"("amount_cents":)";
  auto const bytes = file_bytes(path).value_or("");
  std::set<std::int64_t> amounts;
  for (auto at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at + 1)) {
    std::int64_t amount = 0;
    std::from_chars(bytes.data() + at + name.size(), bytes.data() + bytes.size(), amount);
    amounts.insert(amount);
  }
  return amounts;
}

bool refuses_to_sign(fs::path const& evidence, EventStore const& store) {
  try {
    notary::Notary const notary{evidence, store};
    return false;
  } catch (StoreError const&) {
    return true;
  }
}

}  // namespace

void Life::begin_evidence() {
  auto const number = published_.size();
  origin_ = "probant.invalid/vie" + (number > 0 ? "-r" + std::to_string(number) : "");
  published_[origin_];
  evidence_ = place_.path() / ("tenue-" + std::to_string(number));
  fs::create_directory(evidence_);
  notary::create_evidence(evidence_, origin_, secret(origin_));
}

void Life::sign() { publish(notary_->sign()); }

/// As an auditor who keeps all that was ever published would look at it.
void Life::publish(OpenedCheckpoint const& made) {
  auto const evidence = notary::read_evidence(evidence_);
  auto const opened = evidence.open(made.note.bytes());
  INFO("seed " << seed_ << ": " << opened.why);
  REQUIRE(opened.good());
  auto const& checkpoint = opened.checkpoint;
  REQUIRE(checkpoint.origin == origin_);
  auto& known = published_.at(origin_);
  if (!known.empty()) {
    auto const& last = known.rbegin()->second;
    Tree tree{*store_, checkpoint.size};
    REQUIRE(last.size <= checkpoint.size);
    REQUIRE(verify_consistency(last.size, last.root, checkpoint.size, checkpoint.root,
                               consistency_proof(tree, last.size)));
  }
  auto const [place, is_new] = known.try_emplace(checkpoint.size, checkpoint);
  REQUIRE(place->second.root == checkpoint.root);
  events_["checkpoints"] += is_new ? 1 : 0;
  voice_ = sha256(voice_.text() + made.note.bytes());
}

void Life::timestamp() {
  auto const& known = published_.at(origin_);
  if (known.empty()) return;
  auto const& last = known.rbegin()->second;
  journal::CheckpointTimestamped fact;
  fact.size = static_cast<Position>(last.size);
  fact.root = last.root;
  fact.authority = "TSA d'essai";
  fact.generated_at = clock_.text();
  fact.token_sha256 = sha256(last.text());
  note(Event{std::move(fact), {}});
}

void Life::rotate_key() {
  journal::KeyRotated fact;
  fact.previous_key = notary_->key().text();
  fact.key = notary_->prepare_key(secret("clé " + std::to_string(++events_["new keys"]))).text();
  fact.grounds = "renouvellement";
  note(Event{std::move(fact), {}});
  publish(notary_->rotate());
}

void Life::back_up() {
  ++events_["backups"];
  sign();
  Backup backup{place_.path() / ("copie-" + std::to_string(events_["backups"])), model_, said_,
                store_->head()};
  sqlite::copy_database(directory_, backup.file, [](std::size_t, std::size_t) {});
  backups_.push_back(std::move(backup));
  if (backups_.size() <= backups_kept) return;
  fs::remove(backups_.front().file);
  backups_.erase(backups_.begin());
}

/// The machine is lost; what was kept elsewhere is there.
void Life::restore() {
  ++events_["restorations"];
  auto const backup = backups_[static_cast<std::size_t>(below(static_cast<int>(backups_.size())))];
  auto known = backup.head.next;
  auto const& published = published_.at(origin_);
  if (!published.empty()) {
    known = std::max(known, static_cast<Position>(published.rbegin()->first));
  }
  for (auto const& one : erasures_) known = std::max(known, one.ordered_by + 1);
  events_["events lost"] += static_cast<int>(model_.next() - backup.head.next);

  close();
  disk_.reset();
  fs::remove_all(directory_);
  directory_ = place_.path() / ("store-" + std::to_string(events_["restorations"]));
  sqlite::make_empty(directory_);
  fs::copy_file(backup.file, sqlite::log_file(directory_));
  disk_.emplace(directory_);
  model_ = backup.model;
  model_.forget_clock();
  said_ = backup.said;
  confirmed_ = backup.head;
  take_over(backup, known);
  sign();
  check();
}

void Life::take_over(Backup const& backup, Position known) {
  auto const size = backup.head.next;
  bool const lost = known > size;
  events_["restored with a known loss"] += lost ? 1 : 0;
  auto const& published = published_.at(origin_);
  bool const signed_lost =
      !published.empty() && static_cast<Position>(published.rbegin()->first) > size;
  auto const before = evidence_;
  if (lost) {
    begin_evidence();
    std::erase_if(backups_, [&](Backup const& one) { return one.head.next > size; });
  }
  open();
  if (signed_lost) {
    REQUIRE(refuses_to_sign(before, *store_));
    silenced_.push_back(before);
  }
  REQUIRE(store_->head().root == backup.head.root);
  auto const already = model_.erased();
  auto last_first = erasures_;
  std::ranges::sort(last_first, std::ranges::greater{}, &ErasedPayload::position);
  for (auto const& one : last_first) {
    if (one.ordered_by < size || one.position >= size || model_.erased(one.position)) continue;
    model_.erase_again(one.position, clock_);
  }
  auto const reapplied = reapply(*engine_, erasures_, size, keeper);
  REQUIRE(reapplied == static_cast<std::int64_t>(model_.erased() - already));
  events_["erased again"] += static_cast<int>(reapplied);
  erasures_.clear();
  confirm();
  journal::Restored fact;
  fact.size = size;
  fact.root = backup.head.root;
  fact.known_size = known;
  fact.erasures_reapplied = reapplied;
  fact.backup_made_at = clock_.text();
  note(Event{std::move(fact), {}});
}

void Life::keep_erasures() {
  if (erasures_.size() == model_.erased()) return;
  erasures_ = merged(std::move(erasures_), erasures_of(*store_));
  REQUIRE(erasures_.size() == model_.erased());
}

void Life::check() {
  INFO("seed " << seed_);
  auto const log = check_log(*store_);
  INFO(log.why);
  REQUIRE(log.good());
  REQUIRE(log.checked == model_.next());
  REQUIRE(log.erased == static_cast<Position>(model_.erased()));
  REQUIRE(log.root == store_->head().root);
  REQUIRE(store_->check_file().empty());
  // What the last checkpoint covers another key, or none, may have sealed.
  auto const end = store_->sealed_head();
  auto const covered = static_cast<Position>(notary_->last().checkpoint.size);
  REQUIRE((end.head.next <= covered || notary_->seal_holds(end.head, end.seal)));
  REQUIRE(difference(engine_->world(), replay(*store_)).empty());
  for (auto const& [id, answer] : said_) REQUIRE(store_->find_proposal(id));
  check_published();
  check_forgotten();
}

/// All that this log ever signed still holds of it; a log that lost some of it stays silent.
void Life::check_published() {
  for (auto const& [size, checkpoint] : published_.at(origin_)) {
    REQUIRE(conflict_with(*store_, checkpoint).empty());
  }
  for (auto const& evidence : silenced_) {
    ++events_["second histories refused"];
    REQUIRE(refuses_to_sign(evidence, *store_));
  }
}

/// No byte of what was erased is left in the files.
void Life::check_forgotten() const {
  auto const forgotten = model_.forgotten();
  for (std::string const name : {"log.sqlite", "log.sqlite-wal"}) {
    for (auto const amount : amounts_in(directory_ / name)) {
      INFO("seed " << seed_ << ": " << amount << " in " << name);
      REQUIRE_FALSE(forgotten.contains(amount));
    }
  }
}

}  // namespace probant::test
