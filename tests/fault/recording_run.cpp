#include "tests/fault/recording_run.hpp"

#include <algorithm>

#include "engine/log/check.hpp"
#include "engine/log/merkle.hpp"
#include "tests/fault/forged_log.hpp"
#include "tests/support/desk.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/same_world.hpp"

namespace probant::test {
namespace {

using Mode = SqliteEventStore::Mode;

constexpr auto erasure_id = "effacement";
constexpr Position erased_position = 2;
constexpr auto erased_words = R"("amount_cents":200,)";

/// `data` is an act of the operator in the register dossier of the example entity.
std::string by_operator(std::string id, std::string type, std::string data) {
  return R"({"id":")" + id + R"(","type":"register.)" + type +
         R"(","dossier":"register:010780054",)"
         R"("actor":{"id":"op","role":"operator","organisation":""},"data":)" +
         data + "}";
}

std::string entity() {
  return by_operator("entite", "entity_recorded",
                     R"({"entity":"010780054","name":"CH","legal_status":"public","region":"84",
    "sites":[{"site":"010000024","name":"Site","category":"355","pmsi":"010780054"}],
    "source":"essai"})");
}
std::string ceiling(int number) {
  return by_operator("plafond-" + std::to_string(number), "ceiling_published",
                     R"({"entity":"010780054","amount_cents":)" + std::to_string(number * 100) +
                         R"(,"source":"liste"})");
}
std::string candidacy() {
  return R"({"id":"candidature","type":"hospiconnect.candidacy_filed",
    "dossier":"hospiconnect:010780054","occurred_at":"2026-02-03T14:12:00Z",
    "actor":{"id":"u-1","role":"establishment","organisation":"010780054"},
    "data":{"candidate":"010780054","entities":["010780054"]}})";
}
std::string validation(std::string id, std::string region) {
  return R"({"id":")" + id +
         R"(","type":"hospiconnect.candidacy_validated","dossier":"hospiconnect:010780054",
    "actor":{"id":"ars-1","role":"ars","organisation":")" +
         region + R"("},"data":{"decision":{"author":{"first_name":"C","last_name":"M",
    "quality":"Q","service":"S"},"signed_on":"2026-03-02"}}})";
}
std::string correction() {
  return R"({"id":"correction","type":"dossier.correction_recorded",
    "dossier":"register:010780054","actor":{"id":"a","role":"ans","organisation":""},
    "data":{"position":0,"corrections":[{"field":"name","was":"CH","becomes":"CH DE FLEYRIAT"}],
    "grounds":"saisie"}})";
}

NewEvent erasure(Version version, Instant at) {
  NewEvent event;
  event.dossier = *DossierId::parse("register:010780054");
  event.version = version;
  event.type = *event_type("dossier.payload_erased");
  event.occurred_at = event.recorded_at = at;
  event.actor = {"a", Role::ans, ""};
  event.proposal_id = erasure_id;
  event.rulebook = "hopen2-2026/1";
  event.subjects = {"dossier:register:010780054"};
  event.payload = R"({"legal_basis":"RGPD art. 17","position":2})";
  event.blinding = sha256("effacement").bytes;
  return event;
}

std::string without_kind(Outcome outcome) {
  outcome.kind = OutcomeKind::duplicate;
  return to_json(outcome);
}

bool is_read_only(Outcome const& outcome) {
  return std::ranges::any_of(outcome.reasons, [](Reason const& reason) {
    return reason.code == ReasonCode::store_read_only;
  });
}

}  // namespace

/// A batch of proposals, or the end of a session, or the erasure.
struct RecordingRun::Step {
  enum class Kind : std::uint8_t { record, reopen, erase } kind = Kind::record;
  std::vector<Proposal> proposals{};
};

std::vector<RecordingRun::Step> const& RecordingRun::script() {
  using enum Step::Kind;
  static std::vector<Step> const steps{
      {record, {proposal(entity()), proposal(ceiling(1)), proposal(ceiling(2))}},
      {record, {proposal(candidacy()), proposal(validation("v-93", "93")), proposal(candidacy())}},
      {record, {proposal(correction())}},
      {reopen, {}},
      {record, {proposal(validation("v-84", "84")), proposal(ceiling(3))}},
      {erase, {}},
      {record, {proposal(ceiling(4)), proposal(validation("v-93", "93"))}},
      {reopen, {}},
      {record, {proposal(ceiling(5))}}};
  return steps;
}

RecordingRun::RecordingRun(std::filesystem::path directory)
    : directory_{std::move(directory)}, clock_{*Instant::parse("2026-05-20T08:00:00Z")} {
  confirmed_.root = sha256("");
}

void RecordingRun::open() {
  close();
  bool const there = std::filesystem::exists(directory_ / "log.sqlite");
  store_ = SqliteEventStore::open(directory_, there ? Mode::read_write : Mode::create);
  store_->seal_with([](Head const& head) { return journal_seal().seal(head); });
  engine_ = std::make_unique<Engine>(*store_, desk_ports(clock_));
}

void RecordingRun::close() {
  engine_.reset();
  store_.reset();
}

End RecordingRun::play(std::function<bool()> const& stop) {
  try {
    open();
    for (auto const& step : script()) {
      if (!take(step)) return End::read_only;
      if (stop && stop()) return End::stopped;
    }
  } catch (StoreError const& error) {
    reason_ = error.what();
    return End::no_session;
  }
  return End::finished;
}

End RecordingRun::recover_and_go_on() {
  if (!recovers()) return End::read_only;
  CHECK(store_->failure().empty());
  for (auto const& step : script()) {
    bool const ends_session = step.kind == Step::Kind::reopen;
    if (!ends_session && !take(step)) return End::read_only;
  }
  return End::finished;
}

bool RecordingRun::take(Step const& step) {
  if (step.kind == Step::Kind::erase) return erase();
  if (step.kind == Step::Kind::record) return record(step);
  open();
  return true;
}

bool RecordingRun::record(Step const& step) {
  auto const next = engine_->world().next_position();
  in_flight_ = static_cast<Position>(step.proposals.size());
  auto const outcomes = engine_->record(step.proposals);
  REQUIRE(outcomes.size() == step.proposals.size());
  if (std::ranges::any_of(outcomes, is_read_only)) {
    CHECK(std::ranges::all_of(outcomes, is_read_only));
    CHECK(engine_->world().next_position() == next);
    return false;
  }
  for (auto const& outcome : outcomes) note(outcome);
  confirm();
  return true;
}

void RecordingRun::note(Outcome const& outcome) {
  auto const [known, is_first] = answers_.try_emplace(outcome.id, outcome);
  if (is_first) return;
  CHECK(outcome.kind == OutcomeKind::duplicate);
  if (outcome.position == erased_position && store_->find_proposal(erasure_id)) return;
  CHECK(without_kind(outcome) == without_kind(known->second));
}

bool RecordingRun::erase() {
  if (store_->find_proposal(erasure_id)) return true;
  auto const& dossier = *engine_->world().find(*DossierId::parse("register:010780054"));
  auto const next = store_->head().next;
  AppendBatch batch;
  batch.condition.read_up_to = next - 1;
  batch.events = {erasure(dossier.version + 1, clock_)};
  batch.proposals = {{erasure_id, {}, true, next}};
  batch.erasures = {erased_position};
  in_flight_ = 1;
  if (store_->append(batch) != AppendResult::appended) return false;
  engine_ = std::make_unique<Engine>(*store_, desk_ports(clock_));
  confirm();
  return true;
}

void RecordingRun::confirm() {
  confirmed_ = store_->head();
  in_flight_ = 0;
}

void RecordingRun::check_latched() {
  auto const fresh = proposal(ceiling(99));
  auto const outcome = engine_->record({&fresh, 1}).front();
  CHECK(is_read_only(outcome));
  CHECK_FALSE(store_->failure().empty());
  CHECK(store_->head().next == confirmed_.next);
  CHECK(store_->head().root == confirmed_.root);
  auto const check = check_log(*store_);
  INFO(check.why);
  CHECK(check.good());
  CHECK(check.root == confirmed_.root);
  CHECK(difference(engine_->world(), replay(*store_)).empty());
  for (auto const& [id, answer] : answers_) CHECK(store_->find_proposal(id));
  for (auto const& step : script()) {
    for (auto const& one : step.proposals) {
      if (!answers_.contains(one.id)) CHECK_FALSE(store_->find_proposal(one.id));
    }
  }
}

bool RecordingRun::check_reopened() {
  if (!std::filesystem::exists(directory_ / "log.sqlite")) {
    CHECK(confirmed_.next == 0);
    return false;
  }
  std::unique_ptr<SqliteEventStore> store;
  try {
    store = SqliteEventStore::open(directory_, Mode::read_write);
  } catch (StoreError const& error) {
    INFO(error.what());
    CHECK(confirmed_.next == 0);  // the power went while the store was made
    return false;
  }
  auto const head = store->head();
  CHECK((head.next == confirmed_.next || (head.next > confirmed_.next && in_flight_ > 0 &&
                                          head.next <= confirmed_.next + in_flight_)));
  CHECK(whole_in(*store));
  CHECK(is_sealed(*store));
  auto const check = check_log(*store);
  INFO(check.why);
  CHECK(check.good());
  CHECK(store->check_file().empty());
  if (store->find_proposal(erasure_id)) check_erased_is_gone();
  return true;
}

void RecordingRun::check_erased_is_gone() const {
  for (std::string const name : {"log.sqlite", "log.sqlite-wal"}) {
    auto const bytes = file_bytes(directory_ / name).value_or("");
    INFO(name);
    CHECK(bytes.find(erased_words) == std::string::npos);
  }
}

bool RecordingRun::whole_in(EventStore const& store) const {
  if (store.head().next < confirmed_.next) return false;
  if (root_of_first(store, confirmed_.next) != confirmed_.root) return false;
  return std::ranges::all_of(answers_, [&](auto const& one) {
    auto const& [id, answer] = one;
    auto const found = store.find_proposal(id);
    return found && found->position == answer.position;
  });
}

std::string RecordingRun::how_loss_is_found() {
  if (confirmed_.next == 0) return {};
  try {
    auto const store = SqliteEventStore::open(directory_, Mode::read_write);
    if (store->head().next < confirmed_.next) return "size";
    if (!check_log(*store).good()) return "check_log";
    if (root_of_first(*store, confirmed_.next) != confirmed_.root) return "root";
    if (!store->check_file().empty()) return "check_file";
    CHECK(whole_in(*store));
    return {};
  } catch (StoreError const&) {
    return "opening";
  }
}

SealKey const& journal_seal() {
  static SealKey const key{journal_key()};
  return key;
}

bool is_sealed(SqliteEventStore const& store) {
  auto const end = store.sealed_head();
  return end.head.next == 0 || journal_seal().holds(end.head, end.seal);
}

Sha256 root_of_first(EventStore const& store, Position size) {
  Hasher hasher;
  Frontier frontier;
  store.scan_leaves(0, size, [&](StoredLeaf const& leaf) {
    frontier.append(hasher, leaf_hash(hasher, leaf.envelope));
    return true;
  });
  return frontier.root(hasher);
}

}  // namespace probant::test
