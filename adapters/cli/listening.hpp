// Where and how the service listens: addresses, the socket that systemd hands over (LISTEN_FDS),
// how many connections the system allows, TLS.
#pragma once

#include <memory>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/service_settings.hpp"
#include "adapters/http/server.hpp"
#include "adapters/http/url.hpp"

namespace probant::cli {

/// Throws UsageError naming `option`.
http::ListenAddress listen_address(std::string const& text, std::string const& option);
/// Where it really listens. `handed_over`: the socket it was given to listen on, or -1; of a Unix
/// socket the path stands for the address, without a port.
http::ListenAddress address_of(http::Server const& server, int handed_over);
/// Nobody reaches it over a network.
bool on_this_machine(http::ListenAddress const& address);
/// "127.0.0.1:8080", "[::1]:8080", "/run/probant.sock".
std::string text_of(http::ListenAddress const& address);

/// Where others reach the service: as `--url` says, else where it listens; empty when that
/// is a Unix socket. Throws UsageError.
std::string url_of(ServeOptions const& options, http::ListenAddress const& listening);
/// Without a slash at its end; throws UsageError unless it is a service's address.
std::string service_url(std::string url);

/// Tells, on standard error, of a TLS key that every account of the machine may read.
void tell_of_readable_key(ServeOptions const& options);

/// Address, socket, TLS and limits; what is not about connections is left as it is. Throws
/// UsageError.
http::ServerOptions connection_options(ServeOptions const& options,
                                       ServiceSettings const& settings);

struct ConnectionLimits {
  std::size_t all = 0;
  std::size_t per_address = 0;
};
/// By the settings, within what the system allows.
ConnectionLimits connection_limits(ServeOptions const& options, ServiceSettings const& settings);

/// Tells, on standard error, when tokens would travel in clear beyond this machine. Throws
/// UsageError when the certificate or its key will not do, std::system_error when the
/// address cannot be had.
std::unique_ptr<http::Server> open_server(http::ServerOptions options, http::Handler handler);

/// Tells the service manager that the service answers (sd_notify, READY=1), if there is one.
void tell_ready();

}  // namespace probant::cli
