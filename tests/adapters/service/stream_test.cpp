// The log as server-sent events: what comes, to whom, from where on, and when it ends.
#include "tests/adapters/service/service_desk.hpp"

using namespace probant;
using namespace probant::test;

namespace {

constexpr auto stream = "/v1/events/stream";

std::size_t count(std::string const& text, std::string const& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

/// All that is ready.
std::string read(http::Response const& response) {
  REQUIRE(response.more);
  std::string text;
  for (;;) {
    auto const piece = response.more(false);
    REQUIRE(piece);
    if (piece->empty()) return text;
    text += *piece;
  }
}

void append(ServiceDesk& desk, std::string const& token, std::string const& id) {
  auto const answer = desk.post(
      "/v1/events", token,
      R"({"type":"dossier.legal_hold_set","dossier":"aap:2026-0417","data":{"grounds":"Essai"}})",
      {{"content-type", "application/json"},
       {"if-match",
        "\"" +
            std::to_string(desk.engine->world().find(*DossierId::parse("aap:2026-0417"))->version) +
            "\""},
       {"idempotency-key", "\"" + id + "\""}});
  INFO(answer.body);
  REQUIRE(answer.status == 201);
}

}  // namespace

TEST_CASE("stream: what is recorded comes, once, from where the reader was", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ars, own_region);
  auto const response = desk.get(stream, token);
  CHECK(response.status == 200);
  CHECK(response.header("content-type") == "text/event-stream");
  CHECK(response.body == "retry: 3000\n\n");
  CHECK(read(response).empty());
  auto const before = desk.store.head().next;
  append(desk, token, "k-1");
  auto const text = read(response);
  CHECK(text.starts_with("id: " + std::to_string(before) + "\ndata: {"));
  CHECK(count(text, "\ndata: ") == 1);
  CHECK(read(response).empty());
  auto const quiet = response.more(true);
  REQUIRE(quiet);
  CHECK(*quiet == ":\nid: " + std::to_string(before) + "\n\n");

  auto const again = desk.get(std::string{stream} + "?after=0", token,
                              {{"last-event-id", std::to_string(before - 1)}});
  CHECK(read(again) == text);
  CHECK(desk.get(stream, token, {{"last-event-id", "x"}}).status == 400);
}

TEST_CASE("stream: who was told by another log learns it", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  auto const size = desk.store.head().next;
  auto const asked = [&](Position last, bool header) {
    auto const position = std::to_string(last);
    return header ? desk.get(stream, token, {{"last-event-id", position}})
                  : desk.get(std::string{stream} + "?after=" + position, token);
  };
  auto const header = GENERATE(true, false);
  auto const waits = asked(size - 1, header);
  CHECK(waits.status == 200);
  CHECK(read(waits).empty());
  for (auto const last : {size, size + 1, Position{service::max_position}}) {
    auto const refused = asked(last, header);
    INFO(refused.body);
    CHECK(refused.status == 400);
    CHECK(count(refused.body, header ? R"("field":"Last-Event-ID")" : R"("field":"after")") == 1);
    CHECK(count(refused.body, "compte " + std::to_string(size) + " événements") == 1);
    CHECK(count(refused.body, "after=-1") == 1);
  }
}

TEST_CASE("stream: the filters are those of the pages", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  auto const all = read(desk.get(std::string{stream} + "?after=-1", token));
  CHECK(count(all, "data: ") == static_cast<std::size_t>(desk.store.head().next));
  auto const filter = GENERATE(as<std::string>{}, "dossier=aap:2026-0417", "type=aap.project_filed",
                               "subject=entity:010780054", "subject=mie:010780054");
  auto const some = read(desk.get(std::string{stream} + "?after=-1&" + filter, token));
  auto const page = desk.get("/v1/events?limit=1000&" + filter, token).body;
  CHECK(count(some, "data: ") == count(page, "\"specversion\""));
  CHECK(count(some, "data: ") > 0);
}

TEST_CASE("stream: another region gets nothing, not even a position it could count by",
          "[service]") {
  ServiceDesk desk;
  auto const foreign = desk.token(Role::ars, foreign_region);
  auto const text = read(desk.get(std::string{stream} + "?after=-1", foreign));
  CHECK(text.find("2026-0417") == std::string::npos);
  CHECK(text.find(own_entity) == std::string::npos);
}

TEST_CASE("stream: it ends when the token is revoked or expires", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  auto const response = desk.get(stream, token);
  REQUIRE(response.more(true));
  if (GENERATE(true, false)) {
    auto book = *desk.tokens;
    book.revoke(book.find(token)->id(), desk.clock);
    desk.tokens = std::make_shared<service::TokenBook const>(std::move(book));
  } else {
    desk.clock = *Instant::parse("2031-01-01T00:00:00Z");
  }
  CHECK_FALSE(response.more(true));
}

TEST_CASE("stream: a token has so many at once, and those that end make room", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  std::vector<http::Response> open;
  for (std::size_t i = 0; i < 8; ++i) open.push_back(desk.get(stream, token));
  auto const refused = desk.get(stream, token);
  CHECK(refused.status == 429);
  CHECK(refused.header("retry-after"));
  open.pop_back();
  CHECK(desk.get(stream, token).status == 200);
  CHECK(desk.get(stream, desk.token(Role::auditor, "")).status == 200);
}

TEST_CASE("stream: with the leaf in its id, a lost history is no silence", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  auto const with_leaf = std::string{stream} + "?ids=leaf";
  auto const text = read(desk.get(with_leaf + "&after=-1&dossier=aap:2026-0417", token));
  auto const begin = text.find("id: ") + 4;
  auto const id = text.substr(begin, text.find('\n', begin) - begin);
  auto const dash = id.find('-');
  REQUIRE(dash != std::string::npos);
  CHECK(id.size() == dash + 17);
  auto const resumed = [&](std::string const& last) {
    return desk.get(with_leaf, token, {{"last-event-id", last}});
  };
  // Then what it says is taken again, alone or as the bare position
  auto const rest = resumed(id);
  CHECK(rest.status == 200);
  CHECK(read(rest) == read(resumed(id.substr(0, dash))));
  // When another event stands there
  auto const other = resumed(id.substr(0, dash) + "-0123456789abcdef");
  CHECK(other.status == 409);
  CHECK(count(other.body, "urn:probant:problem:log_restored") == 1);
  CHECK(count(other.body, "after = la taille de la sauvegarde") == 1);
  for (auto const* wrong : {"12x", "12-", "12-0123", "12-0123456789ABCDEF", "-1-0123456789abcdef",
                            "x-12", "-2", "12 - 3"}) {
    CHECK(resumed(wrong).status == 400);
  }
  // The id of a quiet line tells the same
  auto const waiting = desk.get(with_leaf, token);
  auto const quiet = waiting.more(true);
  REQUIRE(quiet);
  CHECK(count(*quiet, "-") == 1);
}
