#include "tests/simulation/life.hpp"

#include <algorithm>

#include "tests/fault/recording_run.hpp"
#include "tests/support/desk.hpp"
#include "tests/support/same_world.hpp"

namespace probant::test {
namespace {

using Kind = Act::Kind;
using Mode = SqliteEventStore::Mode;

constexpr int entities = 6;

bool is_read_only(Outcome const& outcome) {
  return codes(outcome) == std::vector<std::string>{"store_read_only"};
}

std::string json_as_duplicate(Outcome outcome) {
  outcome.kind = OutcomeKind::duplicate;
  return to_json(outcome);
}

/// Whether a transaction begins with this act, or would: what amends travels alone.
bool begins_transaction(std::vector<Act> const& acts, std::size_t index) {
  return index == 0 || index == acts.size() || acts[index].amends() || acts[index - 1].amends();
}

}  // namespace

Life::Life(std::uint64_t seed)
    : random_{seed}, seed_{std::to_string(seed)}, clock_{*Instant::parse("2026-02-01T08:00:00Z")} {
  confirmed_.root = sha256("");
  disk_.emplace(directory_);
  begin_evidence();
  open();
  found();
}

void Life::found() {
  std::vector<Act> acts;
  for (int entity = 0; entity < entities; ++entity) {
    Act act{.kind = Kind::entity, .id = "entite-" + std::to_string(entity), .entity = entity};
    acts.push_back(act);
  }
  propose(acts);
}

void Life::open() {
  bool const there = std::filesystem::exists(directory_ / "log.sqlite");
  store_ = SqliteEventStore::open(directory_, there ? Mode::read_write : Mode::create_simulation);
  flaky_ = std::make_unique<FlakyStore>(*store_);
  EnginePorts ports{
      [this] { return clock_; },
      [this](Position position) { return sha256(seed_ + "/" + std::to_string(position)).bytes; }};
  engine_ = std::make_unique<Engine>(*flaky_, std::move(ports));
  notary_ = std::make_unique<notary::Notary>(evidence_, *store_);
  store_->seal_with([this](Head const& head) { return notary_->seal(head); });
}

void Life::close() {
  notary_.reset();
  engine_.reset();
  flaky_.reset();
  store_.reset();
}

void Life::live(int steps) {
  for (int i = 0; i < steps; ++i) step();
  sign();
  check();
}

void Life::step() {
  if (one_in(12)) jump();
  if (one_in(60)) {
    ++events_["restarts"];
    close();
    open();
    model_.forget_clock();
    REQUIRE(difference(engine_->world(), replay(*store_)).empty());
  }
  if (one_in(90)) {
    recover(true);
    settle({});
  }
  if (one_in(10)) sign();
  if (one_in(250)) rotate_key();
  if (one_in(60)) back_up();
  if (one_in(150) && !backups_.empty()) restore();
  if (one_in(150)) check();
  misfortune();
  if (one_in(40)) {
    timestamp();
  } else {
    std::vector<Act> acts;
    for (auto count = 1 + below(6); count > 0; --count) acts.push_back(any_act());
    propose(std::move(acts));
  }
  flaky_->fail_read(0);
  disk_->plan(Fault::none, 0);
}

/// Of what comes next some call may fail.
void Life::misfortune() {
  if (one_in(25)) {
    constexpr std::array faults{Fault::short_write, Fault::write_error, Fault::no_space,
                                Fault::torn_page,   Fault::sync_error,  Fault::crash};
    auto const fault = faults[random_() % faults.size()];
    bool const of_syncs = fault == Fault::sync_error;
    disk_->plan(fault, 1 + below(of_syncs ? 2 : 25));
  } else if (one_in(25)) {
    flaky_->fail_read(1 + below(12));
  }
}

void Life::jump() {
  bool const back = one_in(4);
  events_["clocks back"] += back ? 1 : 0;
  clock_ = clock_.plus_seconds(back ? -below(30'000) : below(40'000));
}

Act Life::any_act() {
  if (!done_.empty() && one_in(8)) {
    auto act = done_[static_cast<std::size_t>(below(static_cast<int>(done_.size())))];
    if (one_in(3)) act.amount += 1;  // the same id for something else
    return act;
  }
  auto act = fresh_act();
  act.id = "a-" + std::to_string(++next_id_);
  act.amount = act.kind == Kind::adoption ? act.amount : next_id_;
  if (one_in(15)) act.occurred_at = clock_.plus_seconds(below(7'200) - 3'600);
  if (one_in(10)) act.expected_version = model_.version(act.dossier()) + (one_in(2) ? 0 : 1);
  if (done_.size() < 200 || one_in(4)) done_.push_back(act);
  if (done_.size() > 200) done_.erase(done_.begin());
  return act;
}

Act Life::fresh_act() {
  Act act{.entity = below(entities)};
  auto const draw = below(200);
  if (!model_.knows(act.entity) ? one_in(3) : draw == 0) act.kind = Kind::entity;
  if (draw < 80 || act.kind == Kind::entity) return act;
  if (draw < 95) {
    act.kind = Kind::trespass;
  } else if (draw < 108) {
    act.kind = Kind::hold;
  } else if (draw < 126) {
    act.kind = Kind::lift;
  } else if (draw < 156) {
    correct(act);
  } else if (draw < 198) {
    ask_or_confirm(act);
  } else if (one_in(6)) {  // each is read anew at every restart, which takes its time
    act.kind = Kind::adoption;
    act.amount = ++rulebooks_;
  }
  return act;
}

void Life::correct(Act& act) {
  auto const& known = model_.ceilings(act.entity);
  if (known.empty()) return;
  act.kind = Kind::correction;
  auto const& [position, amount] = *std::next(known.begin(), below(static_cast<int>(known.size())));
  act.target = one_in(20) ? below(static_cast<int>(model_.next())) : position;
  act.was = amount + (one_in(5) ? 1 : 0);
}

void Life::ask_or_confirm(Act& act) {
  act.was = 17;
  auto const& asked = model_.asked();
  act.kind = asked.empty() || one_in(2) ? Kind::ask : Kind::confirm;
  auto const& known = model_.ceilings(act.entity);
  if (one_in(10)) {
    act.target = below(static_cast<int>(model_.next()) + 3);
  } else if (act.kind == Kind::confirm) {
    auto const& [position, request] =
        *std::next(asked.begin(), below(static_cast<int>(asked.size())));
    act.target = position;
    act.entity = model_.entity_at(position);
    act.was = request.article;
  } else if (!known.empty()) {
    act.target = std::next(known.begin(), below(static_cast<int>(known.size())))->first;
  }
  if (one_in(10)) act.was = 18;
}

void Life::propose(std::vector<Act> acts) {
  std::vector<Proposal> proposals;
  for (auto const& act : acts) proposals.push_back(proposal(act.line()));
  events_["acts"] += static_cast<int>(acts.size());
  auto const now = clock_;
  std::vector<Outcome> outcomes;
  try {
    outcomes = engine_->record(proposals);
  } catch (StoreError const&) {
    events_["failed reads"] += disk_->down() ? 0 : 1;
    return interrupted(transactions(acts, now));
  }
  REQUIRE(outcomes.size() == acts.size());
  auto const answered = std::ranges::find_if(outcomes, is_read_only) - outcomes.begin();
  for (std::ptrdiff_t i = 0; i < answered; ++i) {
    auto const index = static_cast<std::size_t>(i);
    if (begins_transaction(acts, index)) model_.begin(now);
    compare(acts[index], outcomes[index], model_.propose(acts[index], now));
  }
  acts.erase(acts.begin(), acts.begin() + answered);
  if (!disk_->down()) REQUIRE(store_->head().next == model_.next());
  if (disk_->down() || !acts.empty() || !store_->failure().empty()) {
    return interrupted(transactions(acts, now));
  }
  confirm();
}

std::vector<Life::Transaction> Life::transactions(std::vector<Act> const& acts, Instant now) const {
  std::vector<Transaction> all;
  for (std::size_t from = 0; from < acts.size();) {
    auto to = from + 1;
    while (!begins_transaction(acts, to)) ++to;
    all.push_back([now, part = std::vector(acts.data() + from, acts.data() + to)](Model& model) {
      model.begin(now);
      for (auto const& act : part) model.propose(act, now);
    });
    from = to;
  }
  return all;
}

void Life::note(Event const& fact) {
  std::optional<Position> position;
  auto const now = clock_;
  try {
    position = engine_->record_journal(fact, {"tenue", Role::operator_, ""});
  } catch (StoreError const&) {
    events_["failed reads"] += disk_->down() ? 0 : 1;
  }
  if (!position || disk_->down() || !store_->failure().empty()) {
    if (position) model_.journal(now);
    std::vector<Transaction> const one{[now](Model& model) { model.journal(now); }};
    return interrupted(position ? std::vector<Transaction>{} : one);
  }
  REQUIRE(*position == model_.next());
  model_.journal(now);
  ++events_["facts of the journal"];
  confirm();
}

void Life::confirm() {
  REQUIRE(store_->head().next == model_.next());
  confirmed_ = store_->head();
  keep_erasures();
}

void Life::interrupted(std::vector<Transaction> const& under_way) {
  if (!disk_->down() && store_->failure().empty()) {
    settle(under_way);
    INFO("after a read that failed");
    REQUIRE(difference(engine_->world(), replay(*store_)).empty());
    return;
  }
  if (disk_->down()) {
    ++events_["power cuts under way"];
  } else {
    ++events_["latched"];
    REQUIRE(difference(engine_->world(), replay(*store_)).empty());
  }
  events_["faults of the disk"] += disk_->struck() ? 1 : 0;
  recover(disk_->down() || one_in(2));
  settle(under_way);
}

void Life::compare(Act const& act, Outcome const& outcome, Expected const& expected) {
  INFO("seed " << seed_ << ", act " << act.line() << ": " << to_json(outcome));
  auto const found = codes(outcome);
  REQUIRE(std::set<std::string>{found.begin(), found.end()} == expected.codes);
  REQUIRE((outcome.kind == OutcomeKind::duplicate) == expected.duplicate);
  REQUIRE(outcome.position == expected.position);
  REQUIRE(outcome.recorded_at == expected.recorded_at);
  REQUIRE(outcome.erased == expected.erased);
  if (expected.codes.empty()) REQUIRE(outcome.version == expected.version);
  count(act, expected);
  if (expected.erased) REQUIRE(outcome.data.empty());
  if (expected.keeps_no_answer() || expected.erased) return;
  auto const [known, is_first] = said_.try_emplace(act.id, json_as_duplicate(outcome));
  if (!is_first) REQUIRE(json_as_duplicate(outcome) == known->second);
}

void Life::count(Act const& act, Expected const& answer) {
  events_["duplicates"] += answer.duplicate ? 1 : 0;
  events_["duplicates of the erased"] += answer.erased ? 1 : 0;
  events_["ids used for something else"] += answer.codes.contains("idempotency_conflict") ? 1 : 0;
  events_["confirmed by who asked"] += answer.codes.contains("segregation_of_duties") ? 1 : 0;
  if (answer.duplicate) return;
  events_["refused"] += answer.codes.empty() ? 0 : 1;
  if (!answer.codes.empty()) return;
  ++events_["recorded"];
  events_["corrections"] += act.kind == Kind::correction ? 1 : 0;
  events_["rulebooks"] += act.kind == Kind::adoption ? 1 : 0;
  events_["erasures asked"] += act.kind == Kind::ask ? 1 : 0;
  events_["erasures confirmed"] += act.kind == Kind::confirm ? 1 : 0;
}

void Life::recover(bool power_cut) {
  if (power_cut) disk_->power_off();
  close();
  if (power_cut) disk_->restart(Survival::some, random_());
  disk_->plan(Fault::none, 0);
  open();
}

void Life::settle(std::vector<Transaction> const& under_way) {
  auto const next = store_->head().next;
  auto model = model_;
  std::size_t done = 0;
  while (model.next() != next && done < under_way.size()) under_way[done++](model);
  INFO("seed " << seed_ << ": " << next << " events, " << model_.next() << " were confirmed");
  REQUIRE(model.next() == next);  // whole transactions of what was under way, or none
  ++(done > 0 ? events_["under way and kept"] : events_["under way and lost"]);
  model_ = std::move(model);
  model_.forget_clock();
  REQUIRE(root_of_first(*store_, confirmed_.next) == confirmed_.root);
  confirm();
  check_forgotten();
}

}  // namespace probant::test
