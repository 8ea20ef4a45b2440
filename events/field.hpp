// How an event type describes itself, once: `serialize` names each field, and every archive of
// events/codec (JSON out, strict JSON in, JSON Schema, binary, subjects) reads that one
// description.
//
//   struct ProjectWithdrawn {
//     static constexpr About about{.name = "aap.project_withdrawn", ...};
//     Prose grounds;
//     template <class Archive> void serialize(Archive& archive) { archive(field("grounds",
//     grounds)); }
//   };
//
// A std::optional field may be absent; any other field is required. JSON null is never accepted,
// except for a Scalar. `computed` marks what the engine fills in: proposing it is an error.
#pragma once

#include <cstdint>
#include <string_view>

#include "events/values/actor.hpp"
#include "events/values/dossier.hpp"

namespace probant {

template <class T>
struct Field {
  std::string_view name;
  T& value;
};
template <class T>
Field<T> field(std::string_view name, T& value) {
  return {name, value};
}

template <class T>
struct Computed {
  std::string_view name;
  T& value;
};
template <class T>
Computed<T> computed(std::string_view name, T& value) {
  return {name, value};
}

/// What the catalogue says of an event type. `label` and `basis` are read by users: French.
/// `basis_aap`: where a recovery is against an aap dossier, whose payer and texts are others.
/// `in_any_dossier`: dossier.* events, which any kind accepts. `proposers` empty: the engine alone.
struct About {
  std::string_view name;
  int schema = 1;
  DossierKind kind = DossierKind::register_;
  bool in_any_dossier = false;
  Roles proposers{};
  std::string_view label{};
  std::string_view basis{};
  std::string_view basis_aap{};
};

}  // namespace probant
