// From bytes to a request that passed the guard.
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include "adapters/http/guard.hpp"
#include "adapters/http/server_impl.hpp"

namespace probant::http {
namespace {

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

/// A short body comes with its head: to wait for it as if it did not would cost a turn of the loop
/// and a deadline.
error_code read_what_came(Connection& connection, Parser& parser) {
  error_code error;
  if (connection.buffer.size() == 0) return error;
  parser.eager(true);
  connection.buffer.consume(parser.put(connection.buffer.data(), error));
  return error == beast::http::error::need_more ? error_code{} : error;
}

/// What a body on its way may come to take; nothing when it is short.
std::size_t room_for(Parser& parser, std::size_t limit) {
  constexpr std::size_t short_bytes_max = 64 * 1024;
  auto const announced = parser.content_length();
  auto const bytes = announced ? static_cast<std::size_t>(*announced) : limit;
  return bytes > short_bytes_max ? bytes : 0;
}

Response no_room() {
  auto response = problem(503, "too_many_long_bodies",
                          "Trop de corps longs arrivent à la fois : envoyez celui-ci plus tard.");
  response.headers.push_back({"retry-after", "2"});
  return response;
}

/// What is known of a request that could not be read.
Request unread(std::string peer) {
  Request request;
  request.peer = std::move(peer);
  return request;
}

}  // namespace

asio::awaitable<Incoming> Server::Impl::read(ConnectionPtr connection, std::size_t served) {
  Incoming incoming;
  auto error = co_await read_head(connection, served == 1);
  if (error == asio::error::not_found) {
    incoming.refusal = refuse(unread(connection->peer), refusal_for(error));
  }
  if (error) co_return incoming;
  auto const bytes = connection->buffer.data();
  std::string const raw{static_cast<char const*>(bytes.data()), head_size(connection->buffer)};
  auto const parser = std::make_shared<Parser>();
  parser->header_limit(static_cast<std::uint32_t>(options_.head_bytes_max));
  parser->body_limit(options_.body_bytes_max);
  connection->buffer.consume(parser->put(bytes, error));
  if (error || !parser->is_header_done()) {
    bool const too_long = error == beast::http::error::body_limit;  // and its head was read
    auto request = too_long ? to_request(*parser, connection->peer) : unread(connection->peer);
    split_target(request);
    incoming.refusal = refuse(request, refusal_for(error));
    co_return incoming;
  }
  // What is decided on is what stands here: trailers come too late to be believed.
  auto request = to_request(*parser, connection->peer);
  if (auto refusal = refuse_head(request, parser->get().version(), raw)) {
    incoming.refusal = refuse(request, std::move(*refusal));
    co_return incoming;
  }
  incoming.keep_alive = parser->keep_alive();
  if (!parser->is_done()) {
    auto admission = admit(request, *parser);
    incoming.refusal = std::move(admission.refusal);
    if (incoming.refusal) co_return incoming;
    Room const room{long_bodies_, room_for(*parser, admission.body_bytes_max)};
    if (long_bodies_ > options_.long_bodies_bytes_max) {
      incoming.refusal = refuse(request, no_room());
      co_return incoming;
    }
    bool const waits = request.header("expect").has_value() && connection->buffer.size() == 0;
    error = read_what_came(*connection, *parser);
    if (!error && !parser->is_done()) error = co_await read_body(connection, parser, waits);
    if (is_about_the_bytes(error)) incoming.refusal = refuse(request, refusal_for(error));
    if (error) co_return incoming;
  }
  request.body = std::move(parser->get().body());
  incoming.request = std::move(request);
  co_return incoming;
}

Response Server::Impl::refuse(Request const& request, Response response) const {
  if (options_.refused) options_.refused(request, response);
  return response;
}

Admission Server::Impl::admit(Request const& request, Parser& parser) const {
  Admission admission{options_.body_bytes_max, {}};
  if (!options_.admit) return admission;
  admission = options_.admit(request);
  if (admission.refusal) return admission;
  admission.body_bytes_max = std::min(admission.body_bytes_max, options_.body_bytes_max);
  auto const announced = parser.content_length();
  if (announced && *announced > admission.body_bytes_max) {
    admission.refusal = refuse(request, refusal_for(beast::http::error::body_limit));
  }
  parser.body_limit(admission.body_bytes_max);
  return admission;
}

asio::awaitable<error_code> Server::Impl::read_head(ConnectionPtr connection, bool first) {
  auto& buffer = connection->buffer;
  connection->idle = buffer.size() == 0;
  if (connection->idle && stopping_) co_return asio::error::operation_aborted;
  connection->stream.plain.expires_after(connection->idle && !first ? options_.idle_within
                                                                    : options_.head_within);
  while (head_size(buffer) == 0) {
    if (buffer.size() >= options_.head_bytes_max) co_return asio::error::not_found;
    auto const space =
        buffer.prepare(std::min<std::size_t>(4096, buffer_bytes_max - buffer.size()));
    auto const [error, size] = co_await connection->stream.async_read_some(space, as_result);
    if (error) co_return error;
    buffer.commit(size);
    if (!std::exchange(connection->idle, false)) continue;
    if (!first) connection->stream.plain.expires_after(options_.head_within);
  }
  co_return error_code{};
}

asio::awaitable<error_code> Server::Impl::read_body(ConnectionPtr connection,
                                                    std::shared_ptr<Parser> parser, bool waits) {
  connection->stream.plain.expires_after(options_.body_within);
  if (waits) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    auto const buffer = asio::buffer(go_on);
    auto const [error, size] = co_await asio::async_write(connection->stream, buffer, as_result);
    if (error) co_return error;
  }
  auto const [error, size] =
      co_await beast::http::async_read(connection->stream, connection->buffer, *parser, as_result);
  co_return error;
}

}  // namespace probant::http
