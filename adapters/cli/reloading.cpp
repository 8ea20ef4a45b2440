#include "adapters/cli/reloading.hpp"

#include "adapters/cli/listening.hpp"
#include "adapters/cli/terminal.hpp"

namespace probant::cli {

void reload(ServeOptions const& options, Configured const& parts) {
  try {
    auto settings = load_service_settings(options.config);
    tell_of_open_secrets(settings, options.config);
    auto const limits = connection_limits(options, settings);
    if (!options.tls_certificate.empty()) {
      parts.server.use_certificate(options.tls_certificate, options.tls_key);
      tell_of_readable_key(options);
    }
    parts.identity.use(std::move(settings.identity));
    parts.outgoing.use(std::move(settings.outgoing));
    parts.convergence = std::move(settings.convergence);
    parts.server.limit_connections(limits.all, limits.per_address);
    parts.service.limit_tokens(settings.token_rate.value_or(options.token_rate));
    complain("probant : certificat et configuration relus.");
    parts.outgoing.review();
  } catch (std::exception const& error) {
    complain(std::string{"probant : rien n'est changé, ce qui était en vigueur le reste : "} +
             error.what());
  }
}

}  // namespace probant::cli
