// What the server's two translation units share; for nobody else. They alone include Beast's server
// side: each takes gigabytes to compile. GCC 12 destroys twice what is built inside a co_await
// expression, so nothing is; coroutines are named functions that take what they use by value.
#pragma once

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <map>
#include <set>
#include <system_error>

#include "adapters/http/server.hpp"
#include "adapters/http/tls.hpp"
#include "adapters/http/wire.hpp"

namespace probant::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Parser = beast::http::request_parser<beast::http::string_body>;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// What a request head and the rest of a chunked body's framing may take at once: also the bound on
/// chunk extensions and trailers, which Beast 1.81 does not limit.
constexpr std::size_t buffer_bytes_max = 16 * 1024;

struct Connection {
  Connection(tcp::socket socket, asio::ssl::context* tls, std::string from)
      : stream{std::move(socket), tls}, buffer{buffer_bytes_max}, peer{std::move(from)} {}

  Wire stream;
  beast::flat_buffer buffer;
  std::string peer;
  bool idle = true;  ///< no byte of a request yet
};
using ConnectionPtr = std::shared_ptr<Connection>;

/// A request, or the answer to what was none, after which the connection closes; or neither, when
/// the other end has gone.
struct Incoming {
  Incoming() = default;
  std::optional<Request> request;
  std::optional<Response> refusal;
  bool keep_alive = false;
};

/// Where a Reply, from any thread, wakes the connection that waits for it.
struct Waiting {
  explicit Waiting(asio::io_context& context) : woken{context} {}
  asio::steady_timer woken;
  std::optional<Response> response;
};

/// Memory taken for as long as a body is on its way.
class Room {
 public:
  Room(std::size_t& taken, std::size_t bytes) : taken_{taken}, bytes_{bytes} { taken_ += bytes_; }
  ~Room() { taken_ -= bytes_; }
  Room(Room const&) = delete;
  Room& operator=(Room const&) = delete;

 private:
  std::size_t& taken_;
  std::size_t bytes_;
};

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
 public:
  Impl(ServerOptions options, Handler handler)
      : options_{std::move(options)}, handler_{std::move(handler)} {
    if (!options_.tls_certificate.empty()) {
      use_certificate(options_.tls_certificate, options_.tls_key);
    }
    try {
      listen();
    } catch (boost::system::system_error const& error) {
      throw std::system_error{error.code(), options_.address + ":" + std::to_string(options_.port)};
    }
    port_ = acceptor_.local_endpoint().port();
    address_ = acceptor_.local_endpoint().address().to_string();
  }

  std::string address() const { return address_; }
  std::uint16_t port() const { return port_; }

  void heed_signals(std::function<void()> reload) {
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([this](error_code error, int) {
      if (!error) begin_stop();
    });
    if (reload) {
      reload_ = std::move(reload);
      hangups_.add(SIGHUP);
      wait_for_hangup();
    }
  }
  void run() {
    asio::co_spawn(context_, accept(), asio::detached);
    context_.run();
  }

  void use_certificate(std::string const& certificate, std::string const& key) {
    tls_ = std::make_unique<asio::ssl::context>(server_tls(certificate, key));
  }
  void limit_connections(std::size_t all, std::size_t per_address) {
    options_.connections_max = all;
    options_.connections_per_address_max = per_address;
  }
  std::size_t connections() const { return connections_.size(); }

  void stop() {
    asio::post(context_, [this] { begin_stop(); });
  }
  void post(std::function<void()> work) { asio::post(context_, std::move(work)); }
  /// Who begins to follow looks at what there is only once it is counted, and so misses nothing.
  void wake_followers() {
    if (following_ == 0) return;
    asio::post(context_, [this] {
      for (auto const& follower : followers_) follower->cancel();
    });
  }

 private:
  void listen();
  asio::awaitable<void> accept();
  asio::awaitable<void> serve(ConnectionPtr connection);
  asio::awaitable<bool> agree_on_tls(ConnectionPtr connection);
  asio::awaitable<void> converse(ConnectionPtr connection);
  asio::awaitable<Incoming> read(ConnectionPtr connection, std::size_t served);
  asio::awaitable<error_code> read_head(ConnectionPtr connection, bool first);
  /// `waits`: the other end sends the body once it is told to.
  asio::awaitable<error_code> read_body(ConnectionPtr connection, std::shared_ptr<Parser> parser,
                                        bool waits);
  asio::awaitable<Response> answer(Request request);
  asio::awaitable<bool> write(ConnectionPtr connection, Response response, bool keep_alive,
                              bool head_only);
  asio::awaitable<void> drain(ConnectionPtr connection);

  asio::awaitable<void> follow(ConnectionPtr connection, More more);

  void take(tcp::socket socket);
  void leave(ConnectionPtr const& connection);
  /// What the body may be, for the parser too.
  Admission admit(Request const& request, Parser& parser) const;
  Reply reply_to(std::shared_ptr<Waiting> const& waiting);
  void begin_stop();
  void wait_for_hangup();
  Response refuse(Request const& request, Response response) const;

  ServerOptions options_;
  Handler handler_;
  asio::io_context context_{1};
  std::unique_ptr<asio::ssl::context> tls_;  ///< connections keep what they began with
  tcp::acceptor acceptor_{context_};
  asio::signal_set signals_{context_};
  asio::signal_set hangups_{context_};
  std::function<void()> reload_;
  asio::steady_timer grace_{context_};
  std::uint16_t port_ = 0;
  std::string address_;
  std::set<ConnectionPtr> connections_;
  std::map<std::string, std::size_t> per_address_;
  std::set<std::shared_ptr<asio::steady_timer>> followers_;
  std::atomic<std::size_t> following_{0};  ///< their number, for other threads
  std::size_t long_bodies_ = 0;            ///< bytes that the long ones on their way may take
  bool stopping_ = false;
};

}  // namespace probant::http
