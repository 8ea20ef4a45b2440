#include "projections/whatif.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "engine/rules/rulebook_diff.hpp"
#include "projections/json_object.hpp"

namespace probant {
namespace {

/// Several deadlines of a dossier may share a key (complements): they are numbered.
using DeadlineKey = std::tuple<DossierId, std::string, int>;

std::map<DeadlineKey, Deadline> by_key(std::vector<Deadline> all) {
  std::map<DeadlineKey, Deadline> index;
  for (auto& deadline : all) {
    DeadlineKey key{deadline.dossier, deadline.key, deadline.number};
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

std::vector<PayerChange> by_payer(std::vector<ExposureRow> const& before,
                                  std::vector<ExposureRow> const& after) {
  std::map<std::string, PayerChange> payers;
  for (auto const& one : group(before, ExposureBy::payer)) {
    payers[one.heading].before = one.amounts;
  }
  for (auto const& one : group(after, ExposureBy::payer)) payers[one.heading].after = one.amounts;
  std::vector<PayerChange> changes;
  for (auto& [payer, change] : payers) {
    change.payer = payer;
    changes.push_back(std::move(change));
  }
  return changes;
}

std::string change_json(PayerChange const& change) {
  return JsonObject{}
      .text("payer", change.payer)
      .raw("before", to_json(change.before))
      .raw("after", to_json(change.after))
      .json();
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

std::string reason_json(transverse::RefusalReason const& reason) {
  JsonObject object;
  object.text("code", reason.code.value).text("message", reason.message.value);
  if (reason.rule) object.text("rule", reason.rule->value);
  if (reason.source) object.text("source", reason.source->value);
  if (reason.path) object.text("field", reason.path->value);
  return object.json();
}

std::string reconsidered_json(ReconsideredRefusal const& refusal) {
  return JsonObject{}
      .number("position", refusal.position)
      .text("id", refusal.id)
      .text("dossier", refusal.dossier)
      .text("type", refusal.type)
      .text("judgement", "to_be_judged_again")
      .raw("reasons", json_array(refusal.reasons, reason_json))
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

namespace {

std::set<DossierId> corrected_dossiers(World const& world, std::span<Proposal const> supposed) {
  std::set<DossierId> ids;
  for (auto const* dossier : world.dossiers()) {
    if (!dossier->transverse.corrections.empty()) ids.insert(dossier->id);
  }
  for (auto const& proposal : supposed) {
    if (std::holds_alternative<transverse::CorrectionRecorded>(proposal.event.body)) {
      ids.insert(proposal.dossier);
    }
  }
  return ids;
}

/// Every act within the bounds, as it was recorded: corrections are acts of their own.
void decide_log_again(EventStore const& store, Bounds const& bounds, Hypothesis& hypothesis) {
  EventReader reader;
  std::map<DossierId, Amendments> erased;
  store.scan(0, std::min(bounds.before, store.head().next), [&](StoredEvent const& stored) {
    if (!bounds.admits(stored.occurred_at, stored.recorded_at)) return true;
    if (!stored.erased) {
      hypothesis.decide_again(reader.read(stored), stored.proposal_id);
      return true;
    }
    auto const [place, is_new] = erased.try_emplace(stored.dossier);
    if (is_new) place->second = amendments_of(store, stored.dossier, bounds);
    hypothesis.decide_again(reader.read_amended(stored, place->second), stored.proposal_id);
    return true;
  });
}

/// Rules that a figure named by another is worked out from.
struct Basis {
  std::string_view rule;   ///< or what it begins with
  std::string_view rests;  ///< what those begin with
};
constexpr std::array bases{
    Basis{"aap.ceiling.", "aap.category."},  Basis{"aap.ceiling.", "aap.combined_activity."},
    Basis{"mie.payable.rule", "mie.rate_"},  Basis{"mie.payable.rule", "mie.workforce."},
    Basis{"mie.payable.rule", "mie.cards."}, Basis{"mie.payable.rule", "mie.ceiling."},
    Basis{"mie.payable.rule", "mie.costs."}, Basis{"mie.payable.rule", "mie.eligibility.starts_on"},
};

bool rests_on(std::string_view rule, std::string_view key) {
  return std::ranges::any_of(bases, [&](Basis const& one) {
    return rule.starts_with(one.rule) && key.starts_with(one.rests);
  });
}

/// The rules of a refusal against others: which of them differ in value.
class ChangedRules {
 public:
  ChangedRules(World const& world, Rulebook const& other) : world_(world), other_(other) {}

  /// A reason names a parameter, or a key of the calendar.
  bool touch(transverse::RefusalReason const& reason, Instant at) {
    if (!reason.rule) return false;
    auto const& rule = reason.rule->value;
    if (stays_outside(reason, paris_day(at))) return false;
    return std::ranges::any_of(between(world_.rules_at(at)), [&](std::string const& key) {
      return key == rule || key.starts_with(rule + ".") ||
             key.starts_with("calendar." + rule + ".") || rests_on(rule, key);
    });
  }

 private:
  /// Too late or too early for the other rules too: no date moved since, nor an extension, can let
  /// in what it did not let in.
  bool stays_outside(transverse::RefusalReason const& reason, Date day) const {
    auto const limit = [&](std::string_view end) -> Date const* {
      auto const* parameter = other_.find("calendar." + reason.rule->value + std::string{end});
      return parameter ? std::get_if<Date>(&parameter->value) : nullptr;
    };
    auto const& code = reason.code.value;
    auto const* closes = limit(".closes_on");
    auto const* opens = limit(".opens_on");
    return (code == name_of(ReasonCode::window_closed) && closes && *closes < day) ||
           (code == name_of(ReasonCode::window_not_open) && opens && day < *opens);
  }

  std::vector<std::string> const& between(Rulebook const& rules) {
    auto const [place, first] = keys_.try_emplace(&rules);
    if (!first) return place->second;
    for (auto const& change : rulebook_diff(rules, other_)) {
      if (change.kind != RulebookChangeKind::basis) place->second.push_back(change.key);
    }
    return place->second;
  }

  World const& world_;
  Rulebook const& other_;
  std::map<Rulebook const*, std::vector<std::string>> keys_;
};

/// Without other rules, none is reconsidered.
void reconsider(EventStore const& store, Bounds const& bounds, World const& actual,
                Rulebook const* rules, Whatif& answer) {
  std::optional<ChangedRules> changed;
  if (rules) changed.emplace(actual, *rules);
  auto const refusal = type_of<transverse::ProposalRefused>();
  EventReader reader;
  store.scan(0, std::min(bounds.before, store.head().next), [&](StoredEvent const& stored) {
    if (stored.type != refusal) return true;
    if (!bounds.admits(stored.occurred_at, stored.recorded_at)) return true;
    ++answer.not_judged;
    if (stored.erased || !changed) return true;
    auto const& body = reader.read(stored).event.body;
    auto const& refused = std::get<transverse::ProposalRefused>(body);
    auto const touched = [&](transverse::RefusalReason const& reason) {
      return changed->touch(reason, stored.occurred_at);
    };
    if (!std::ranges::all_of(refused.reasons, touched)) return true;
    --answer.not_judged;
    answer.reconsidered.push_back({stored.position,
                                   refused.proposal.value,
                                   stored.dossier.reference,
                                   refused.type.value,
                                   {refused.reasons.begin(), refused.reasons.end()}});
    return true;
  });
}

}  // namespace

Whatif whatif(EventStore const& store, std::shared_ptr<Rulebook const> rules,
              std::span<Proposal const> supposed, Asked const& asked) {
  auto const at = asked.at;
  auto const actual = replay(store, asked.bounds);
  Whatif answer;
  reconsider(store, asked.bounds, actual, rules.get(), answer);
  Hypothesis hypothesis{store, std::move(rules), corrected_dossiers(actual, supposed)};
  decide_log_again(store, asked.bounds, hypothesis);
  for (auto const& proposal : supposed) hypothesis.suppose(proposal, at);

  answer.refusals = hypothesis.take_refusals();
  answer.deadlines = compare(deadlines(actual, at), deadlines(hypothesis.world(), at));
  auto const before = exposure(actual, at);
  auto const after = exposure(hypothesis.world(), at);
  answer.amounts = compare(before, after);
  answer.total_before = total(before);
  answer.total_after = total(after);
  answer.payers = by_payer(before, after);
  return answer;
}

std::string to_json(Whatif const& answer) {
  return JsonObject{}
      .flag("hypothetical", true)
      .raw("refusals", json_array(answer.refusals, refusal_json))
      .raw("reconsidered", json_array(answer.reconsidered, reconsidered_json))
      .number("refusals_not_judged", answer.not_judged)
      .raw("deadlines",
           json_array(answer.deadlines, [](DeadlineChange const& c) { return change_json(c); }))
      .raw("amounts",
           json_array(answer.amounts, [](AmountChange const& c) { return change_json(c); }))
      .raw("total_before", to_json(answer.total_before))
      .raw("total_after", to_json(answer.total_after))
      .raw("payers", json_array(answer.payers, [](PayerChange const& c) { return change_json(c); }))
      .json();
}

}  // namespace probant
