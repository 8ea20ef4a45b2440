#include "adapters/identity/settings.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace probant;

namespace {

constexpr char const* psc = R"([[identity.issuers]]
name = "psc"
kind = "jwt"
issuer = "https://psc.example"
audience = "probant"
url = "https://psc.example/keys"
algorithms = ["RS256"]
)";
constexpr char const* proconnect = R"([[identity.issuers]]
name = "proconnect"
kind = "introspection"
issuer = "https://pc.example"
audience = "probant"
url = "https://pc.example/introspect"
client_id = "probant"
client_secret_file = "secret"
client_authentication = "post"
)";
constexpr char const* grant = R"([[identity.grants]]
issuer = "psc"
where = { sub = "u-1" }
role = "ars"
organisation = "84"
)";

identity::Settings read(std::string const& text) {
  settings::Reader const reader{"probant.toml"};
  auto const document = reader.parse(text);
  return identity::read_settings(
      reader, *document.get("identity"),
      [](Actor const& actor) {
        return std::string{actor.role == Role::convergence ? "pas ce rôle" : ""};
      },
      [](std::filesystem::path const& file) {
        if (file != "secret") throw std::runtime_error{"« " + file.string() + " » manque."};
        return std::string{"s3cret\n"};
      },
      [](std::filesystem::path const& file) {
        if (file != "autorites.pem") throw std::runtime_error{"« " + file.string() + " » manque."};
        return "/etc/" + file.string();
      });
}

std::string changed(std::string text, std::string const& from, std::string const& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("identity: issuers and grants are read from the configuration", "[identity]") {
  auto const settings = read(std::string{psc} + proconnect + grant);
  REQUIRE(settings.issuers.size() == 2);
  CHECK(settings.issuers[0].algorithms == std::vector<std::string>{"RS256"});
  CHECK(settings.issuers[1].client_secret == "s3cret");
  CHECK(settings.issuers[1].secret_in_body);
  REQUIRE(settings.grants.size() == 1);
  CHECK(settings.grants[0].role == Role::ars);
}

TEST_CASE("identity: a wrong setting is named with its line", "[identity]") {
  auto const whole = std::string{psc} + proconnect + grant;
  auto const [from, to, line] = GENERATE(table<std::string, std::string, std::string>({
      {"[\"RS256\"]", "[\"HS256\"]", "ligne 7"},
      {"[\"RS256\"]", "[\"none\"]", "ligne 7"},
      {"[\"RS256\"]", "[]", "ligne 1"},
      {"https://psc.example/keys", "http://psc.example/keys", "ligne 6"},
      {"\"psc\"", "\"Psc Prod\"", "ligne 2"},
      {"\"proconnect\"", "\"psc\"", "ligne 8"},
      {"client_secret_file = \"secret\"", "client_secret_file = \"x\"", "ligne 15"},
      {"\"post\"", "\"jwt\"", "ligne 16"},
      {"sub = \"u-1\"", "", "ligne 19"},
      {"role = \"ars\"", "role = \"chef\"", "ligne 20"},
      {"role = \"ars\"", "role = \"convergence\"", "ligne 17"},
      {"audience", "audiense", "ligne 5"},
  }));
  INFO(from << " -> " << to);
  CHECK_THROWS_WITH(read(changed(whole, from, to)), Catch::Contains("probant.toml, " + line));
}

TEST_CASE("identity: signed introspections need the keys and the algorithms", "[identity]") {
  std::string const keys = "keys_url = \"https://pc.example/jwks\"\n";
  auto const settings = read(std::string{proconnect} + keys + "algorithms = [\"RS256\"]\n");
  REQUIRE(settings.issuers.size() == 1);
  CHECK(settings.issuers[0].keys_url == "https://pc.example/jwks");
  CHECK_THROWS_AS(read(proconnect + keys), settings::SettingsError);
  CHECK_THROWS_AS(read(proconnect + keys + "algorithms = [\"none\"]\n"), settings::SettingsError);
  CHECK_THROWS_AS(
      read(std::string{proconnect} + "keys_url = \"http://pc.example/jwks\"\nalgorithms = "
                                     "[\"RS256\"]\n"),
      settings::SettingsError);
}
