// The service's configuration, `serve --config FILE`: a TOML file with a table for each part that
// has settings. What is not there is as without a file.
//
//   [identity]      who vouches for callers besides our tokens: adapters/identity/settings.hpp
//   [convergence]   its keys and statuses: adapters/convergence/probant.example.toml
//   [limits]
//     token_rate = 100           # requests a second with one token, instead of --token-rate
//     connections = 4000         # at once; by default what the system allows, at most 12000
//     connections_per_address = 1000  # a proxy elsewhere needs many; by default 128, and when it
//                                # listens on loopback no less than in all
//   [outgoing]      whom subscriptions may reach:
//     allow = ["10.20.0.0/16"]   # addresses inside; by default those of the Internet alone
//     allow_http = true          # without TLS; by default https alone
//     owner_seen_days = 90       # how long a subscription made with an issuer's account goes on
//                                # without its owner being seen again
//     ca_file = "ca.pem"         # certificates to trust instead of the system's
#pragma once

#include "adapters/convergence/settings.hpp"
#include "adapters/http/address.hpp"
#include "adapters/identity/settings.hpp"

namespace probant::cli {

struct OutgoingSettings {
  std::vector<http::AddressRange> allow;
  bool allow_http = false;
  std::string ca_file;
  std::int64_t owner_seen_days = 90;

  /// Whether letters may go to that address.
  bool reaches(std::string const& address) const;
  /// Whether they may go to that host as far as it can be told now: what a name stands for is seen
  /// when a letter goes out.
  bool may_reach(std::string const& host) const;
};

struct ServiceSettings {
  identity::Settings identity;
  std::optional<convergence::Settings> convergence;  ///< nothing: nothing comes from it
  OutgoingSettings outgoing;
  std::optional<std::int64_t> token_rate;
  std::optional<std::int64_t> connections;
  std::optional<std::int64_t> connections_per_address;
};

inline constexpr std::int64_t max_token_rate = 1'000'000;
inline constexpr std::int64_t max_connections = 100'000;

/// Files that settings name stand beside `file` unless their path is absolute. Throws UsageError
/// naming the line; empty settings for an empty name.
ServiceSettings load_service_settings(std::string const& file);
/// On standard error, when the file holds secrets and others may read or change it. A file of its
/// own for a secret is refused then; a configuration is often meant to be read.
void tell_of_open_secrets(ServiceSettings const& settings, std::string const& file);

}  // namespace probant::cli
