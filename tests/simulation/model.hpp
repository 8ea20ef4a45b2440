// What the engine must answer, said as simply as can be: for each kind of act the one rule that
// matters. The model folds nothing and stores nothing; it predicts answers, positions and versions.
// A value: it is copied to be able to go back.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "tests/simulation/act.hpp"

namespace probant::test {

struct Expected {
  bool duplicate = false;
  bool erased = false;          ///< of a duplicate: what was recorded has been erased since
  std::set<std::string> codes;  ///< of a refusal; empty when recorded
  Position position = 0;
  Version version = 0;
  Instant recorded_at;

  /// The id stays free, for the same act at another moment; not for who may never do it.
  bool keeps_no_answer() const {
    if (codes.contains("idempotency_conflict")) return true;
    bool const another_time =
        codes.contains("version_conflict") || codes.contains("occurred_in_future");
    return another_time && !codes.contains("forbidden_role");
  }
};

class Model {
 public:
  struct Request {
    int person;
    std::int64_t article;
  };

  /// A transaction begins at this hour: a clock that went back is told, once until it is forgotten
  /// that it was, as by a restart.
  void begin(Instant now);
  void forget_clock() { clock_is_back_ = false; }
  /// The answer to an act at this hour, which has happened from now on.
  Expected propose(Act const& act, Instant now);
  /// The log says something of itself.
  void journal(Instant now);
  /// As at a restoration: nobody asked, and no hold stops it.
  void erase_again(Position position, Instant now);

  Position next() const { return static_cast<Position>(places_.size()); }
  Version version(std::string const& dossier) const;
  /// Positions of ceilings of one entity, with their amounts as corrected; not of erased ones.
  std::map<Position, std::int64_t> const& ceilings(int entity) { return ceilings_[entity]; }
  /// What the register says of an entity is what was recorded of it and not erased.
  bool knows(int entity) const;
  /// Erasures asked for and not confirmed, in all dossiers.
  std::map<Position, Request> const& asked() const { return asked_; }
  bool erased(Position position) const { return place(position).erased; }
  /// How many payloads are gone.
  std::size_t erased() const;
  /// Amounts that only erased ceilings have had.
  std::set<std::int64_t> forgotten() const;
  int entity_at(Position position) const { return place(position).entity; }

 private:
  struct Kept {
    std::string body;
    Expected answer;
  };
  struct Place {
    std::string dossier;
    bool in_any_dossier = true;
    bool erased = false;
    int entity = 0;
    Instant at{};
    std::optional<std::int64_t> amount{};  ///< of a ceiling, as published
    std::vector<Position> corrections{};
  };
  using Codes = std::set<std::string>;

  Codes verdict(Act const& act, Instant occurred_at, Instant recorded_at) const;
  std::string correction(Act const& act) const;
  bool precedes_its_target(Act const& act, Instant occurred_at) const;
  void judge_erasure(Act const& act, Codes& codes) const;
  bool held(int entity) const;
  Expected write(std::string const& dossier, bool in_any_dossier, Instant recorded_at);
  void happen(Act const& act, Position position, Instant recorded_at);
  void erase(Position position, Instant recorded_at);
  Place const& place(Position position) const {
    return places_[static_cast<std::size_t>(position)];
  }
  Place& place(Position position) { return places_[static_cast<std::size_t>(position)]; }

  std::map<std::string, Kept> kept_;
  std::vector<Place> places_;
  std::map<std::string, Version> versions_;
  std::map<int, std::map<Position, std::int64_t>> ceilings_;
  std::map<int, std::set<Position>> entities_;
  std::map<int, bool> held_;
  std::map<Position, Request> asked_;
  Position begun_ = 0;  ///< what the transaction under way could read ends here
  Instant last_;
  bool clock_is_back_ = false;
};

}  // namespace probant::test
