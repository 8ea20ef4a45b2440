// Connections from their beginning to their end.
#include "adapters/http/server.hpp"

#include <boost/asio/write.hpp>

#include "adapters/http/server_impl.hpp"

namespace probant::http {
namespace {

constexpr std::size_t drained_bytes_max = 256 * 1024;
constexpr std::chrono::seconds drained_within{2};
constexpr std::chrono::milliseconds accept_again_after{100};

}  // namespace

void Server::Impl::listen() {
  if (options_.listening >= 0) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(options_.listening, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw boost::system::system_error{errno, boost::system::system_category()};
    }
    acceptor_.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), options_.listening);
    return;
  }
  tcp::endpoint const endpoint{asio::ip::make_address(options_.address), options_.port};
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(tcp::acceptor::reuse_address{true});
  acceptor_.bind(endpoint);
  acceptor_.listen();
}

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
  auto const counted = per_address_.find(peer);
  auto const of_peer = counted == per_address_.end() ? 0 : counted->second;
  if (connections_.size() >= options_.connections_max ||
      of_peer >= options_.connections_per_address_max) {
    Request nothing;
    nothing.peer = peer;
    refuse(nothing, problem(503, "too_many_connections", ""));
    static constexpr std::string_view busy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n";
    socket.non_blocking(true, error);
    if (!tls_) socket.write_some(asio::buffer(busy), error);
    socket.shutdown(tcp::socket::shutdown_send, error);
    return;
  }
  socket.set_option(tcp::no_delay{true}, error);
  ++per_address_[peer];
  auto const connection =
      std::make_shared<Connection>(std::move(socket), tls_.get(), std::move(peer));
  connections_.insert(connection);
  asio::co_spawn(context_, serve(connection), asio::detached);
}

void Server::Impl::leave(ConnectionPtr const& connection) {
  connection->stream.plain.close();
  connections_.erase(connection);
  auto const counted = per_address_.find(connection->peer);
  if (counted != per_address_.end() && --counted->second == 0) per_address_.erase(counted);
  if (stopping_ && connections_.empty()) grace_.cancel();
}

asio::awaitable<void> Server::Impl::serve(ConnectionPtr connection) {
  try {
    bool const begun = co_await agree_on_tls(connection);
    if (begun) co_await converse(connection);
  } catch (std::exception const&) {
    // Memory ran out in the middle of an exchange: this connection ends, the others go on.
  }
  leave(connection);
}

asio::awaitable<bool> Server::Impl::agree_on_tls(ConnectionPtr connection) {
  auto& tls = connection->stream.tls;
  if (!tls) co_return true;
  connection->stream.plain.expires_after(options_.head_within);
  auto const [error] = co_await tls->async_handshake(asio::ssl::stream_base::server, as_result);
  co_return !error;
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
    auto more = response.more;
    if (more) keep_alive = false;
    bool const written = co_await write(connection, std::move(response), keep_alive, head_only);
    if (!written) co_return;
    if (more && !head_only) co_await follow(connection, std::move(more));
    if (!keep_alive) break;
  }
  co_await drain(connection);
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
  if (connection->stream.tls) {
    response.headers.push_back({"strict-transport-security", "max-age=31536000"});
  }
  auto head = response_head(response, keep_alive);
  if (!head) {
    response = problem(500, "internal_error", "La réponse n'a pas pu être écrite.");
    head = response_head(response, keep_alive);
  }
  auto const body_size = head_only ? 0 : response.body.size();
  std::array<asio::const_buffer, 2> const bytes{asio::buffer(*head),
                                                asio::buffer(response.body, body_size)};
  connection->stream.plain.expires_after(options_.write_within);
  auto const [error, size] = co_await asio::async_write(connection->stream, bytes, as_result);
  co_return !error;
}

/// Asks for the next piece whenever the last one has been written, so that nothing is kept for a
/// reader who does not keep up.
asio::awaitable<void> Server::Impl::follow(ConnectionPtr connection, More more) {
  auto const woken = std::make_shared<asio::steady_timer>(context_);
  followers_.insert(woken);
  following_ = followers_.size();
  bool quiet = false;
  while (!stopping_) {
    auto const piece = more(quiet);
    if (!piece) break;
    if (piece->empty()) {
      woken->expires_after(options_.quiet_within);
      auto const [error] = co_await woken->async_wait(as_result);
      quiet = !error;
      continue;
    }
    quiet = false;
    connection->stream.plain.expires_after(options_.write_within);
    auto const bytes = asio::buffer(*piece);
    auto const [error, size] = co_await asio::async_write(connection->stream, bytes, as_result);
    if (error) break;
  }
  followers_.erase(woken);
  following_ = followers_.size();
}

/// Closing with unread bytes resets the connection, and the answer may be lost with it.
asio::awaitable<void> Server::Impl::drain(ConnectionPtr connection) {
  auto& stream = connection->stream;
  stream.plain.expires_after(drained_within);
  if (stream.tls) {
    // Says that the answer is whole; what the other end says to that does not matter.
    auto const [unsaid] = co_await stream.tls->async_shutdown(as_result);
    if (unsaid && unsaid != asio::ssl::error::stream_truncated) co_return;
  }
  error_code ignored;
  stream.plain.socket().shutdown(tcp::socket::shutdown_send, ignored);
  std::array<char, 4096> bytes{};
  auto const sink = asio::buffer(bytes);
  for (std::size_t drained = 0; drained < drained_bytes_max;) {
    auto const [error, size] = co_await stream.plain.async_read_some(sink, as_result);
    if (error) co_return;
    drained += size;
  }
}

void Server::Impl::wait_for_hangup() {
  hangups_.async_wait([this](error_code error, int) {
    if (error) return;
    reload_();
    wait_for_hangup();
  });
}

void Server::Impl::begin_stop() {
  if (std::exchange(stopping_, true)) return;
  error_code ignored;
  acceptor_.close(ignored);
  signals_.cancel(ignored);
  hangups_.cancel(ignored);
  for (auto const& connection : connections_) {
    if (connection->idle) connection->stream.plain.cancel();
  }
  for (auto const& follower : followers_) follower->cancel();
  if (connections_.empty()) return;
  grace_.expires_after(options_.stop_within);
  grace_.async_wait([this](error_code error) {
    if (!error) context_.stop();
  });
}

Server::Server(ServerOptions options, Handler handler)
    : impl_{std::make_shared<Impl>(std::move(options), std::move(handler))} {}
Server::~Server() = default;
std::string Server::address() const { return impl_->address(); }
std::uint16_t Server::port() const { return impl_->port(); }
void Server::run() { impl_->run(); }
void Server::heed_signals(std::function<void()> reload) { impl_->heed_signals(std::move(reload)); }
void Server::use_certificate(std::string const& certificate, std::string const& key) {
  impl_->use_certificate(certificate, key);
}
void Server::limit_connections(std::size_t all, std::size_t per_address) {
  impl_->limit_connections(all, per_address);
}
std::size_t Server::connections() const { return impl_->connections(); }
void Server::stop() { impl_->stop(); }
void Server::post(std::function<void()> work) { impl_->post(std::move(work)); }
void Server::wake_followers() { impl_->wake_followers(); }

}  // namespace probant::http
