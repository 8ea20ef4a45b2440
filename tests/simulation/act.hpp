// What people do in the simulation: a few kinds of acts on a few register dossiers, as a caller
// would send them.
#pragma once

#include <optional>
#include <string>

#include "events/envelope.hpp"

namespace probant::test {

struct Act {
  enum class Kind : std::uint8_t {
    entity,      ///< an entity enters the register
    ceiling,     ///< a ceiling is published; the operator may
    trespass,    ///< the same by an establishment, which may not
    hold,        ///< a legal hold is set
    lift,        ///< and lifted
    correction,  ///< of the amount of a ceiling published earlier
    adoption,    ///< of a rulebook
    ask,         ///< for an erasure
    confirm,     ///< of one that was asked for
  };
  static constexpr int people = 3;  ///< who ask for erasures and confirm them

  Kind kind = Kind::ceiling;
  std::string id{};
  int entity = 0;
  /// Cents; for a correction what it becomes; for a rulebook its version. Of an erasure it says
  /// who: another amount is always another act.
  std::int64_t amount = 0;
  std::int64_t was = 0;  ///< of a correction; of an erasure the article it rests on
  Position target = 0;   ///< of a correction or an erasure
  std::optional<Instant> occurred_at{};
  std::optional<Version> expected_version{};

  bool amends() const { return kind == Kind::correction || kind == Kind::confirm; }
  bool in_any_dossier() const {
    return amends() || kind == Kind::hold || kind == Kind::lift || kind == Kind::ask;
  }
  int person() const { return static_cast<int>(amount % people); }
  std::string dossier() const;
  /// The line a caller would send; all but `expected_version` and `id` is the body.
  std::string line() const;
  std::string body() const;
};

}  // namespace probant::test
