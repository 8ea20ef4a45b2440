// Exit statuses, as the interface fixes them, and the errors that lead to them.
#pragma once

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace probant::cli {

inline constexpr int exit_done = 0;
inline constexpr int exit_no = 1;     ///< a refusal, a failed verification, an overdue deadline
inline constexpr int exit_usage = 2;  ///< wrong usage or invalid input
inline constexpr int exit_environment = 3;  ///< disk, port, database

/// Wrong usage or invalid input found after the arguments were read. `what()` is French.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file named by the caller that cannot be opened, told by `errno`: the environment failed.
[[noreturn]] inline void cannot_open(std::string const& file) {
  throw std::system_error(errno, std::generic_category(), file);
}

}  // namespace probant::cli
