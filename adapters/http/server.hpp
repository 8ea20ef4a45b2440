// An HTTP/1.1 server: one thread reads and writes, within limits and deadlines that hold without
// a proxy in front (evidence-and-security, OWASP ASVS 4.2 and 13.1), with TLS when it is given a
// certificate. A handler is called on that thread with each request that passed the guard; work
// that takes long is handed to another thread together with the Reply.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "adapters/http/message.hpp"

namespace probant::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any that is free
  int listening = -1;         ///< a socket that listens already, instead of address and port

  std::string tls_certificate{};  ///< PEM file; empty: plain HTTP
  std::string tls_key{};          ///< PEM file

  std::size_t head_bytes_max = 8 * 1024;
  std::size_t body_bytes_max = 1024 * 1024;
  /// Long bodies on their way, together; one more is answered 503. Short ones always come in.
  std::size_t long_bodies_bytes_max = 256 * 1024 * 1024;
  std::size_t connections_max = 512;
  std::size_t connections_per_address_max = 128;
  std::size_t requests_per_connection_max = 1000;

  /// Asked for each request that comes with a body, before any of it is read.
  std::function<Admission(Request const&)> admit{};
  /// Told of what was answered without `admit` or the handler: refused by the guard, beyond a
  /// limit. Of the request there is what was understood of it, perhaps nothing.
  std::function<void(Request const&, Response const&)> refused{};

  std::chrono::milliseconds head_within{10'000};   ///< from its first byte, or from connecting
  std::chrono::milliseconds body_within{30'000};   ///< from the end of the head
  std::chrono::milliseconds write_within{30'000};  ///< a whole answer
  std::chrono::milliseconds quiet_within{15'000};  ///< between two pieces of an answer that goes on
  std::chrono::milliseconds idle_within{60'000};   ///< between two requests
  std::chrono::milliseconds stop_within{5'000};    ///< for what is being answered, when stopping
};

/// The answer to one request. Copies share it; the first answer counts. When the last copy goes
/// without one, the answer is 500. Any thread, also after the server is gone.
class Reply {
 public:
  explicit Reply(std::function<void(Response)> send);
  void operator()(Response response) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

using Handler = std::function<void(Request, Reply)>;
using Route = std::function<Response(Request const&)>;

/// A handler that answers at once, on the server's thread; 500 when `route` throws, and what it
/// threw goes to `report`, which may be empty.
Handler answering(Route route, std::function<void(std::exception const&)> report = {});

class Server {
 public:
  /// Listens from here on. Throws std::system_error when the address cannot be had,
  /// std::runtime_error when the certificate or its key cannot.
  Server(ServerOptions options, Handler handler);
  ~Server();
  Server(Server const&) = delete;
  Server& operator=(Server const&) = delete;

  /// Those it really has.
  std::string address() const;
  std::uint16_t port() const;
  /// From here on SIGINT and SIGTERM stop it, and on SIGHUP `reload` is called, both on the thread
  /// that runs it; what came before run() waits for it. To be called before anyone is told that it
  /// serves.
  void heed_signals(std::function<void()> reload = {});
  /// Serves on the calling thread until stop(); once.
  void run();
  /// Connections that begin from now on are served with another certificate; those there are go
  /// on. Throws std::runtime_error, and nothing changes, when it will not do. On the server's
  /// thread, of a server with TLS.
  void use_certificate(std::string const& certificate, std::string const& key);
  /// How many connections there may be from now on, in all and of one address; those there are go
  /// on. On the server's thread.
  void limit_connections(std::size_t all, std::size_t per_address);
  /// Open now. On the server's thread.
  std::size_t connections() const;
  /// Runs `work` on the server's thread, soon. Any thread.
  void post(std::function<void()> work);
  /// Answers that go on (Response::more) are asked whether there is more. Any thread.
  void wake_followers();
  /// Accepts nothing more, closes what is idle, lets answers end within `stop_within`. Any thread.
  void stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace probant::http
