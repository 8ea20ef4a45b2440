// Callers whose tokens were made elsewhere, for a running service: asks their issuers over the
// network and answers on the server's thread.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/identity/desk.hpp"
#include "adapters/service/service.hpp"

namespace probant::cli {

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
  /// Before the server goes, once it answers nothing more.
  void close();

 private:
  http::Server* server_ = nullptr;
  std::unique_ptr<identity::Desk> desk_;
  std::unique_ptr<identity::Desk> former_;
};

}  // namespace probant::cli
