#include "adapters/cli/listening.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/terminal.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t connections_wanted = 12'000;
/// For the store, its readers, logs and what else is open.
constexpr std::size_t other_descriptors = 256;
constexpr int first_inherited = 3;

std::string environment(char const* name) {
  auto const* const value = std::getenv(name);
  return value ? value : "";
}

/// sd_listen_fds(3): the sockets are for the process named, and for nobody it starts.
int inherited_socket() {
  bool const ours = environment("LISTEN_PID") == std::to_string(::getpid());
  auto const count = environment("LISTEN_FDS");
  ::unsetenv("LISTEN_PID");
  ::unsetenv("LISTEN_FDS");
  ::unsetenv("LISTEN_FDNAMES");
  if (!ours || count.empty() || count == "0") return -1;
  if (count != "1") throw UsageError("LISTEN_FDS : une seule socket est attendue.");
  int listens = 0;
  socklen_t size = sizeof listens;
  if (::getsockopt(first_inherited, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 ||
      listens == 0) {
    throw UsageError(
        "LISTEN_FDS : ce n'est pas une socket à l'écoute de connexions ; dans l'unité .socket : "
        "ListenStream=, sans Accept=yes.");
  }
  return first_inherited;
}

/// Of a Unix socket its path, "@" before an abstract name; empty for any other.
std::string path_of(int socket) {
  sockaddr_un address{};
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (socket < 0 || ::getsockname(socket, any, &size) != 0 || address.sun_family != AF_UNIX) {
    return {};
  }
  auto const length = std::min<std::size_t>(size, sizeof address) - offsetof(sockaddr_un, sun_path);
  std::string path{address.sun_path, length};
  if (path.empty() || path.front() != '\0') return path.c_str();
  path.front() = '@';
  return path;
}

bool is_path(http::ListenAddress const& address) {
  return address.address.starts_with('/') || address.address.starts_with('@');
}

std::size_t connections_possible(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return other_descriptors;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  auto const files = static_cast<std::size_t>(limit.rlim_cur);
  auto const free = files > 2 * other_descriptors ? files - other_descriptors : files / 2;
  return std::min(free, wanted);
}

/// Whoever stands between may read them.
void tell_of_clear_tokens(http::ListenAddress const& listening) {
  if (on_this_machine(listening)) return;
  complain(
      "probant : " + text_of(listening) +
      " : à l'écoute hors de cette machine, sans TLS ; les jetons passent en clair, sauf si un "
      "mandataire (proxy) placé devant tient le TLS. Sinon, donnez --tls-certificate et "
      "--tls-key.");
}

}  // namespace

http::ListenAddress listen_address(std::string const& text, std::string const& option) {
  if (auto const address = http::ListenAddress::parse(text)) return *address;
  throw UsageError(option + " attend " + std::string{http::ListenAddress::expected} + ".");
}

bool on_this_machine(http::ListenAddress const& address) {
  return address.loopback() || is_path(address);
}

http::ListenAddress address_of(http::Server const& server, int handed_over) {
  auto path = path_of(handed_over);
  if (!path.empty()) return {std::move(path), 0};
  return {server.address(), server.port()};
}

std::string text_of(http::ListenAddress const& address) {
  if (is_path(address)) return address.address;
  bool const six = address.address.find(':') != std::string::npos;
  return (six ? "[" + address.address + "]" : address.address) + ":" + std::to_string(address.port);
}

std::string url_of(ServeOptions const& options, http::ListenAddress const& listening) {
  if (options.url.empty()) {
    if (is_path(listening)) return {};
    return (options.tls_certificate.empty() ? "http://" : "https://") + text_of(listening);
  }
  return service_url(options.url);
}

std::string service_url(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  if (http::Url::parse(url) && url.find('?') == std::string::npos) return url;
  throw UsageError("--url attend une adresse, par exemple https://probant.example.org.");
}

ConnectionLimits connection_limits(ServeOptions const& options, ServiceSettings const& settings) {
  ConnectionLimits limits;
  limits.all = connections_possible(
      settings.connections ? static_cast<std::size_t>(*settings.connections) : connections_wanted);
  // Behind a proxy of the same machine everyone has its address.
  auto const listen = listen_address(options.listen, "--listen");
  limits.per_address =
      listen.loopback() ? limits.all : http::ServerOptions{}.connections_per_address_max;
  if (settings.connections_per_address) {
    limits.per_address = static_cast<std::size_t>(*settings.connections_per_address);
  }
  return limits;
}

void tell_of_readable_key(ServeOptions const& options) {
  namespace fs = std::filesystem;
  std::error_code unreadable;
  auto const rights = fs::status(options.tls_key, unreadable).permissions();
  if (options.tls_key.empty() || unreadable) return;
  if ((rights & fs::perms::others_read) == fs::perms::none) return;
  complain("probant : " + options.tls_key +
           " : la clé TLS est lisible par tous ; faites « chmod o= » et, si quelqu'un a pu la "
           "lire, changez-la.");
}

http::ServerOptions connection_options(ServeOptions const& options,
                                       ServiceSettings const& settings) {
  if (options.tls_certificate.empty() != options.tls_key.empty()) {
    throw UsageError("--tls-certificate et --tls-key vont ensemble.");
  }
  auto const listen = listen_address(options.listen, "--listen");
  url_of(options, listen);  // refused before anything is opened
  http::ServerOptions server;
  server.address = listen.address;
  server.port = listen.port;
  server.listening = inherited_socket();
  if (server.listening >= 0 && options.listen != ServeOptions{}.listen) {
    complain("probant : --listen " + options.listen +
             " est laissé de côté : le service écoute sur la socket qu'on lui a transmise "
             "(LISTEN_FDS).");
  }
  server.tls_certificate = options.tls_certificate;
  server.tls_key = options.tls_key;
  tell_of_readable_key(options);
  auto const limits = connection_limits(options, settings);
  server.connections_max = limits.all;
  server.connections_per_address_max = limits.per_address;
  return server;
}

std::unique_ptr<http::Server> open_server(http::ServerOptions options, http::Handler handler) {
  try {
    bool const clear = options.tls_certificate.empty();
    auto const handed_over = options.listening;
    auto server = std::make_unique<http::Server>(std::move(options), std::move(handler));
    if (clear) tell_of_clear_tokens(address_of(*server, handed_over));
    return server;
  } catch (std::system_error const&) {
    throw;
  } catch (std::runtime_error const& error) {
    throw UsageError(std::string{"TLS : "} + error.what());
  }
}

void tell_ready() {
  auto const to = environment("NOTIFY_SOCKET");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (to.size() < 2 || to.size() >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, to.data(), to.size());
  if (to.front() == '@') address.sun_path[0] = '\0';
  auto const descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  constexpr std::string_view ready = "READY=1";
  auto const size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + to.size());
  ::sendto(descriptor, ready.data(), ready.size(), MSG_NOSIGNAL,
           reinterpret_cast<sockaddr const*>(&address), size);
  ::close(descriptor);
}

}  // namespace probant::cli
