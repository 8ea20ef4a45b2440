// The server with a certificate: the whole exchange by the project's own client, and peers that
// speak something else or stop in the middle.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>

#include "adapters/http/client.hpp"
#include "tests/adapters/http/raw_peer.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace probant;
using namespace probant::test;
using namespace std::chrono_literals;

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

File opened(std::filesystem::path const& path) {
  File file{std::fopen(path.c_str(), "wb"), &std::fclose};
  REQUIRE(file);
  return file;
}

/// For `localhost`, good for a day, vouched for by itself.
Certificate certificate_of(EVP_PKEY* key) {
  Certificate certificate{X509_new(), &X509_free};
  auto* const made = certificate.get();
  X509_set_version(made, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
  X509_gmtime_adj(X509_getm_notBefore(made), -3'600);
  X509_gmtime_adj(X509_getm_notAfter(made), 86'400);
  X509_set_pubkey(made, key);
  auto* const name = X509_get_subject_name(made);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<unsigned char const*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(made, name);
  auto* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
  REQUIRE(names);
  X509_add_ext(made, names, -1);
  X509_EXTENSION_free(names);
  REQUIRE(X509_sign(made, key, EVP_sha256()) > 0);
  return certificate;
}

/// A key and its certificate in files that go with it.
struct Identity {
  Identity() {
    Key const key{EVP_EC_gen("P-256"), &EVP_PKEY_free};
    PEM_write_PrivateKey(opened(folder.path() / "key.pem").get(), key.get(), nullptr, nullptr, 0,
                         nullptr, nullptr);
    PEM_write_X509(opened(folder.path() / "certificate.pem").get(),
                   certificate_of(key.get()).get());
  }

  http::ServerOptions options() const {
    http::ServerOptions options;
    options.tls_certificate = (folder.path() / "certificate.pem").string();
    options.tls_key = (folder.path() / "key.pem").string();
    options.head_within = 1s;
    options.stop_within = 1s;
    return options;
  }

  TemporaryDirectory folder;
};

http::Handler echo() {
  return http::answering([](http::Request const& request) {
    return http::respond(200, "text/plain", request.path + " " + request.body);
  });
}

}  // namespace

TEST_CASE("tls: a request and its answer, in the clear to nobody else", "[http]") {
  Identity const identity;
  RunningServer const running{identity.options(), echo()};
  http::ClientOptions trusting;
  trusting.ca_file = identity.options().tls_certificate;
  auto const url = "https://localhost:" + std::to_string(running.server.port()) + "/a";
  std::string const body(300'000, 'x');
  auto const answer = http::send({"POST", url, {}, body}, trusting);
  INFO(answer.why);
  CHECK(answer.response.status == 200);
  CHECK(answer.response.body == "/a " + body);
  CHECK(answer.response.header("strict-transport-security"));
  CHECK_FALSE(http::send({"GET", url, {}, {}}).good());
}

TEST_CASE("tls: who speaks no TLS, or stops in the middle of it, is cut off", "[http]") {
  Identity const identity;
  RunningServer const running{identity.options(), echo()};
  auto const sent = GENERATE(as<std::string>{}, "", "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                             std::string("\x16\x03\x01\x02\x00\x01\x00", 7));
  RawPeer peer{running.server.port()};
  peer.send(sent);
  auto const answer = peer.read_all();
  CHECK_FALSE(peer.still_open);
  CHECK(answer.find("200") == std::string::npos);
}

TEST_CASE("tls: a key of another certificate is refused before anyone is served", "[http]") {
  Identity const identity;
  Identity const other;
  auto options = identity.options();
  options.port = 0;
  options.tls_key = other.options().tls_key;
  CHECK_THROWS_WITH(http::Server(options, echo()), Catch::Contains("key.pem"));
  options.tls_key = (identity.folder.path() / "none.pem").string();
  CHECK_THROWS_WITH(http::Server(options, echo()), Catch::Contains("none.pem"));
}
