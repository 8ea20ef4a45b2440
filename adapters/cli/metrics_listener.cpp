#include "adapters/cli/metrics_listener.hpp"

namespace probant::cli {
namespace {

/// A scraper or two, and someone who looks.
constexpr std::size_t connections_max = 16;

http::ServerOptions options_for(http::ListenAddress const& address) {
  http::ServerOptions options;
  options.address = address.address;
  options.port = address.port;
  options.body_bytes_max = 0;
  options.connections_max = connections_max;
  return options;
}

}  // namespace

MetricsListener::MetricsListener(http::ListenAddress const& address, http::Server& main,
                                 service::Service& service)
    : server_{options_for(address),
              [&main, &service](http::Request const& request, http::Reply const& reply) {
                if (request.path != metrics_path) return reply(http::not_found());
                main.post([&service, request, reply] { service.handle(request, reply); });
              }},
      thread_{[this] { server_.run(); }} {}

MetricsListener::~MetricsListener() {
  server_.stop();
  thread_.join();
}

}  // namespace probant::cli
