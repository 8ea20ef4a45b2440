#include "projections/whatif.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "projections/json_object.hpp"

namespace probant {
namespace {

/// Decides and folds one act after the other into a world of its own.
class Hypothesis {
 public:
  Hypothesis(EventStore const& store, std::shared_ptr<Rulebook const> rules)
      : store_(store), world_(std::move(rules)) {}

  void decide_again(RecordedEvent const& event, std::string_view proposal_id) {
    bool const by_engine = event.event.about().proposers.empty();
    auto const kind = event.event.about().kind;
    bool const stands = kind == DossierKind::programme || kind == DossierKind::convergence;
    if (by_engine || stands || event.erased || event.event.about().in_any_dossier) {
      // Calendars, refusals, updates received, acts of management, and what can no longer be judged
      // stand as they are.
      world_.apply(event);
      return;
    }
    Proposal proposal;
    proposal.id = proposal_id;
    proposal.dossier = event.dossier;
    proposal.actor = event.actor;
    proposal.event = event.event;
    judge(proposal, event.occurred_at, event.recorded_at, event.position);
  }

  void suppose(Proposal const& proposal, Instant now) {
    auto const recorded_at =
        std::max({now, world_.last_recorded_at(), proposal.occurred_at.value_or(now)});
    judge(proposal, proposal.occurred_at.value_or(recorded_at), recorded_at, -1);
  }

  World const& world() const { return world_; }
  std::vector<HypotheticalRefusal> take_refusals() { return std::move(refusals_); }

 private:
  void judge(Proposal const& proposal, Instant occurred_at, Instant recorded_at,
             Position position) {
    auto decision = decide(world_, proposal, occurred_at, recorded_at,
                           [&](Position p) { return read_fact(store_, p); });
    if (decision.verdict.refused()) {
      refusals_.push_back({position, proposal.id, proposal.dossier.text(),
                           std::string{proposal.event.about().name}, decision.verdict.reasons()});
      return;
    }
    auto const* known = world_.find(proposal.dossier);
    RecordedEvent event;
    event.position = position < 0 ? world_.next_position() : position;
    event.dossier = proposal.dossier;
    event.version = (known ? known->version : 0) + 1;
    event.occurred_at = occurred_at;
    event.recorded_at = recorded_at;
    event.actor = proposal.actor;
    event.event = std::move(decision.event);
    world_.apply(event);
  }

  EventStore const& store_;
  World world_;
  std::vector<HypotheticalRefusal> refusals_;
};

using DeadlineKey = std::tuple<DossierId, std::string, std::string, std::int64_t>;

/// Several deadlines may share key and label (complements): numbered in order.
std::map<DeadlineKey, Deadline> by_key(std::vector<Deadline> all) {
  std::map<DeadlineKey, Deadline> index;
  for (auto& deadline : all) {
    DeadlineKey key{deadline.dossier, deadline.key, deadline.label, 0};
    while (index.contains(key)) ++std::get<3>(key);
    index.emplace(std::move(key), std::move(deadline));
  }
  return index;
}

std::vector<DeadlineChange> compare(std::vector<Deadline> before, std::vector<Deadline> after) {
  auto old = by_key(std::move(before));
  auto fresh = by_key(std::move(after));
  std::vector<DeadlineChange> changes;
  for (auto& [key, deadline] : old) {
    auto const found = fresh.find(key);
    if (found == fresh.end()) {
      changes.push_back({deadline, std::nullopt});
    } else if (found->second.due_on != deadline.due_on || found->second.state != deadline.state) {
      changes.push_back({deadline, found->second});
    }
  }
  for (auto& [key, deadline] : fresh) {
    if (!old.contains(key)) changes.push_back({std::nullopt, deadline});
  }
  return changes;
}

std::vector<AmountChange> compare(std::vector<ExposureRow> const& before,
                                  std::vector<ExposureRow> const& after) {
  std::map<DossierId, std::pair<Amounts, Amounts>> rows;
  for (auto const& row : before) rows[row.dossier].first = row.amounts;
  for (auto const& row : after) rows[row.dossier].second = row.amounts;
  std::vector<AmountChange> changes;
  for (auto const& [dossier, amounts] : rows) {
    for (std::size_t i = 0; i < figure_count; ++i) {
      if (amounts.first[i] == amounts.second[i]) continue;
      changes.push_back({dossier, static_cast<Figure>(i), amounts.first[i], amounts.second[i]});
    }
  }
  return changes;
}

std::string refusal_json(HypotheticalRefusal const& refusal) {
  JsonObject object;
  object.number_or_null("position",
                        refusal.position < 0 ? std::nullopt : std::optional{refusal.position});
  return object.text("id", refusal.id)
      .text("dossier", refusal.dossier)
      .text("type", refusal.type)
      .raw("reasons", to_json(refusal.reasons))
      .json();
}

std::string change_json(DeadlineChange const& change) {
  auto const& one = change.before ? *change.before : *change.after;
  return JsonObject{}
      .text("dossier", one.dossier.text())
      .text("key", one.key)
      .raw("before", change.before ? to_json(*change.before) : "null")
      .raw("after", change.after ? to_json(*change.after) : "null")
      .json();
}

std::string change_json(AmountChange const& change) {
  JsonObject object;
  object.text("dossier", change.dossier.text()).text("figure", name_of(change.figure));
  return object.cents_or_null("before", change.before).cents_or_null("after", change.after).json();
}

}  // namespace

Whatif whatif(EventStore const& store, std::shared_ptr<Rulebook const> rules,
              std::span<Proposal const> supposed, Instant at) {
  auto const actual = replay(store);
  Hypothesis hypothesis{store, rules};
  EventReader reader;
  store.scan(0, store.head().next, [&](StoredEvent const& stored) {
    hypothesis.decide_again(reader.read(stored), stored.proposal_id);
    return true;
  });
  for (auto const& proposal : supposed) hypothesis.suppose(proposal, at);

  Whatif answer;
  answer.refusals = hypothesis.take_refusals();
  answer.deadlines = compare(deadlines(actual, at), deadlines(hypothesis.world(), at));
  auto const before = exposure(actual, at);
  auto const after = exposure(hypothesis.world(), at);
  answer.amounts = compare(before, after);
  answer.total_before = total(before);
  answer.total_after = total(after);
  return answer;
}

std::string to_json(Whatif const& answer) {
  return JsonObject{}
      .flag("hypothetical", true)
      .raw("refusals", json_array(answer.refusals, refusal_json))
      .raw("deadlines",
           json_array(answer.deadlines, [](DeadlineChange const& c) { return change_json(c); }))
      .raw("amounts",
           json_array(answer.amounts, [](AmountChange const& c) { return change_json(c); }))
      .raw("total_before", to_json(answer.total_before))
      .raw("total_after", to_json(answer.total_after))
      .json();
}

}  // namespace probant
