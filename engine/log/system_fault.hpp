// The faults of the system in French: its own words are English.
#pragma once

#include <string>
#include <system_error>

namespace probant {

/// "ce fichier n'existe pas"; the system's words for a fault that is not known here.
std::string in_french(std::error_code const& error);

/// The same for the value of `errno`.
std::string errno_in_french(int number);

}  // namespace probant
