// Any event to the bytes of a snapshot and back. Each way is compiled in a file of its own: an
// archive for every type of event is much to compile.
#pragma once

#include <string>

#include "events/event.hpp"

namespace probant::test {

std::string to_binary(Event event);
Event from_binary(std::string const& bytes);

}  // namespace probant::test
