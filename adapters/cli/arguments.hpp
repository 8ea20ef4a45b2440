// The command line: what can be asked, in one place. The only user of the command-line library.
#pragma once

#include <functional>
#include <string>

#include "adapters/cli/commands.hpp"

namespace probant::cli {

/// Reads the arguments. Either `run` is the command to run, or there is none (help was shown, or
/// the usage was wrong and said so) and `status` is how to exit.
struct Parsed {
  std::function<int()> run;
  int status = 0;
};
Parsed parse_arguments(int count, char const* const* arguments);

}  // namespace probant::cli
