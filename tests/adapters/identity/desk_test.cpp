#include "tests/adapters/identity/counter.hpp"

using namespace probant;
using namespace probant::test;

namespace {

identity::Issuer introspecting_issuer() {
  auto issuer = jwt_issuer();
  issuer.kind = identity::Vouching::introspection;
  issuer.url = "https://issuer.example/introspect";
  issuer.client_id = "probant";
  issuer.client_secret = "s&cret";
  return issuer;
}

constexpr char const* active =
    R"({"active":true,"sub":"u-1","aud":"probant","siret":"13000794900010"})";

}  // namespace

TEST_CASE("identity: a bearer whom a grant fits is who the grant says", "[identity]") {
  Minter const minter;
  Counter counter;
  counter.issuer = [&](Question const&) { return ok(minter.published()); };
  counter.open();
  auto const bearer = counter.found(minter.token());
  CHECK(bearer.standing == Standing::known);
  CHECK(bearer.actor == Actor{"agents:u-1", Role::ars, "84"});
  // From then on it is known at once.
  CHECK(counter.desk->known(minter.token({{"sub", "\"u-2\""}}))->standing == Standing::known);
  CHECK(counter.asked == 1);
}

TEST_CASE("identity: a bearer whom no grant fits is nobody here", "[identity]") {
  Minter const minter;
  Counter counter;
  counter.issuer = [&](Question const&) { return ok(minter.published()); };
  counter.open();
  CHECK(counter.found(minter.token({{"siret", "\"1\""}})).standing == Standing::no_grant);
  CHECK(counter.found(minter.token({{"iss", "\"https://other.example\""}})).standing ==
        Standing::refused);
}

TEST_CASE("identity: a grant is in force as long as nothing of it changes", "[identity]") {
  Minter const minter;
  Counter counter;
  counter.issuer = [&](Question const&) { return ok(minter.published()); };
  counter.open();
  auto const given = counter.found(minter.token()).grant;
  REQUIRE_FALSE(given.empty());
  CHECK(given.find("13000794900010") == std::string::npos);
  auto& grants = counter.settings.grants;
  auto& issuers = counter.settings.issuers;
  auto const in_force = [&] {
    counter.open();
    return counter.desk->grants(given);
  };
  CHECK(in_force());
  grants.insert(grants.begin(), {"agents", {{"siret", "1"}}, Role::ars, "84"});
  CHECK(in_force());
  CHECK_FALSE(counter.desk->grants(""));
  SECTION("other people") { grants.back().where = {{"siret", "2"}}; }
  SECTION("fewer people") { grants.back().where.emplace_back("roles", "agent"); }
  SECTION("another role") { grants.back().role = Role::auditor; }
  SECTION("another region") { grants.back().organisation = "11"; }
  SECTION("taken away") { grants.pop_back(); }
  SECTION("of somebody else under the same name") { issuers.front().issuer += "/other"; }
  SECTION("of an issuer that is no more") { issuers.clear(); }
  CHECK_FALSE(in_force());
}

TEST_CASE("identity: when the issuer does not answer nobody is let in", "[identity]") {
  Minter const minter;
  Counter counter;
  bool const silent = GENERATE(true, false);
  counter.issuer = [&](Question const&) {
    return silent ? std::nullopt : std::optional{http::respond(500, "text/html", "panne")};
  };
  counter.open();
  CHECK(counter.found(minter.token()).standing == Standing::unavailable);
  REQUIRE(counter.complaints.size() == 1);
  CHECK(counter.complaints.front().find(silent ? "agents : muet" : "réponse 500") !=
        std::string::npos);
}

TEST_CASE("identity: an answer that is none is complained of, a refusal is not", "[identity]") {
  Counter counter;
  bool const introspects = GENERATE(true, false);
  if (introspects) counter.settings.issuers = {introspecting_issuer()};
  std::string body = "<html>";
  counter.issuer = [&](Question const&) { return ok(body); };
  counter.open();
  counter.found(introspects ? "opaque" : Minter{}.token());
  REQUIRE(counter.complaints.size() == 1);
  CHECK(counter.complaints.front().find(introspects ? "RFC 7662" : "JWKS") != std::string::npos);
  if (!introspects) return;
  body = R"({"active":false})";
  CHECK(counter.found("another").standing == Standing::refused);
  CHECK(counter.complaints.size() == 1);
}

TEST_CASE("identity: an issuer is asked with the certificates of its settings", "[identity]") {
  Minter const minter;
  Counter counter;
  auto issuer = GENERATE(jwt_issuer(), introspecting_issuer());
  issuer.ca_file = "/etc/autorites.pem";
  counter.settings.issuers = {issuer};
  std::string trusted;
  counter.issuer = [&](Question const& question) {
    trusted = question.ca_file;
    return ok(minter.published());
  };
  counter.open();
  counter.found(issuer.kind == identity::Vouching::jwt ? minter.token() : "opaque");
  CHECK(trusted == "/etc/autorites.pem");
}

TEST_CASE("identity: where nobody is asked about tokens, one of no issuer is refused",
          "[identity]") {
  Counter counter;
  counter.issuer = [&](Question const&) { return std::nullopt; };
  counter.open();
  CHECK(counter.found("probant_of_last_year").standing == Standing::refused);
  CHECK(counter.asked == 0);
}

TEST_CASE("identity: an opaque token is introspected, and remembered for a minute", "[identity]") {
  Counter counter;
  counter.settings.issuers = {introspecting_issuer()};
  std::string form;
  std::string authorization;
  counter.issuer = [&](Question const& question) {
    form = question.form;
    authorization = http::find_header(question.headers, "authorization").value_or("");
    return ok(active);
  };
  counter.open();
  CHECK(counter.found("opa que").standing == Standing::known);
  CHECK(form == "token=opa%20que&token_type_hint=access_token");
  CHECK(authorization == "Basic cHJvYmFudDpzJTI2Y3JldA==");
  CHECK(counter.found("opa que").standing == Standing::known);
  CHECK(counter.asked == 1);
  counter.seconds = identity::Desk::remembered_seconds;
  CHECK(counter.found("opa que").standing == Standing::known);
  CHECK(counter.asked == 2);
}

TEST_CASE("identity: what an issuer calls inactive, or answers badly, is not let in",
          "[identity]") {
  Counter counter;
  counter.settings.issuers = {introspecting_issuer()};
  auto const [body, standing] = GENERATE(table<std::string, Standing>({
      {R"({"active":false})", Standing::refused},
      {R"({"active":true,"sub":"u-1","aud":"autre"})", Standing::refused},
      {R"({"active":true,"aud":"probant"})", Standing::refused},
      {R"({"active":true,"sub":"u-1","aud":"probant","exp":1})", Standing::refused},
      {R"({"active":true,"sub":"u-1","aud":"probant","iss":"https://x"})", Standing::refused},
      {R"({"active":"true","sub":"u-1","aud":"probant"})", Standing::unavailable},
      {R"({"sub":"u-1","aud":"probant"})", Standing::unavailable},
      {"<html>", Standing::unavailable},
  }));
  counter.issuer = [&, text = body](Question const&) { return ok(text); };
  counter.open();
  CHECK(counter.found("opaque").standing == standing);
}

TEST_CASE("identity: the same person is the same account, and no account is two", "[identity]") {
  auto const issuer = jwt_issuer();
  identity::Claims claims;
  claims.subject = "f:550dc1c8:899700218896";
  CHECK(identity::account_of(claims, issuer) == "agents:f:550dc1c8:899700218896");
  claims.subject = "Zoé Martin <zoe@example.org>";
  auto const hidden = identity::account_of(claims, issuer);
  CHECK(hidden.size() == std::string{"agents:"}.size() + 40);
  CHECK(hidden == identity::account_of(claims, issuer));
  claims.others["idp_id"] = {"71144ab3-ee1a-4401-b7b3-79b44f7daeeb"};
  CHECK(identity::account_of(claims, issuer) != hidden);
  claims.subject = std::string(200, 'a');
  CHECK(identity::account_of(claims, issuer).size() <= 64);
}

TEST_CASE("identity: where introspections are signed, an unsigned one lets nobody in",
          "[identity]") {
  Minter const minter;
  Counter counter;
  auto issuer = introspecting_issuer();
  issuer.keys_url = "https://issuer.example/keys";
  counter.settings.issuers = {issuer};
  bool signs = true;
  std::vector<std::string> accepted;
  counter.issuer = [&](Question const& question) {
    if (question.url == issuer.keys_url) return ok(minter.published());
    accepted.push_back(http::find_header(question.headers, "accept").value_or(""));
    auto const iat = std::to_string(
        Instant::parse("2026-11-20T08:00:00Z")->plus_seconds(counter.seconds).unix_seconds());
    return ok(signs ? minter.token({{"sub", ""},
                                    {"exp", ""},
                                    {"aud", "\"probant\""},
                                    {"iat", iat},
                                    {"token_introspection", active}},
                                   {{"typ", "\"token-introspection+jwt\""}})
                    : std::string{active});
  };
  counter.open();
  CHECK(counter.found("opaque").standing == Standing::known);
  CHECK(accepted == std::vector<std::string>{"application/token-introspection+jwt"});
  CHECK(counter.asked == 2);
  signs = false;
  CHECK(counter.found("another").standing == Standing::unavailable);
}

TEST_CASE("identity: how sure the issuer was is known, as far as it may stand in a log",
          "[identity]") {
  Minter const minter;
  Counter counter;
  counter.issuer = [&](Question const&) { return ok(minter.published()); };
  counter.open();
  auto const sure =
      counter.found(minter.token({{"acr", "\"eidas2\""}, {"auth_time", "1795160000"}}));
  CHECK(sure.acr == "eidas2");
  CHECK(sure.authenticated_at == 1'795'160'000);
  auto const odd = counter.found(minter.token({{"acr", "\"Marie Martin\""}}));
  CHECK(odd.standing == Standing::known);
  CHECK(odd.acr.empty());
}

TEST_CASE("identity: who bears a bound token, or is not sure enough, is told why", "[identity]") {
  Counter counter;
  counter.settings.issuers = {introspecting_issuer()};
  counter.settings.issuers.front().acr = {"eidas2", "eidas3"};
  std::string more = R"(,"acr":"eidas2","cnf":{"jkt":"x"})";
  counter.issuer = [&](Question const&) {
    return ok(std::string{active}.insert(std::string{active}.size() - 1, more));
  };
  counter.open();
  CHECK(counter.found("opaque-1").standing == Standing::bound);
  more = R"(,"acr":"eidas2","token_type":"DPoP")";
  CHECK(counter.found("opaque-2").standing == Standing::bound);
  more = R"(,"acr":"eidas1")";
  auto const low = counter.found("opaque-3");
  CHECK(low.standing == Standing::too_low);
  CHECK(low.wanted_acr == "eidas2 eidas3");
  more = R"(,"acr":"eidas3","token_type":"Bearer")";
  CHECK(counter.found("opaque-4").standing == Standing::known);
}

TEST_CASE("identity: networks take turns, however many tokens one has waiting", "[identity]") {
  identity::Inquiries inquiries;
  int told = 0;
  auto const add = [&](std::string const& token, std::string const& from) {
    identity::Inquiries::Tell tell = [&](Bearer const&) { ++told; };
    return inquiries.add(token, from, tell);
  };
  for (std::size_t i = 0; i < identity::Inquiries::max_each; ++i) {
    CHECK(add("stranger" + std::to_string(i), "203.0.113.9"));
  }
  CHECK_FALSE(add("one more", "203.0.113.9"));
  CHECK(add("good", "198.51.100.1"));
  CHECK(add("good", "198.51.100.1"));
  CHECK(add("third", "192.0.2.7"));
  CHECK(inquiries.take() == "stranger0");
  CHECK(inquiries.take() == "good");
  CHECK(inquiries.take() == "third");
  CHECK(inquiries.take() == "stranger1");
  inquiries.answer("good", {});
  CHECK(told == 2);
}

TEST_CASE("identity: strangers who try tokens by the dozen hold up nobody else", "[identity]") {
  // Given an issuer that answers nobody until it is let, and a network with more tokens than places
  Counter counter;
  counter.settings.issuers = {introspecting_issuer()};
  std::promise<void> gate;
  auto const opened = gate.get_future().share();
  counter.issuer = [&](Question const& question) {
    opened.wait();
    return ok(question.form.starts_with("token=good&") ? active : R"({"active":false})");
  };
  counter.open();
  std::atomic<int> turned_away = 0;
  auto const each = static_cast<int>(identity::Inquiries::max_each);
  int const strangers = each + 20;
  std::atomic<int> told = 0;
  for (int i = 0; i < strangers; ++i) {
    counter.desk->find_out("stranger" + std::to_string(i), "203.0.113.9", [&](Bearer const& one) {
      if (one.standing == Standing::unavailable) ++turned_away;
      ++told;
    });
  }
  // When one who comes last asks from elsewhere, twice over
  std::promise<Standing> first;
  std::promise<Standing> second;
  counter.desk->find_out("good", "198.51.100.1",
                         [&](Bearer const& bearer) { first.set_value(bearer.standing); });
  counter.desk->find_out("good", "198.51.100.1",
                         [&](Bearer const& bearer) { second.set_value(bearer.standing); });
  gate.set_value();
  // Then it is told, and asked about once
  CHECK(first.get_future().get() == Standing::known);
  CHECK(second.get_future().get() == Standing::known);
  CHECK(turned_away >= strangers - each - static_cast<int>(identity::Desk::threads));
  counter.desk.reset();
  CHECK(told == strangers);
  CHECK(counter.asked <= each + static_cast<int>(identity::Desk::threads) + 1);
}
