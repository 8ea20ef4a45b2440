// The one test dialect of procedures: given what happened, when this is proposed, then that.
//
//   Scenario<AapState> scenario{"aap:2026-0417"};
//   scenario.given_in("register:010780054", entity_recorded(…), "2026-01-05T08:00:00Z");
//   scenario.when(project_filed(), "2026-05-20T08:00:00Z").refused_with({"window_closed"});
//
// `given` folds facts unchecked; `when` only asks; `record` asks, must be accepted, and folds what
// was completed. Roles, versions and idempotency are the kernel's business and are not asked here.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kernel/procedure.hpp"
#include "tests/support/examples.hpp"

namespace probant::test {

/// What `decide` answered: the verdict, and the event as completed (computed fields included).
class Answer {
 public:
  Answer(Verdict verdict, EventBody body) : verdict_(std::move(verdict)), body_(std::move(body)) {}

  /// Checks that every reason given is named here, once or more, and every name was given.
  Answer const& refused_with(std::initializer_list<std::string_view> expected) const {
    auto wanted = std::vector<std::string>(expected.begin(), expected.end());
    std::ranges::sort(wanted);
    INFO(messages());
    CHECK(codes() == wanted);
    for (auto const& reason : verdict_.reasons()) CHECK_FALSE(reason.message.empty());
    return *this;
  }
  Answer const& accepted() const {
    INFO(messages());
    CHECK_FALSE(verdict_.refused());
    return *this;
  }
  /// Checks that a reason or a warning says this.
  Answer const& saying(std::string_view words) const {
    auto const all = messages();
    CHECK_THAT(all, Catch::Contains(std::string{words}));
    return *this;
  }
  /// Checks that a reason or a warning rests on this rulebook parameter or calendar key.
  Answer const& citing(std::string_view rule) const {
    auto const cites = [&](auto const& one) { return one.rule == rule && !one.source.empty(); };
    INFO(messages() << " cites " << rule);
    CHECK((std::ranges::any_of(verdict_.reasons(), cites) ||
           std::ranges::any_of(verdict_.warnings(), cites)));
    return *this;
  }
  Answer const& warning(std::string_view code) const {
    INFO(messages());
    CHECK(std::ranges::count(verdict_.warnings(), code, &Warning::code) > 0);
    return *this;
  }
  Answer const& without_warning() const {
    INFO(messages());
    CHECK(verdict_.warnings().empty());
    return *this;
  }

  /// The distinct reason codes, in alphabetical order.
  std::vector<std::string> codes() const {
    std::vector<std::string> codes;
    for (auto const& reason : verdict_.reasons()) codes.emplace_back(name_of(reason.code));
    std::ranges::sort(codes);
    auto const repeated = std::ranges::unique(codes);
    codes.erase(repeated.begin(), repeated.end());
    return codes;
  }
  Verdict const& verdict() const { return verdict_; }
  EventBody const& body() const { return body_; }
  template <class E>
  E const& as() const {
    return std::get<E>(body_);
  }

 private:
  std::string messages() const {
    std::string text;
    for (auto const& reason : verdict_.reasons()) {
      text += std::string{name_of(reason.code)} + " " + reason.field + ": " + reason.message + "\n";
    }
    for (auto const& warning : verdict_.warnings()) {
      text += "(" + warning.code + ") " + warning.message + "\n";
    }
    return text;
  }

  Verdict verdict_;
  EventBody body_;
};

/// One dossier under test, of the procedure whose state is `State`, and the world around it.
template <class State>
class Scenario {
 public:
  /// Without `rules`, those of the built-in rulebook.
  explicit Scenario(std::string_view dossier_text, std::shared_ptr<Rulebook const> rules = nullptr)
      : dossier_(dossier(dossier_text)), world_(std::move(rules)) {}

  Scenario& given_in(std::string_view where, EventBody body, std::string_view at,
                     std::optional<Actor> who = {}) {
    apply(dossier(where), std::move(body), instant(at), who);
    return *this;
  }
  Scenario& given(EventBody body, std::string_view at, std::optional<Actor> who = {}) {
    apply(dossier_, std::move(body), instant(at), who);
    return *this;
  }

  /// As it folds once its content is gone.
  Scenario& given_erased(EventBody body, std::string_view at) {
    apply(dossier_, std::move(body), instant(at), {}, true);
    return *this;
  }

  /// Decides, in the dossier under test or `in` another of the same kind; changes nothing.
  Answer when(EventBody body, std::string_view at, std::optional<Actor> who = {}) const {
    return decided(dossier_, std::move(body), instant(at), who);
  }
  Answer when_in(std::string_view where, EventBody body, std::string_view at,
                 std::optional<Actor> who = {}) const {
    return decided(dossier(where), std::move(body), instant(at), who);
  }

  /// Decides, fails the test unless accepted, and folds the completed event.
  Answer record(EventBody body, std::string_view at, std::optional<Actor> who = {}) {
    return record_at(dossier_, std::move(body), at, who);
  }
  Answer record_in(std::string_view where, EventBody body, std::string_view at,
                   std::optional<Actor> who = {}) {
    return record_at(dossier(where), std::move(body), at, who);
  }

  State const& state() const { return state_of(dossier_); }
  View view(std::string_view at) const { return {world_, dossier_, instant(at)}; }
  World const& world() const { return world_; }

  std::vector<Obligation> obligations(std::string_view at) const {
    std::vector<Obligation> all;
    add_obligations(state(), view(at), all);
    return all;
  }
  /// The only obligation with this key; fails the test when there is none, or several.
  Obligation obligation(std::string_view key, std::string_view at) const {
    auto all = obligations(at);
    std::erase_if(all, [&](Obligation const& one) { return one.key != key; });
    INFO("obligation " << key);
    REQUIRE(all.size() == 1);
    return all.front();
  }

 private:
  State const& state_of(DossierId const& id) const {
    static State const empty;
    auto const* state = world_.state<State>(id);
    return state ? *state : empty;
  }

  Answer decided(DossierId const& id, EventBody body, Instant at,
                 std::optional<Actor> const& who) const {
    Proposal proposal;
    proposal.dossier = id;
    proposal.actor = who.value_or(actor_for(body));
    proposal.event.body = body;
    Context const context{world_, proposal, at, std::max(at, world_.last_recorded_at())};
    Verdict verdict;
    decide(state_of(id), body, context, verdict);
    return {std::move(verdict), std::move(body)};
  }

  Answer record_at(DossierId const& id, EventBody body, std::string_view at,
                   std::optional<Actor> const& who) {
    auto answer = decided(id, std::move(body), instant(at), who);
    answer.accepted();
    REQUIRE_FALSE(answer.verdict().refused());
    apply(id, answer.body(), instant(at), who);
    return answer;
  }

  void apply(DossierId const& id, EventBody body, Instant at, std::optional<Actor> const& who,
             bool erased = false) {
    auto const* known = world_.find(id);
    RecordedEvent event;
    event.position = world_.next_position();
    event.dossier = id;
    event.version = known ? known->version + 1 : 1;
    event.occurred_at = at;
    event.recorded_at = std::max(at, world_.last_recorded_at());
    event.actor = who.value_or(actor_for(body));
    event.rulebook = world_.rules_at(at).id();
    event.event.body = std::move(body);
    event.erased = erased;
    world_.apply(event);
  }

  DossierId dossier_;
  World world_;
};

}  // namespace probant::test
