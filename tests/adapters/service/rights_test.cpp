// That no token is made or revoked without a trace, and that the trace shows when it was altered.
#include "adapters/service/rights.hpp"

#include <catch2/catch.hpp>

#include "engine/log/digest.hpp"

using namespace probant;
using Catch::Contains;
using service::Noted;
using service::Rights;
using service::TokenBook;
using service::TokenUse;

namespace {

Instant const now = *Instant::parse("2026-11-20T08:00:00Z");
Instant const later = *Instant::parse("2027-11-20T08:00:00Z");

std::string give(TokenBook& book, std::string const& name) {
  return book.issue({name, Role::ars, "84"}, TokenUse::api, now, later, sha256(name).bytes);
}

std::string first_line(std::string const& text) { return text.substr(0, text.find('\n')); }

}  // namespace

TEST_CASE("rights: a token made and one revoked have a line each, without the token", "[service]") {
  TokenBook book;
  auto const secret = give(book, "u-118");
  auto const id = book.find(secret)->id();
  Rights rights;
  CHECK(rights.note(book, Noted::done, "uid 7", now));
  CHECK(rights.text() == R"({"at":"2026-11-20T08:00:00Z","event":"token_created","token":")" + id +
                             R"(","name":"u-118","role":"ars","organisation":"84","use":"api",)"
                             R"("created_at":"2026-11-20T08:00:00Z",)"
                             R"("expires_at":"2027-11-20T08:00:00Z","by":"uid 7","found":false,)"
                             R"("previous":""})"
                             "\n");
  auto const first = first_line(rights.text());
  book.revoke(id, now);
  CHECK(rights.note(book, Noted::done, "uid 8", now));
  CHECK_THAT(rights.text(), Contains(R"("event":"token_revoked","token":")" + id));
  CHECK_THAT(rights.text(), Contains(R"("previous":")" + sha256(first).text()));
  CHECK(rights.text().find(secret) == std::string::npos);
}

TEST_CASE("rights: what has its line gets no other, also when it is read again", "[service]") {
  TokenBook book;
  book.revoke(book.find(give(book, "u-1"))->id(), now);
  give(book, "u-2");
  Rights rights;
  REQUIRE(rights.note(book, Noted::done, "uid 7", now));
  CHECK_FALSE(rights.note(book, Noted::found, "uid 7", later));
  Rights again{rights.text()};
  CHECK_FALSE(again.broken());
  CHECK_FALSE(again.note(book, Noted::found, "uid 7", later));
  give(book, "u-3");
  REQUIRE(again.note(book, Noted::found, "uid 9", later));
  CHECK_THAT(again.text(), Contains(R"("by":"uid 9","found":true)"));
  CHECK_FALSE(Rights{again.text()}.broken());
}

TEST_CASE("rights: a line changed, taken out or cut off shows", "[service]") {
  TokenBook book;
  for (auto const* name : {"u-1", "u-2", "u-3"}) give(book, name);
  Rights whole;
  whole.note(book, Noted::done, "uid 7", now);
  auto const& text = whole.text();
  auto const size = first_line(text).size() + 1;
  auto changed = text;
  changed.replace(changed.find("u-2"), 3, "u-9");
  CHECK(Rights{changed}.broken() == 3);
  CHECK(Rights{text.substr(size)}.broken() == 1);
  CHECK(Rights{text.substr(0, size) + text.substr(2 * size)}.broken() == 2);
  CHECK(Rights{text.substr(0, 2 * size - 9)}.broken() == 2);
  CHECK(Rights{text + "{}\n"}.broken() == 4);
  // Whatever stands there, what comes is noted.
  Rights broken{text.substr(0, 2 * size - 9)};
  CHECK(broken.note(book, Noted::found, "uid 7", later));
  CHECK(Rights{broken.text()}.broken() == 2);
  CHECK_FALSE(Rights{broken.text()}.note(book, Noted::found, "uid 7", later));
}
