// What is told of an answer, to the access log and to the metrics.
#include "projections/json_object.hpp"
#include "tests/adapters/service/service_desk.hpp"

using namespace probant;
using namespace probant::test;

TEST_CASE("watched: an answer tells who read which dossier, and of free text nothing",
          "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  desk.get("/v1/dossiers/aap:2026-0417?known_at=2026-06-30", token,
           {{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});
  auto const read = desk.told.back();
  CHECK(read.route == "getDossier");
  CHECK(read.status == 200);
  CHECK(read.token == desk.tokens->find(token)->id());
  CHECK(read.dossier == "aap:2026-0417");
  CHECK(read.asked == "dossier=aap:2026-0417&known_at=2026-06-30");
  CHECK(read.trace == "0af7651916cd43dd8448eb211c80319c");
  desk.get("/v1/dossiers?q=Dupont&kind=aap", token);
  CHECK(desk.told.back().asked == "kind=aap&q");
}

TEST_CASE("watched: who sends a body without a token is told of, once", "[service]") {
  ServiceDesk desk;
  http::Request request;
  request.method = "POST";
  request.target = "/v1/events";
  request.body = "{}";
  CHECK(desk.send(request).status == 401);
  REQUIRE(desk.told.size() == 1);
  CHECK(desk.told.back().route == "proposeEvent");
  CHECK(desk.told.back().token.empty());
}

TEST_CASE("watched: who is not ready says when to ask again", "[service]") {
  ServiceDesk desk;
  CHECK_FALSE(desk.get("/readyz", "").header("retry-after"));
  desk.condition.cannot_write = "Le disque est plein.";
  auto const answer = desk.get("/readyz", "");
  CHECK(answer.status == 503);
  CHECK(answer.header("retry-after") == "5");
}

TEST_CASE("watched: a log that is ahead of the clock says what follows", "[service]") {
  ServiceDesk desk;
  auto const last = desk.store.head().recorded_at.value();
  auto const at = [&](std::int64_t seconds) { desk.clock = last.plus_seconds(-seconds); };
  // Given a clock a little behind, then nothing is said, but measured
  at(200);
  CHECK(desk.get("/readyz", "").body.find("occurred_at") == std::string::npos);
  CHECK(desk.get("/metrics", "").body.find("\nprobant_log_ahead_seconds 200\n") !=
        std::string::npos);
  // When it is months behind, then the service is ready all the same
  at(200 * 86'400);
  auto const answer = desk.get("/readyz", "");
  CHECK(answer.status == 200);
  CHECK(answer.body.find("au " + last.text()) != std::string::npos);
  CHECK(answer.body.find("occurred_at") != std::string::npos);
  at(-1);
  CHECK(desk.get("/metrics", "").body.find("\nprobant_log_ahead_seconds 0\n") != std::string::npos);
}

TEST_CASE("watched: a question without a day is about the clock's, with all that is recorded",
          "[service]") {
  // Given a log a year ahead of the clock, or a simulation of a year ahead
  constexpr std::int64_t year = 365;
  bool const simulation = GENERATE(false, true);
  ServiceDesk desk{simulation};
  auto const last = desk.store.head().recorded_at.value();
  desk.clock = last.plus_seconds(-year * 86'400);
  auto const token = desk.token(Role::ans, "");
  // When a dossier is read, then it is whole, and its deadlines are told by that day
  auto const answer = desk.get("/v1/dossiers/mie:010780054", token);
  auto const today = simulation ? last : desk.clock;
  auto const* dossier = desk.engine->world().find(*DossierId::parse("mie:010780054"));
  CHECK(answer.header("etag") == "\"" + std::to_string(dossier->version) + "\"");
  auto const on = [&](Instant at) {
    return json_array(deadlines(desk.engine->world(), at, {{}, {}, {}, dossier->id}),
                      [](Deadline const& one) { return to_json(one); });
  };
  CHECK(on(last) != on(desk.clock));
  CHECK(desk.get("/v1/deadlines?dossier=mie:010780054", token).body == on(today));
}

TEST_CASE("watched: the metrics count answers, and show how the log stands", "[service]") {
  ServiceDesk desk;
  desk.get("/v1/dossiers/aap:2026-0417", "");
  desk.get("/no-such-address/2026-0417", "");
  desk.condition.cannot_write = "Le disque est plein.";
  auto const answer = desk.get("/metrics", "");
  CHECK(answer.status == 200);
  CHECK(answer.header("content-type") == service::metrics_type);
  auto const has = [&](std::string const& line) {
    return ("\n" + answer.body).find("\n" + line + "\n") != std::string::npos;
  };
  INFO(answer.body);
  CHECK(has(R"(probant_http_requests_total{method="GET",route="getDossier",status="401"} 1)"));
  CHECK(has(R"(probant_http_requests_total{method="none",route="none",status="404"} 1)"));
  CHECK(has("probant_log_tree_size " + std::to_string(desk.store.head().next)));
  CHECK(has("probant_checkpoint_age_seconds 0"));
  CHECK(has("probant_proposals_waiting 3"));
  CHECK(has("probant_log_writable 0"));
  CHECK(answer.body.find("2026-0417") == std::string::npos);
  auto const overdue =
      deadlines(desk.engine->world(), desk.clock, {{}, {}, DeadlineState::overdue, {}});
  CHECK(has("probant_deadlines_overdue " + std::to_string(overdue.size())));
}

TEST_CASE("watched: what looks at every dossier is counted on another thread, once a minute",
          "[service]") {
  ServiceDesk desk;
  std::thread::id answering{};
  auto const overdue = [&] {
    http::Request request;
    request.method = "GET";
    request.target = "/metrics";
    REQUIRE(http::split_target(request));
    std::promise<std::string> answered;
    desk.service->handle(std::move(request), [&](http::Response const& response) {
      answering = std::this_thread::get_id();
      answered.set_value(response.body);
    });
    auto const text = answered.get_future().get();
    auto const at = text.find("\nprobant_deadlines_overdue ");
    REQUIRE(at != std::string::npos);
    return text.substr(at + 1, text.find('\n', at + 1) - at - 1);
  };
  auto const own = std::this_thread::get_id();
  // Given a first look, then it is not the service's thread that counts
  auto const first = overdue();
  CHECK(answering != own);
  // When a minute has not passed, then what was counted is told at once
  desk.clock = desk.clock.plus_seconds(59);
  CHECK(overdue() == first);
  CHECK(answering == own);
  // When it has, and years with it, then it is counted anew
  desk.clock = desk.clock.plus_seconds(3 * 365 * 86'400);
  CHECK(overdue() != first);
  CHECK(answering != own);
  // When nothing can be counted any more, then what was counted last is told
  auto const last = overdue();
  desk.service->stop();
  desk.clock = desk.clock.plus_seconds(60);
  CHECK(overdue() == last);
}

TEST_CASE("watched: proposals that cannot be read are counted, one by one", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  auto const lines = http::Headers{{"content-type", "application/x-ndjson"}};
  auto const counted = [&] {
    auto const text = desk.get("/metrics", "").body;
    std::string_view const name = R"(probant_proposals_total{outcome="invalid"} )";
    auto const at = text.find(name);
    REQUIRE(at != std::string::npos);
    return std::stoi(text.substr(at + name.size()));
  };
  CHECK(counted() == 0);
  desk.post("/v1/events", token, "{}",
            {{"content-type", "application/json"}, {"if-match", "\"0\""}});
  CHECK(counted() == 1);
  auto const good = R"({"id":"g-1","type":"dossier.legal_hold_set","dossier":"aap:2026-0417",)"
                    R"("data":{"grounds":"x"}})";
  desk.post("/v1/events/batch", token, "{}\n[]\n", lines);
  CHECK(counted() == 3);
  desk.post("/v1/events/batch", token, std::string{"x\n"} + good + "\n", lines);
  CHECK(counted() == 4);
  desk.full = true;  // nothing is taken, so nothing is answered
  desk.post("/v1/events/batch", token, std::string{"x\n"} + good + "\n", lines);
  CHECK(counted() == 4);
  desk.post("/v1/convergence/feed", desk.token(Role::operator_, ""), "{}\n{}\n", lines);
  CHECK(counted() == 6);
}
