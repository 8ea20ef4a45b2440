#include <sstream>

#include "events/codec/binary.hpp"
#include "tests/events/binary_bytes.hpp"

namespace probant::test {

Event from_binary(std::string const& bytes) {
  std::istringstream stream{bytes};
  Event event;
  cereal::BinaryInputArchive{stream}(event);
  return event;
}

}  // namespace probant::test
