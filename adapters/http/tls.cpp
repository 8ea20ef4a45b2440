#include "adapters/http/tls.hpp"

#include <openssl/ssl.h>

#include <stdexcept>

namespace probant::http {
namespace {

namespace ssl = boost::asio::ssl;

/// For TLS 1.2; all that TLS 1.3 has is good.
constexpr auto ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL";

[[noreturn]] void refuse(std::string const& file, std::string const& why) {
  throw std::runtime_error{file + " : " + why + "."};
}

}  // namespace

ssl::context server_tls(std::string const& certificate, std::string const& key) {
  ssl::context context{ssl::context::tls_server};
  context.set_options(ssl::context::default_workarounds | ssl::context::no_compression |
                      SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION);
  auto* const native = context.native_handle();
  if (SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(native, ciphers) != 1) {
    throw std::runtime_error{"TLS ne peut être réglé : la bibliothèque OpenSSL s'y refuse."};
  }
  boost::system::error_code error;
  // Nobody is there to be asked for one.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; },
                                error);
  context.use_certificate_chain_file(certificate, error);
  if (error) refuse(certificate, "pas de certificat lisible (PEM attendu)");
  context.use_private_key_file(key, ssl::context::pem, error);
  if (error) refuse(key, "illisible, ou d'un autre certificat (PEM sans mot de passe attendu)");
  if (SSL_CTX_check_private_key(native) != 1) refuse(key, "ce n'est pas la clé de ce certificat");
  return context;
}

}  // namespace probant::http
