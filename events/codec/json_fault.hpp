// Where a text that is not JSON goes wrong, for the person who wrote it: only looked for once the
// parser has refused the text.
#pragma once

#include <string>
#include <string_view>

namespace probant::codec {

/// `field` is a path, `data.sites[0].opened`, or empty. `message` is French; offsets count from 1.
struct JsonFault {
  std::string field;
  std::string message;
};

/// `reason` is what the parser says of `text`; it stands when nothing more precise is found.
JsonFault json_fault(std::string_view text, std::string_view reason);

}  // namespace probant::codec
