#include <sstream>

#include "events/codec/binary.hpp"
#include "tests/events/binary_bytes.hpp"

namespace probant::test {

std::string to_binary(Event event) {
  std::ostringstream stream;
  cereal::BinaryOutputArchive{stream}(event);
  return stream.str();
}

}  // namespace probant::test
