// probant witness: hosts a witness for other people's logs (C2SP tlog-witness over HTTP).
#include "adapters/witness/witness.hpp"

#include <chrono>
#include <filesystem>
#include <memory>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/http/server.hpp"
#include "adapters/http/url.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/sqlite/lock_file.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_key_bytes = 4096;
constexpr auto plain_text = "text/plain; charset=utf-8";

SigningKey own_key(fs::path const& directory, std::string name) {
  auto const file = directory / "witness-key";
  if (auto const kept = notary::read_file(file, max_key_bytes)) {
    if (notary::readable_by_others(file)) {
      throw StoreError{file.string() +
                       " : la clé du témoin est lisible par d'autres que son propriétaire ; faites "
                       "« chmod 600 »."};
    }
    auto key = SigningKey::parse(kept->substr(0, kept->find('\n')));
    if (key && key->verifier().type() == KeyType::cosignature) return *std::move(key);
    throw StoreError{file.string() +
                     " : ce n'est pas la clé d'un témoin ; remettez-la depuis une "
                     "copie."};
  }
  if (name.empty()) {
    name = "probant.invalid/witness/" + Sha256{random_bytes()}.text().substr(0, 16);
  }
  auto key = SigningKey::from_seed(name, KeyType::cosignature, random_bytes());
  if (!key) throw UsageError("--name : un nom de clé, sans espace ni « + ».");
  notary::write_file(file, key->text() + "\n", notary::Readers::owner_only);
  return *std::move(key);
}

std::vector<VerifierKey> parse_logs(std::vector<std::string> const& texts) {
  std::vector<VerifierKey> logs;
  for (auto const& text : texts) {
    auto key = VerifierKey::parse(text);
    if (!key || key->type() != KeyType::ed25519) {
      throw UsageError("--log attend " + std::string{VerifierKey::expected} + ", pas « " + text +
                       " ».");
    }
    logs.push_back(*std::move(key));
  }
  return logs;
}

witness::Ports ports_on(fs::path const& directory) {
  return {[directory](std::string const& name) {
            return notary::read_file(directory / name, max_note_bytes + 4096);
          },
          [directory](std::string const& name, std::string_view bytes) {
            notary::write_file(directory / name, bytes);
          },
          [] { return wall_clock().unix_seconds(); }};
}

http::Response monitoring(witness::Witness const& witness, http::Request const& request) {
  constexpr std::string_view tail = "/checkpoint";
  std::string_view path = request.path;
  if (!path.ends_with(tail)) return http::not_found();
  path.remove_suffix(tail.size());
  auto const checkpoint = witness.checkpoint(path.substr(path.rfind('/') + 1));
  if (!checkpoint) return http::not_found();
  if (request.method != "GET" && request.method != "HEAD") {
    return http::method_not_allowed("GET, HEAD");
  }
  return http::respond(200, plain_text, *checkpoint);
}

http::Route route_of(witness::Witness& witness) {
  return [&witness](http::Request const& request) {
    if (!request.path.ends_with("/add-checkpoint")) return monitoring(witness, request);
    if (request.method != "POST") return http::method_not_allowed("POST");
    auto answer = witness.add_checkpoint(request.body);
    return http::respond(answer.status, std::move(answer.content_type), std::move(answer.body));
  };
}

std::string greeting(Format format, witness::Witness const& witness, std::string const& listens) {
  auto const key = witness.key().text();
  if (format == Format::json) {
    return JsonObject{}.text("vkey", key).text("listen", listens).json() + "\n";
  }
  return "Témoin de " + std::to_string(witness.logs()) +
         " journal ou journaux. Sa clé publique, à confier aux journaux et à qui les vérifie :\n "
         " " +
         key + "\nÀ l'écoute sur http://" + listens + " (Ctrl-C pour arrêter)\n";
}

/// One witness for a directory: two would sign two histories.
std::unique_ptr<sqlite::LockFile> take(fs::path const& directory) {
  try {
    return std::make_unique<sqlite::LockFile>(directory / "lock");
  } catch (StoreError const&) {
    throw StoreError{directory.string() +
                     " : un autre témoin se sert de ce répertoire, ou ce compte n'a pas le droit "
                     "d'y écrire ; chaque témoin a le sien (--state)."};
  }
}

}  // namespace

int run_witness(Format format, WitnessOptions const& options) {
  auto const listen = http::ListenAddress::parse(options.listen);
  if (!listen)
    throw UsageError("--listen attend " + std::string{http::ListenAddress::expected} + ".");
  auto const logs = parse_logs(options.logs);
  fs::path const directory{options.state};
  fs::create_directories(directory);
  auto const lock = take(directory);
  witness::Witness witness{own_key(directory, options.name), logs, ports_on(directory)};

  http::ServerOptions server_options;
  server_options.address = listen->address;
  server_options.port = listen->port;
  server_options.body_bytes_max = witness::max_request_bytes;
  http::Server server{server_options, http::answering(route_of(witness), [](auto const& error) {
                        complain(std::string{"probant : "} + error.what());
                      })};
  auto const host = listen->address.find(':') == std::string::npos ? listen->address
                                                                   : "[" + listen->address + "]";
  server.heed_signals();
  print(greeting(format, witness, host + ":" + std::to_string(server.port())));
  server.run();
  return exit_done;
}

}  // namespace probant::cli
