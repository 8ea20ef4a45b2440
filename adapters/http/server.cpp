// The only translation unit with Beast's server side: it takes gigabytes to compile. GCC 12
// destroys twice what is built inside a co_await expression, so nothing is; coroutines are named
// functions that take what they use by value.
#include "adapters/http/server.hpp"

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
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <map>
#include <set>
#include <system_error>

#include "adapters/http/guard.hpp"

namespace probant::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Parser = beast::http::request_parser<beast::http::string_body>;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// What a request head and the rest of a chunked body's framing may take at once: also the bound on
/// chunk extensions and trailers, which Beast 1.81 does not limit.
constexpr std::size_t buffer_bytes_max = 16 * 1024;
constexpr std::size_t drained_bytes_max = 256 * 1024;
constexpr std::chrono::seconds drained_within{2};
constexpr std::chrono::milliseconds accept_again_after{100};

struct Connection {
  Connection(tcp::socket socket, std::string from)
      : stream{std::move(socket)}, buffer{buffer_bytes_max}, peer{std::move(from)} {}

  beast::tcp_stream stream;
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

std::size_t head_size(beast::flat_buffer const& buffer) {
  auto const bytes = buffer.data();
  std::string_view const text{static_cast<char const*>(bytes.data()), bytes.size()};
  auto const end = text.find("\r\n\r\n");
  return end == std::string_view::npos ? 0 : end + 4;
}

Response refusal_for(error_code const& error) {
  namespace http = beast::http;
  if (error == http::error::header_limit || error == http::error::buffer_overflow ||
      error == asio::error::not_found) {
    return problem(431, "headers_too_large", "Les en-têtes de la requête sont trop longs.");
  }
  if (error == http::error::body_limit) {
    return problem(413, "body_too_large", "Le corps de la requête est trop long.");
  }
  return problem(400, "malformed_request", "Ce qui est arrivé n'est pas une requête HTTP/1.1.");
}

/// Errors of the parser, as against those of the connection.
bool is_about_the_bytes(error_code const& error) {
  return error.category() ==
             beast::http::make_error_code(beast::http::error::bad_method).category() &&
         error != beast::http::error::partial_message && error != beast::http::error::end_of_stream;
}

Request to_request(Parser const& parser, std::string peer) {
  auto const& message = parser.get();
  Request request;
  request.method = std::string{message.method_string()};
  request.target = std::string{message.target()};
  for (auto const& field : message) {
    std::string name{field.name_string()};
    for (auto& c : name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    request.headers.push_back({std::move(name), std::string{field.value()}});
  }
  request.peer = std::move(peer);
  return request;
}

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
 public:
  Impl(ServerOptions options, Handler handler)
      : options_{std::move(options)}, handler_{std::move(handler)} {
    try {
      tcp::endpoint const endpoint{asio::ip::make_address(options_.address), options_.port};
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(tcp::acceptor::reuse_address{true});
      acceptor_.bind(endpoint);
      acceptor_.listen();
    } catch (boost::system::system_error const& error) {
      throw std::system_error{error.code(), options_.address + ":" + std::to_string(options_.port)};
    }
    port_ = acceptor_.local_endpoint().port();
  }

  std::uint16_t port() const { return port_; }

  void run(bool until_signal) {
    if (until_signal) {
      signals_.add(SIGINT);
      signals_.add(SIGTERM);
      signals_.async_wait([this](error_code error, int) {
        if (!error) begin_stop();
      });
    }
    asio::co_spawn(context_, accept(), asio::detached);
    context_.run();
  }

  void stop() {
    asio::post(context_, [this] { begin_stop(); });
  }

 private:
  asio::awaitable<void> accept();
  asio::awaitable<void> serve(ConnectionPtr connection);
  asio::awaitable<void> converse(ConnectionPtr connection);
  asio::awaitable<Incoming> read(ConnectionPtr connection, std::size_t served);
  asio::awaitable<error_code> read_head(ConnectionPtr connection, bool first);
  asio::awaitable<error_code> read_body(ConnectionPtr connection, std::shared_ptr<Parser> parser,
                                        bool continue_wanted);
  asio::awaitable<Response> answer(Request request);
  asio::awaitable<bool> write(ConnectionPtr connection, Response response, bool keep_alive,
                              bool head_only);
  asio::awaitable<void> drain(ConnectionPtr connection);

  void take(tcp::socket socket);
  void leave(ConnectionPtr const& connection);
  std::optional<Response> admit(Request& request, Parser& parser) const;
  Reply reply_to(std::shared_ptr<Waiting> const& waiting);
  void begin_stop();

  ServerOptions options_;
  Handler handler_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  asio::signal_set signals_{context_};
  asio::steady_timer grace_{context_};
  std::uint16_t port_ = 0;
  std::set<ConnectionPtr> connections_;
  std::map<std::string, std::size_t> per_address_;
  bool stopping_ = false;
};

asio::awaitable<void> Server::Impl::accept() {
  while (!stopping_) {
    auto [error, socket] = co_await acceptor_.async_accept(as_result);
    if (!error) {
      take(std::move(socket));
    } else if (!stopping_) {
      // No descriptors left: some connection has to end first.
      asio::steady_timer pause{context_, accept_again_after};
      co_await pause.async_wait(as_result);
    }
  }
}

/// Beyond the limits the answer is one write, without waiting for what is asked.
void Server::Impl::take(tcp::socket socket) {
  error_code error;
  auto const from = socket.remote_endpoint(error);
  if (error) return;
  auto peer = from.address().to_string();
  if (connections_.size() >= options_.connections_max ||
      per_address_[peer] >= options_.connections_per_address_max) {
    static constexpr std::string_view busy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n";
    socket.non_blocking(true, error);
    socket.write_some(asio::buffer(busy), error);
    socket.shutdown(tcp::socket::shutdown_send, error);
    return;
  }
  socket.set_option(tcp::no_delay{true}, error);
  ++per_address_[peer];
  auto const connection = std::make_shared<Connection>(std::move(socket), std::move(peer));
  connections_.insert(connection);
  asio::co_spawn(context_, serve(connection), asio::detached);
}

void Server::Impl::leave(ConnectionPtr const& connection) {
  connection->stream.close();
  connections_.erase(connection);
  auto const counted = per_address_.find(connection->peer);
  if (counted != per_address_.end() && --counted->second == 0) per_address_.erase(counted);
  if (stopping_ && connections_.empty()) grace_.cancel();
}

asio::awaitable<void> Server::Impl::serve(ConnectionPtr connection) {
  try {
    co_await converse(connection);
  } catch (std::exception const&) {
    // Memory ran out in the middle of an exchange: this connection ends, the others go on.
  }
  leave(connection);
}

asio::awaitable<void> Server::Impl::converse(ConnectionPtr connection) {
  for (std::size_t served = 1;; ++served) {
    auto incoming = co_await read(connection, served);
    bool keep_alive = false;
    bool head_only = false;
    Response response;
    if (incoming.refusal) {
      response = std::move(*incoming.refusal);
    } else if (incoming.request) {
      head_only = incoming.request->method == "HEAD";
      response = co_await answer(std::move(*incoming.request));
      keep_alive =
          incoming.keep_alive && !stopping_ && served < options_.requests_per_connection_max;
    } else {
      co_return;
    }
    bool const written = co_await write(connection, std::move(response), keep_alive, head_only);
    if (!written) co_return;
    if (!keep_alive) break;
  }
  co_await drain(connection);
}

asio::awaitable<Incoming> Server::Impl::read(ConnectionPtr connection, std::size_t served) {
  Incoming incoming;
  auto error = co_await read_head(connection, served == 1);
  if (error == asio::error::not_found) incoming.refusal = refusal_for(error);
  if (error) co_return incoming;
  auto const bytes = connection->buffer.data();
  std::string const raw{static_cast<char const*>(bytes.data()), head_size(connection->buffer)};
  auto const parser = std::make_shared<Parser>();
  parser->header_limit(static_cast<std::uint32_t>(options_.head_bytes_max));
  parser->body_limit(options_.body_bytes_max);
  connection->buffer.consume(parser->put(bytes, error));
  if (error || !parser->is_header_done()) {
    incoming.refusal = refusal_for(error);
    co_return incoming;
  }
  // What is decided on is what stands here: trailers come too late to be believed.
  auto request = to_request(*parser, connection->peer);
  incoming.refusal = refuse_head(request, parser->get().version(), raw);
  if (incoming.refusal) co_return incoming;
  incoming.keep_alive = parser->keep_alive();
  if (!parser->is_done()) {
    incoming.refusal = admit(request, *parser);
    if (incoming.refusal) co_return incoming;
    bool const continue_wanted = request.header("expect").has_value();
    error = co_await read_body(connection, parser, continue_wanted);
    if (is_about_the_bytes(error)) incoming.refusal = refusal_for(error);
    if (error) co_return incoming;
  }
  request.body = std::move(parser->get().body());
  split_target(request);
  incoming.request = std::move(request);
  co_return incoming;
}

std::optional<Response> Server::Impl::admit(Request& request, Parser& parser) const {
  if (!options_.admit) return std::nullopt;
  split_target(request);
  auto admission = options_.admit(request);
  if (admission.refusal) return std::move(admission.refusal);
  auto const limit = std::min(admission.body_bytes_max, options_.body_bytes_max);
  auto const announced = parser.content_length();
  if (announced && *announced > limit) return refusal_for(beast::http::error::body_limit);
  parser.body_limit(limit);
  return std::nullopt;
}

asio::awaitable<error_code> Server::Impl::read_head(ConnectionPtr connection, bool first) {
  auto& buffer = connection->buffer;
  connection->idle = buffer.size() == 0;
  if (connection->idle && stopping_) co_return asio::error::operation_aborted;
  connection->stream.expires_after(connection->idle && !first ? options_.idle_within
                                                              : options_.head_within);
  while (head_size(buffer) == 0) {
    if (buffer.size() >= options_.head_bytes_max) co_return asio::error::not_found;
    auto const space =
        buffer.prepare(std::min<std::size_t>(4096, buffer_bytes_max - buffer.size()));
    auto const [error, size] = co_await connection->stream.async_read_some(space, as_result);
    if (error) co_return error;
    buffer.commit(size);
    if (!std::exchange(connection->idle, false)) continue;
    if (!first) connection->stream.expires_after(options_.head_within);
  }
  co_return error_code{};
}

asio::awaitable<error_code> Server::Impl::read_body(ConnectionPtr connection,
                                                    std::shared_ptr<Parser> parser,
                                                    bool continue_wanted) {
  connection->stream.expires_after(options_.body_within);
  if (continue_wanted && connection->buffer.size() == 0) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    auto const buffer = asio::buffer(go_on);
    auto const [error, size] = co_await asio::async_write(connection->stream, buffer, as_result);
    if (error) co_return error;
  }
  auto const [error, size] =
      co_await beast::http::async_read(connection->stream, connection->buffer, *parser, as_result);
  co_return error;
}

Reply Server::Impl::reply_to(std::shared_ptr<Waiting> const& waiting) {
  return Reply{[server = weak_from_this(), to = std::weak_ptr{waiting}](Response response) {
    auto const alive = server.lock();
    if (!alive) return;
    asio::post(alive->context_, [to, answer = std::move(response)]() mutable {
      if (auto const waits = to.lock()) {
        waits->response = std::move(answer);
        waits->woken.cancel();
      }
    });
  }};
}

asio::awaitable<Response> Server::Impl::answer(Request request) {
  auto const waiting = std::make_shared<Waiting>(context_);
  waiting->woken.expires_at(asio::steady_timer::time_point::max());
  try {
    handler_(std::move(request), reply_to(waiting));
  } catch (std::exception const&) {
    // Its Reply has gone without an answer, which is an answer.
  }
  while (!waiting->response) co_await waiting->woken.async_wait(as_result);
  co_return std::move(*waiting->response);
}

asio::awaitable<bool> Server::Impl::write(ConnectionPtr connection, Response response,
                                          bool keep_alive, bool head_only) {
  auto head = response_head(response, keep_alive);
  if (!head) {
    response = problem(500, "internal_error", "La réponse n'a pas pu être écrite.");
    head = response_head(response, keep_alive);
  }
  auto const body_size = head_only ? 0 : response.body.size();
  std::array<asio::const_buffer, 2> const bytes{asio::buffer(*head),
                                                asio::buffer(response.body, body_size)};
  connection->stream.expires_after(options_.write_within);
  auto const [error, size] = co_await asio::async_write(connection->stream, bytes, as_result);
  co_return !error;
}

/// Closing with unread bytes resets the connection, and the answer may be lost with it.
asio::awaitable<void> Server::Impl::drain(ConnectionPtr connection) {
  error_code ignored;
  connection->stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  connection->stream.expires_after(drained_within);
  std::array<char, 4096> bytes{};
  auto const sink = asio::buffer(bytes);
  for (std::size_t drained = 0; drained < drained_bytes_max;) {
    auto const [error, size] = co_await connection->stream.async_read_some(sink, as_result);
    if (error) co_return;
    drained += size;
  }
}

void Server::Impl::begin_stop() {
  if (std::exchange(stopping_, true)) return;
  error_code ignored;
  acceptor_.close(ignored);
  signals_.cancel(ignored);
  for (auto const& connection : connections_) {
    if (connection->idle) connection->stream.cancel();
  }
  if (connections_.empty()) return;
  grace_.expires_after(options_.stop_within);
  grace_.async_wait([this](error_code error) {
    if (!error) context_.stop();
  });
}

Server::Server(ServerOptions options, Handler handler)
    : impl_{std::make_shared<Impl>(std::move(options), std::move(handler))} {}
Server::~Server() = default;
std::uint16_t Server::port() const { return impl_->port(); }
void Server::run() { impl_->run(false); }
void Server::run_until_signal() { impl_->run(true); }
void Server::stop() { impl_->stop(); }

}  // namespace probant::http
