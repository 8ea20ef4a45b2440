// What the command-line library shows and says, in French, and the values it cannot check well by
// itself: a word among several, a whole number within bounds. Only for arguments.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace probant::cli {

/// French headings for the help of `app` and of the commands added to it afterwards.
void speak_french(CLI::App& app);

/// Why the arguments of `app` were not understood, on one line, and where to read on.
std::string in_french(CLI::ParseError const& error, CLI::App const& app);

/// Accepts one of the words alone; the refusal lists them.
CLI::Validator one_of(std::vector<std::string> words);
/// Any value but the empty text.
CLI::Validator not_empty();

/// An option whose value is a whole number in [min, max]; anything else throws UsageError naming
/// the option and the bounds.
struct Bounded {
  std::uint64_t min = 0;
  std::uint64_t max = UINT64_MAX;
};
/// Stands for the value of a number in the help.
inline constexpr std::string_view number_text = "ENTIER";
CLI::Option* add_number(CLI::App& command, std::string const& name, std::uint64_t& value,
                        Bounded bounds, std::string const& does);

}  // namespace probant::cli
