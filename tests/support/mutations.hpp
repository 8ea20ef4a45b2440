// Every small way to spoil a text of bytes: for tests that nothing spoiled is ever believed.
#pragma once

#include <set>
#include <string>

namespace probant::test {

/// Each bit flipped, each byte left out, doubled or replaced by a newline, each beginning and each
/// end cut off, garbage before and after. Never `bytes` itself.
inline std::set<std::string> mutations_of(std::string const& bytes) {
  std::set<std::string> all{bytes + '\n', bytes + ' ', bytes + bytes, '\n' + bytes, ' ' + bytes};
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      auto flipped = bytes;
      flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << bit));
      all.insert(flipped);
    }
    all.insert(bytes.substr(0, at) + bytes.substr(at + 1));
    all.insert(bytes.substr(0, at) + bytes[at] + bytes.substr(at));
    all.insert(bytes.substr(0, at) + '\n' + bytes.substr(at + 1));
    all.insert(bytes.substr(0, at));
    all.insert(bytes.substr(at + 1));
  }
  all.erase(bytes);
  return all;
}

}  // namespace probant::test
