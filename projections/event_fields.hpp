// The fields of an event type for a person: what each holds, whether it must be there, whether the
// engine fills it in. Read off the JSON Schema, which is made from the event's own description.
#pragma once

#include <string>
#include <vector>

#include "events/event.hpp"

namespace probant {

struct EventField {
  std::string path;   ///< `targets[].label`
  std::string label;  ///< French
  std::string holds;  ///< French: "montant en centimes", "date AAAA-MM-JJ", "l'un de : A, B"
  bool required = false;
  bool computed = false;  ///< by the engine: not to be proposed
};

/// In the order of the schema; the fields inside a list or an object follow it.
std::vector<EventField> event_fields(EventType type);

}  // namespace probant
