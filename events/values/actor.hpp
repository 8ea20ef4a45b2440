// Who acts: a pseudonymous id, a role, and the organisation the role is held for.
#pragma once

#include <cstdint>
#include <string>

#include "events/values/names.hpp"

namespace probant {

enum class Role : std::uint8_t {
  establishment,
  ars,
  ans,
  ans_authorising_officer,
  ans_accounting_officer,
  ars_authorising_officer,
  ars_accounting_officer,
  auditor,
  convergence,
  operator_,
};
template <>
struct Names<Role> {
  static constexpr std::array<std::string_view, 10> values{"establishment",
                                                           "ars",
                                                           "ans",
                                                           "ans_authorising_officer",
                                                           "ans_accounting_officer",
                                                           "ars_authorising_officer",
                                                           "ars_accounting_officer",
                                                           "auditor",
                                                           "convergence",
                                                           "operator"};
};

/// A set of roles, as bits: who may propose an event.
class Roles {
 public:
  constexpr Roles() = default;
  template <class... R>
  static constexpr Roles of(R... roles) {
    Roles set;
    ((set.bits_ |= bit(roles)), ...);
    return set;
  }
  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  bool operator==(Roles const&) const = default;

 private:
  static constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }
  unsigned bits_ = 0;
};

/// `id` names an account, not a person: names and addresses belong in payloads, which can be
/// erased. `organisation`: a FINESS entity number for `establishment`, the INSEE region code for
/// the ARS roles, free text (possibly empty) for the others.
struct Actor {
  std::string id;
  Role role = Role::auditor;
  std::string organisation;
  bool operator==(Actor const&) const = default;
};

}  // namespace probant
