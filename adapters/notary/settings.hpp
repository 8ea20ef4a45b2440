// evidence/evidence.toml: what a log is called, and who outside is told what it says.
//
//   origin = "probant.example.org/journal"
//   copies = ["/mnt/coffre/probant"]                    # where checkpoints are copied to
//   witnesses = [{ vkey = "…", url = "https://temoin.example.org/probant" }]
//   tsa = { url = "https://tsa.example.org", ca_file = "tsa-ca.pem" }
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/log/key.hpp"

namespace probant::notary {

struct WitnessSettings {
  VerifierKey key;
  std::string url;  ///< submission prefix, without a `/` at its end
};

struct Settings {
  std::string origin;                         ///< a URL without its scheme
  std::vector<std::filesystem::path> copies;  ///< directories, best on another machine
  std::vector<WitnessSettings> witnesses;
  std::string tsa_url;                ///< empty: none
  std::filesystem::path tsa_ca_file;  ///< empty: none
};

inline constexpr std::size_t max_settings_bytes = 64 * 1024;

/// Strict: an unknown name or a wrong type is an error. Throws StoreError naming the line.
Settings parse_settings(std::string_view toml, std::string const& file);
/// The text of a new settings file.
std::string settings_text(std::string const& origin);
/// Of these settings; `note` is a comment before them, one line.
std::string settings_text(Settings const& settings, std::string_view note);

}  // namespace probant::notary
