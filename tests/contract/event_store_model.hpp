// A store as simple as it can be said, to compare real ones with, and random batches to do it on.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/contract/example_events.hpp"

namespace probant::test {

class ModelStore {
 public:
  AppendResult append(AppendBatch const& batch) {
    if (!holds(batch)) return AppendResult::conflict;
    auto const first = next();
    for (auto const& event : batch.events) events_.push_back(event);
    for (auto const& proposal : batch.proposals) {
      bool const own = proposal.position > batch.condition.read_up_to;
      auto const by = own ? first - (batch.condition.read_up_to + 1) : 0;
      proposals_[proposal.id] = proposal.position + by;
    }
    erased_.insert(batch.erasures.begin(), batch.erasures.end());
    return AppendResult::appended;
  }
  Position next() const { return static_cast<Position>(events_.size()); }
  std::vector<NewEvent> const& events() const { return events_; }
  std::map<std::string, Position> const& proposals() const { return proposals_; }
  bool erased(Position position) const { return erased_.contains(position); }
  Version version(DossierId const& dossier) const {
    return std::ranges::count(events_, dossier, &NewEvent::dossier);
  }

 private:
  bool holds(AppendBatch const& batch) const {
    auto const& condition = batch.condition;
    for (auto at = condition.read_up_to + 1; at < next(); ++at) {
      auto const& event = events_[static_cast<std::size_t>(at)];
      if (std::ranges::count(condition.dossiers, event.dossier) > 0) return false;
      for (auto const& subject : event.subjects) {
        if (std::ranges::count(condition.subjects, subject) > 0) return false;
      }
    }
    auto const taken = [&](auto const& proposal) { return proposals_.contains(proposal.id); };
    if (std::ranges::any_of(batch.proposals, taken)) return false;
    std::map<DossierId, Version> versions;
    for (auto const& event : batch.events) {
      auto& version =
          versions.try_emplace(event.dossier, this->version(event.dossier)).first->second;
      if (event.version != ++version) return false;
    }
    return true;
  }

  std::vector<NewEvent> events_;
  std::map<std::string, Position> proposals_;
  std::set<Position> erased_;
};

/// Batches that never contradict themselves, but often what is stored.
class RandomBatches {
 public:
  explicit RandomBatches(std::uint64_t seed) : random_{seed} {}

  AppendBatch next(ModelStore const& model) {
    AppendBatch batch;
    batch.condition.read_up_to = model.next() - 1 - (chance(3) ? 0 : below(model.next() + 1));
    std::map<DossierId, Version> versions;
    for (auto count = below(4) + (chance(5) ? 0 : 1); count > 0; --count) {
      auto const dossier = any_dossier();
      auto const known = model.version(dossier) + (chance(20) ? 1 : 0);
      auto& version = versions.try_emplace(dossier, known).first->second;
      batch.events.push_back(any_event(dossier, ++version));
    }
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
      if (chance(4)) continue;
      auto const id = chance(15) ? "p-" + std::to_string(below(ids_ + 1)) : next_id();
      auto const position = batch.condition.read_up_to + 1 + static_cast<Position>(i);
      auto const same = [&](auto const& proposal) { return proposal.id == id; };
      if (std::ranges::any_of(batch.proposals, same)) continue;
      batch.proposals.push_back({id, {}, chance(2), position});
    }
    if (chance(3)) batch.condition.dossiers = {any_dossier()};
    if (chance(3)) batch.condition.subjects = {any_subject(), any_subject()};
    if (chance(6) && model.next() > 0) batch.erasures = {below(model.next())};
    return batch;
  }
  bool chance(std::int64_t one_in) { return below(one_in) == 0; }
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
  }

 private:
  DossierId any_dossier() { return aap_dossier("d" + std::to_string(below(5))); }
  Subject any_subject() { return "pmsi:" + std::to_string(below(12)); }
  std::string next_id() { return "p-" + std::to_string(++ids_); }
  NewEvent any_event(DossierId const& dossier, Version version) {
    auto event = example_event(dossier, version, seconds_ += below(3));
    std::set<Subject> const subjects{any_subject(), any_subject()};
    event.subjects.assign(subjects.begin(), subjects.end());
    event.type = static_cast<EventType>(below(event_type_count));
    event.actor.id = "u-" + std::to_string(below(4));
    event.payload = "\"" + std::string(static_cast<std::size_t>(below(20'000)), 'x') + "\"";
    return event;
  }

  std::mt19937_64 random_;
  std::int64_t ids_ = 0;
  std::int64_t seconds_ = 0;
};

}  // namespace probant::test
