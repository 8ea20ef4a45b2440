// One HTTP/1.1 request to a server elsewhere (a witness, a time-stamping authority), and its
// answer. Over https the certificate is verified for the host's name. Redirections are answers like
// others, none is followed. Blocks the calling thread, never longer than `within` and the system's
// own patience with name servers. Any thread.
#pragma once

#include <chrono>
#include <functional>

#include "adapters/http/message.hpp"

namespace probant::http {

struct ClientOptions {
  std::chrono::milliseconds within{15'000};  ///< the whole exchange
  std::size_t head_bytes_max = 16 * 1024;
  std::size_t body_bytes_max = 1024 * 1024;
  /// An answer whose body is too long, or does not come, is one all the same, without its body.
  bool head_is_enough = false;
  std::string ca_file{};  ///< PEM certificates to trust over https; empty: those of the system
  /// Asked of each address that the host's name stands for, just before connecting; empty: any.
  std::function<bool(std::string const& address)> may_connect{};
  /// Asked now and then: whether nobody waits for the answer any more.
  std::function<bool()> given_up{};
};

struct Outgoing {
  std::string method = "GET";
  std::string url;
  Headers headers{};
  std::string body{};
};

/// `why` is French, for people, and empty when there is an answer, whatever its status.
struct Exchange {
  Response response;
  std::string why;

  bool good() const { return why.empty(); }
};

Exchange send(Outgoing const& request, ClientOptions const& options = {});

}  // namespace probant::http
