// The steps of Rulebook::parse: text to parameters (rulebook_toml.cpp, the only user of toml++),
// then parameters against the schema and each other (rulebook_checks.cpp). Internal to this folder.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rules/rulebook.hpp"

namespace probant::rulebook_reading {

/// A whole rulebook fits in one event (FileContent), and no message grows with what is wrong.
inline constexpr std::size_t max_bytes = 1'000'000;
inline constexpr std::size_t max_problems = 50;

/// Every problem found, with its line, in French. Those beyond max_problems are only counted.
class Problems {
 public:
  void add(std::string message);
  void add(std::size_t line, std::string_view message);
  /// Throws RulebookError when there is any.
  void refuse_if_any() const;

 private:
  std::vector<std::string> messages_;
  std::size_t unlisted_ = 0;
};

/// Text from the file as a message may repeat it: cut, on one line, in guillemets.
std::string shown(std::string_view text);

struct ReadParameter {
  Parameter parameter;
  std::size_t line = 0;
};
struct ReadRulebook {
  std::string name;
  std::string version;
  std::vector<ReadParameter> parameters;
};

/// Throws RulebookError at once when the text is not TOML; else what could be read, the rest being
/// added to `problems`.
ReadRulebook read_toml(std::string_view toml, Problems& problems);

/// Unknown, duplicate and missing parameters, wrong types, values out of range or that no code
/// follows, sources that a certainty demands, windows and categories out of order.
void check(ReadRulebook const& rulebook, Problems& problems);
/// For a rulebook adopted in the past: only duplicates, and types that today's code asks for.
void check_adopted(ReadRulebook const& rulebook, Problems& problems);

}  // namespace probant::rulebook_reading
