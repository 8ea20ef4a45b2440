// Corrections: an event as it was recorded plus `dossier.correction_recorded` gives the event as it
// should be read. The recorded bytes stay as they are; this only computes the corrected value.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "events/codec/issue.hpp"
#include "events/event.hpp"

namespace probant {

/// Each correction names a simple field by its path (`granted_cents`, `costs[0].paid_on`,
/// `documents[1].name`), the value it has (`was`) and the one it gets (`becomes`); null stands for
/// an absent optional field. Of a list of simple values (`entities[2]`), a `becomes` of null takes
/// the item away, and a `was` of null at the place after the last adds one. Refused: a path that
/// leads nowhere or to an object or a list, a computed field, a `was` that is not what stands
/// there, a `becomes` that the field cannot hold. Corrections apply in order; all faults are told,
/// at `data.corrections[i].…`.
std::variant<Event, Issues> apply_corrections(
    Event event, std::span<transverse::FieldCorrection const> corrections);

/// The same from stored payload to canonical payload at today's schema. Throws CodecError when the
/// payload is corrupt.
std::variant<std::string, Issues> apply_corrections(
    EventType type, int schema, std::string_view payload,
    std::span<transverse::FieldCorrection const> corrections);

/// Sets fields that the engine computed, named like those of a correction, and the explanation.
/// What no longer fits is passed over.
void set_computed(Event& event, std::span<transverse::FieldCorrection const> values,
                  std::optional<Explanation> const& explanation);

}  // namespace probant
