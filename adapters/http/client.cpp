// The only translation unit with Beast's client side and Asio's TLS. What server.cpp says of
// coroutines holds here too.
#include "adapters/http/client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "adapters/http/url.hpp"

namespace probant::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;
using Parser = beast::http::response_parser<beast::http::string_body>;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t buffer_bytes_max = 64 * 1024;
constexpr std::chrono::milliseconds given_up_asked_every{100};

std::string request_text(Outgoing const& request, Url const& url) {
  std::string text = request.method + " " + url.target + " HTTP/1.1\r\n";
  text += "Host: " + url.authority() + "\r\nConnection: close\r\nUser-Agent: probant\r\n";
  for (auto const& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  if (request.method != "GET" && request.method != "HEAD") {
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return text + "\r\n" + request.body;
}

Response to_response(Parser& parser) {
  auto& message = parser.get();
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (auto const& field : message) {
    std::string name{field.name_string()};
    for (auto& c : name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    response.headers.push_back({std::move(name), std::string{field.value()}});
  }
  response.body = std::move(message.body());
  return response;
}

/// Lives on the stack of send(), longer than the coroutines that work on it.
struct Call {
  Outgoing const& request;
  ClientOptions const& options;
  Url url;
  asio::io_context context{1};
  asio::ssl::context tls{asio::ssl::context::tls_client};
  Parser parser{};
  std::string stage{};  ///< what is being tried, in French
  error_code error{};
  bool done = false;

  Call(Outgoing const& what, ClientOptions const& how, Url where)
      : request{what}, options{how}, url{std::move(where)} {}

  /// By as much as was asked for. Without its closing word a TLS stream may have been cut short; a
  /// body whose length was announced is whole all the same.
  bool answered() {
    return parser.is_done() || (options.head_is_enough && parser.is_header_done());
  }
};

asio::awaitable<error_code> connect(Call& call, tcp::socket& socket) {
  call.stage = "le nom " + call.url.host + " n'a pas été trouvé";
  tcp::resolver resolver{call.context};
  auto const port = std::to_string(call.url.port);
  auto const [unknown, found] = co_await resolver.async_resolve(call.url.host, port, as_result);
  if (unknown) co_return unknown;
  call.stage = call.url.host + " mène à une adresse où l'on ne se connecte pas d'ici";
  std::vector<tcp::endpoint> allowed;
  for (auto const& entry : found) {
    auto const address = entry.endpoint().address().to_string();
    if (!call.options.may_connect || call.options.may_connect(address)) {
      allowed.push_back(entry.endpoint());
    }
  }
  if (allowed.empty()) co_return asio::error::access_denied;
  call.stage = call.url.authority() + " ne répond pas";
  auto const [error, endpoint] = co_await asio::async_connect(socket, allowed, as_result);
  co_return error;
}

template <class Stream>
asio::awaitable<error_code> exchange(Call& call, Stream& stream) {
  call.stage = "la requête n'a pas pu être envoyée";
  auto const text = request_text(call.request, call.url);
  auto const bytes = asio::buffer(text);
  auto const [unsent, sent] = co_await asio::async_write(stream, bytes, as_result);
  if (unsent) co_return unsent;
  call.stage = "la réponse est incomplète, trop longue ou mal formée";
  beast::flat_buffer buffer{buffer_bytes_max};
  if (call.request.method == "HEAD") call.parser.skip(true);
  auto const [error, size] =
      co_await beast::http::async_read(stream, buffer, call.parser, as_result);
  co_return call.answered() ? error_code{} : error;
}

error_code trust(Call& call, TlsStream& stream) {
  error_code error;
  if (call.options.ca_file.empty()) {
    call.tls.set_default_verify_paths(error);
  } else {
    call.tls.load_verify_file(call.options.ca_file, error);
  }
  if (error) return error;
  stream.set_verify_mode(asio::ssl::verify_peer, error);
  if (error) return error;
  stream.set_verify_callback(asio::ssl::host_name_verification{call.url.host}, error);
  if (SSL_set_tlsext_host_name(stream.native_handle(), call.url.host.c_str()) != 1 && !error) {
    error = asio::error::invalid_argument;
  }
  return error;
}

asio::awaitable<error_code> run_plain(Call& call) {
  tcp::socket socket{call.context};
  auto const error = co_await connect(call, socket);
  if (error) co_return error;
  auto const result = co_await exchange(call, socket);
  co_return result;
}

asio::awaitable<error_code> run_tls(Call& call) {
  call.stage = "les certificats de confiance sont illisibles";
  SSL_CTX_set_min_proto_version(call.tls.native_handle(), TLS1_2_VERSION);
  TlsStream stream{call.context, call.tls};
  auto error = trust(call, stream);
  if (error) co_return error;
  error = co_await connect(call, stream.next_layer());
  if (error) co_return error;
  call.stage = "la connexion sûre (TLS) avec " + call.url.authority() + " a été refusée";
  auto const [refused] = co_await stream.async_handshake(TlsStream::client, as_result);
  if (refused) co_return refused;
  auto const result = co_await exchange(call, stream);
  co_return result;
}

asio::awaitable<void> run(Call& call) {
  if (call.url.tls) {
    call.error = co_await run_tls(call);
  } else {
    call.error = co_await run_plain(call);
  }
  call.done = true;
}

/// Until it is done, the time is up, or nobody waits any more.
void run_within_limits(Call& call) {
  auto const end = std::chrono::steady_clock::now() + call.options.within;
  while (!call.done && std::chrono::steady_clock::now() < end) {
    if (call.options.given_up && call.options.given_up()) return;
    auto const moment = call.options.given_up ? given_up_asked_every : call.options.within;
    call.context.run_until(std::min(end, std::chrono::steady_clock::now() + moment));
  }
}

Exchange failed(std::string const& url, std::string const& why) { return {{}, url + " : " + why}; }

}  // namespace

Exchange send(Outgoing const& request, ClientOptions const& options) {
  auto const url = Url::parse(request.url);
  if (!url) return failed(request.url, "n'est pas " + std::string{Url::expected} + ".");
  Call call{request, options, *url};
  call.parser.header_limit(static_cast<std::uint32_t>(options.head_bytes_max));
  call.parser.body_limit(options.body_bytes_max);
  asio::co_spawn(call.context, run(call), asio::detached);
  run_within_limits(call);
  if (!call.done && !call.answered()) {
    return failed(request.url, call.stage + " (rien en " +
                                   std::to_string(options.within.count() / 1000) + " s).");
  }
  if (call.error) return failed(request.url, call.stage + " (" + call.error.message() + ").");
  auto response = to_response(call.parser);
  if (!call.parser.is_done()) response.body.clear();
  return {std::move(response), {}};
}

}  // namespace probant::http
