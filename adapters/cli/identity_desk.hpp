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

  /// For the service; nothing is asked before `open`. No issuers: nobody vouches.
  service::Vouchers vouchers();
  void open(http::Server& server) { server_ = &server; }
  /// Before the server goes, once it answers nothing more.
  void close() { desk_.reset(); }

 private:
  http::Server* server_ = nullptr;
  std::unique_ptr<identity::Desk> desk_;
};

}  // namespace probant::cli
