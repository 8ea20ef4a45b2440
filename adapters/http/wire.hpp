// The bytes of a connection, with TLS over them or without; a stream as Asio and Beast have them.
// Deadlines are those of the TCP stream below.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <optional>
#include <string>

namespace probant::http {

class Wire {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;
  using Tls = boost::asio::ssl::stream<boost::beast::tcp_stream&>;

  /// `context` null: without TLS.
  Wire(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* context)
      : plain{std::move(socket)} {
    if (context) tls.emplace(plain, *context);
  }

  executor_type get_executor() { return plain.get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    if (tls) return tls->async_read_some(buffers, std::forward<Token>(token));
    return plain.async_read_some(buffers, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    if (tls) return tls->async_write_some(buffers, std::forward<Token>(token));
    return plain.async_write_some(buffers, std::forward<Token>(token));
  }

  boost::beast::tcp_stream plain;
  std::optional<Tls> tls;
};

}  // namespace probant::http
