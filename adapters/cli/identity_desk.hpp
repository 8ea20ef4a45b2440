// Callers whose tokens were made elsewhere, for a running service: asks their issuers over the
// network and answers on the server's thread.
#pragma once

#include <map>
#include <mutex>

#include "adapters/http/server.hpp"
#include "adapters/identity/desk.hpp"
#include "adapters/service/metrics.hpp"

namespace probant::cli {

/// How often issuers did not answer: counted, and told to whoever runs the service, of each once a
/// minute at most. Any thread.
class IssuerFailures {
 public:
  static constexpr std::int64_t told_every_seconds = 60;

  void know(std::vector<identity::Issuer> const& issuers);
  void note(identity::Issuer const& issuer, std::string const& why);
  std::vector<service::Surroundings::Issuer> counts() const;

 private:
  struct Known {
    std::int64_t failures = 0;
    std::optional<Instant> told_at;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Known> known_;  ///< by the issuer's name
};

class IdentityDesk {
 public:
  explicit IdentityDesk(identity::Settings settings);

  /// For the service; nothing is asked before `open`. No issuers: nobody is vouched for. `seen` is
  /// told of each whom an issuer vouches for, on the server's thread.
  service::Vouchers vouchers(std::function<void(Actor const&)> seen);
  void open(http::Server& server) { server_ = &server; }
  /// From now on by other settings; what was asked of issuers before is still answered. On the
  /// server's thread.
  void use(identity::Settings settings);
  std::vector<service::Surroundings::Issuer> failures() const { return failures_.counts(); }
  /// Before the server goes, once it answers nothing more.
  void close();

 private:
  http::Server* server_ = nullptr;
  IssuerFailures failures_;
  std::unique_ptr<identity::Desk> desk_;
  std::unique_ptr<identity::Desk> former_;
};

}  // namespace probant::cli
