// What a running service reads anew when it is told to (SIGHUP, systemctl reload): its certificate
// and key, and its configuration, whole or not at all. Connections and tokens stay as they are.
#pragma once

#include "adapters/cli/commands.hpp"
#include "adapters/cli/convergence_desk.hpp"
#include "adapters/cli/identity_desk.hpp"
#include "adapters/cli/post_office.hpp"

namespace probant::cli {

/// Who goes by it.
struct Configured {
  http::Server& server;
  service::Service& service;
  IdentityDesk& identity;
  PostOffice& outgoing;
  std::optional<convergence::Settings>& convergence;
};

/// On the server's thread. What will not do is told on standard error, with its line, and all goes
/// on by what was in force.
void reload(ServeOptions const& options, Configured const& parts);

}  // namespace probant::cli
