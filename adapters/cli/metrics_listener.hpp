// /metrics on an address of its own, so that whoever reaches the service does not reach its
// counters (OWASP ASVS 13.4.5). A thread carries the connections; what is asked is answered on the
// service's own thread.
#pragma once

#include <thread>

#include "adapters/http/server.hpp"
#include "adapters/http/url.hpp"
#include "adapters/service/service.hpp"

namespace probant::cli {

inline constexpr std::string_view metrics_path = "/metrics";

class MetricsListener {
 public:
  /// `main` and `service` must outlive it. Throws std::system_error when the address cannot be had.
  MetricsListener(http::ListenAddress const& address, http::Server& main,
                  service::Service& service);
  ~MetricsListener();
  MetricsListener(MetricsListener const&) = delete;
  MetricsListener& operator=(MetricsListener const&) = delete;

  std::uint16_t port() const { return server_.port(); }

 private:
  http::Server server_;
  std::thread thread_;
};

}  // namespace probant::cli
