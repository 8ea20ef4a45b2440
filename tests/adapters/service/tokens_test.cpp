#include "adapters/service/tokens.hpp"

#include "tests/adapters/service/service_desk.hpp"

using namespace probant;
using namespace probant::test;
using service::TokenBook;
using service::TokenUse;

namespace {

Instant const now = *Instant::parse("2026-11-20T08:00:00Z");
Instant const later = *Instant::parse("2027-11-20T08:00:00Z");

}  // namespace

TEST_CASE("token: the book has its hash and never the token", "[service]") {
  TokenBook book;
  auto const secret =
      book.issue({"u-1", Role::ars, "84"}, TokenUse::api, now, later, sha256("random").bytes);
  CHECK(secret.starts_with("probant_"));
  CHECK(secret.size() == 51);
  CHECK(book.text().find(secret.substr(8)) == std::string::npos);
  auto const again = TokenBook::parse(book.text(), "tokens");
  CHECK(again.text() == book.text());
  REQUIRE(again.find(secret) != nullptr);
  CHECK(again.find(secret)->actor == Actor{"u-1", Role::ars, "84"});
  CHECK(again.find(secret)->good_at(now));
  CHECK_FALSE(again.find(secret)->good_at(later));
  CHECK(again.find(secret + "a") == nullptr);
  CHECK(again.find("") == nullptr);
}

TEST_CASE("token: once revoked it is good no more, and stays in the book", "[service]") {
  TokenBook book;
  auto const secret =
      book.issue({"u-1", Role::ans, ""}, TokenUse::api, now, later, sha256("random").bytes);
  CHECK(book.revoke("000000000000", now) == nullptr);
  auto const id = book.find(secret)->id();
  REQUIRE(book.revoke(id, now) != nullptr);
  CHECK_FALSE(book.find(secret)->good_at(now));
  book.revoke(id, later);
  CHECK(book.find(secret)->revoked_at == now);
  CHECK(TokenBook::parse(book.text(), "tokens").text() == book.text());
}

TEST_CASE("token: a book that was edited by hand is refused with its line", "[service]") {
  TokenBook book;
  book.issue({"u-1", Role::ans, ""}, TokenUse::api, now, later, sha256("random").bytes);
  auto const line = book.text();
  auto const damaged = GENERATE_COPY(line + "{}\n", line + line.substr(1), line + "\n",
                                     line + std::string{line}.replace(line.find("ans"), 3, "all"));
  CHECK_THROWS_WITH(TokenBook::parse(damaged, "tokens"), Catch::Contains("tokens, ligne 2"));
}

TEST_CASE("token: an account is no name, an ARS has a region, an establishment its FINESS",
          "[service]") {
  CHECK(service::refuse_holder({"u-118", Role::ars, "84"}).empty());
  CHECK_THAT(service::refuse_holder({"convergence", Role::convergence, ""}),
             Catch::Contains("secret_files"));
  CHECK_FALSE(service::refuse_holder({"convergence", Role::operator_, ""}).empty());
  CHECK(service::refuse_holder({"u-118", Role::establishment, own_entity}).empty());
  CHECK(service::refuse_holder({"u-118", Role::auditor, ""}).empty());
  CHECK_FALSE(service::refuse_holder({"Claire Martin", Role::auditor, ""}).empty());
  CHECK_FALSE(service::refuse_holder({"u-118", Role::ars, "Lyon"}).empty());
  CHECK_FALSE(service::refuse_holder({"u-118", Role::establishment, ""}).empty());
}
