// Signed requests: what is let in, and that nothing is read before its signature is checked.
#include "adapters/convergence/webhook.hpp"

#include "tests/support/updates.hpp"

namespace probant::test {
namespace {

auto const now = Instant::from_unix_seconds(1'772'445'600);

webhooks::Secret secret(char letter) {
  Bytes32 bytes{};
  bytes.fill(static_cast<std::uint8_t>(letter));
  return webhooks::Secret::of(bytes);
}

convergence::Settings known() { return {{secret('a'), secret('b')}, {}, statuses()}; }

http::Request sent(std::string const& body, webhooks::Secret const& by,
                   std::string const& id = "msg_1", std::string const& timestamp = "1772445600") {
  http::Request request;
  request.method = "POST";
  request.body = body;
  request.headers = {{"webhook-id", id},
                     {"webhook-timestamp", timestamp},
                     {"webhook-signature", by.sign({id, timestamp, body})}};
  return request;
}

int status_of(http::Request const& request) {
  auto const read = convergence::receive(request, known(), now);
  auto const* answer = std::get_if<http::Response>(&read);
  return answer ? answer->status : 0;
}

}  // namespace

TEST_CASE("webhook: a good signature of any known key makes a receipt", "[convergence][webhook]") {
  for (auto const letter : {'a', 'b'}) {
    auto const good = convergence::receive(sent(Sent{}.body(), secret(letter)), known(), now);
    auto const& proposal = std::get<Proposal>(good);
    CHECK(proposal.id == receipt_id("msg_1"));
    CHECK(proposal.dossier.text() == "convergence:CVG-1");
    CHECK(proposal.actor == Actor{"convergence", Role::convergence, ""});
    REQUIRE(proposal.carried);
    CHECK(proposal.carried->dossier.text() == candidacy);
  }
}

TEST_CASE("webhook: anything unsigned is refused, whatever it holds", "[convergence][webhook]") {
  CHECK(status_of(sent(Sent{}.body(), secret('c'))) == 401);
  CHECK(status_of(sent("{", secret('c'))) == 401);
  CHECK(status_of(sent(Sent{}.body(), secret('c'), "msg.1")) == 401);
  for (auto const* missing : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
    auto request = sent(Sent{}.body(), secret('a'));
    std::erase_if(request.headers, [&](http::Header const& one) { return one.name == missing; });
    CHECK(status_of(request) == 401);
  }
  auto changed = sent(Sent{}.body(), secret('a'));
  changed.body.pop_back();
  CHECK(status_of(changed) == 401);
}

TEST_CASE("webhook: an id that cannot be kept is told to who signed it", "[convergence][webhook]") {
  auto const* const id = GENERATE("msg.1", "msg_é", "msg 1");
  auto const read = convergence::receive(sent(Sent{}.body(), secret('a'), id), known(), now);
  auto const& answer = std::get<http::Response>(read);
  CHECK(answer.status == 400);
  CHECK(answer.body.find(R"("field":"webhook-id")") != std::string::npos);
  CHECK(status_of(sent(Sent{}.body(), secret('a'), std::string(101, 'x'))) == 400);
}

TEST_CASE("webhook: five minutes either way, not one second more", "[convergence][webhook]") {
  auto const at = [](std::int64_t offset) {
    auto const timestamp = std::to_string(now.unix_seconds() + offset);
    return status_of(sent(Sent{}.body(), secret('a'), "msg_1", timestamp));
  };
  CHECK(at(-300) == 0);
  CHECK(at(300) == 0);
  CHECK(at(-301) == 401);
  CHECK(at(301) == 401);
}

TEST_CASE("webhook: a timestamp that is no whole number is told what it should be",
          "[convergence][webhook]") {
  auto const timestamp = GENERATE(as<std::string>{}, "1772445600.5", "2026-03-02T10:00:00Z");
  auto const read =
      convergence::receive(sent(Sent{}.body(), secret('a'), "msg_1", timestamp), known(), now);
  auto const& answer = std::get<http::Response>(read);
  CHECK(answer.status == 401);
  CHECK(answer.body.find("secondes entières depuis 1970") != std::string::npos);
}

TEST_CASE("webhook: an act dated a little ahead of our clock takes effect as it comes",
          "[convergence][webhook]") {
  // Given an update whose act is dated so many seconds from now, which is 11:00 in Paris
  auto const effect = [](std::int64_t ahead, Instant received = now) {
    Sent update;
    update.occurred_at = received.plus_seconds(ahead).text();
    auto const timestamp = std::to_string(received.unix_seconds());
    auto const request = sent(update.body(), secret('a'), "msg_1", timestamp);
    auto const read = convergence::receive(request, known(), received);
    auto const& proposal = std::get<Proposal>(read);
    auto const& kept = std::get<convergence::UpdateReceived>(proposal.event.body);
    CHECK(kept.happened_at == received.plus_seconds(ahead));  // whatever follows from it
    return *proposal.carried->occurred_at;
  };
  CHECK(effect(-1) == now.plus_seconds(-1));
  CHECK(effect(0) == now);
  CHECK(effect(1) == now);
  CHECK(effect(300) == now);
  // Further ahead no clock is to blame: a person sees it.
  CHECK(effect(301) == now.plus_seconds(301));
  // Nor does a difference of clocks carry an act into another day, before the end of a time limit.
  auto const midnight = end_of_paris_day(paris_day(now));
  CHECK(effect(2, midnight.plus_seconds(-3)) == midnight.plus_seconds(-3));
  CHECK(effect(4, midnight.plus_seconds(-3)) == midnight.plus_seconds(1));
}

TEST_CASE("webhook: what is signed but malformed is told with its field",
          "[convergence][webhook]") {
  auto const change = [](std::string_view what, std::string_view becomes) {
    auto body = Sent{}.body();
    auto const at = body.find(what);
    REQUIRE(at != std::string::npos);
    return body.replace(at, what.size(), becomes);
  };
  auto const bad = GENERATE_COPY(
      as<std::string>{}, "", "null", "[]", "{", Sent{}.body() + "x", Sent{}.body().substr(0, 60),
      change("CVG-1", "CVG 1"), change("CVG-1", ""), change("CVG-1", std::string(65, 'x')),
      change(candidacy, "hospiconnect:1"), change("\"sequence\":4", "\"sequence\":-1"),
      change("\"sequence\":4", "\"sequence\":4.0"), change("\"sequence\":4,", ""),
      change("\"sequence\":4", "\"sequence\":4,\"sequence\":5"),
      change("\"type\"", "\"type\":\"x\",\"type\""), change("2026-03-02T10:00:00Z", "2026-03-02"),
      std::string(2000, '['));
  INFO(bad);
  auto const read = convergence::receive(sent(bad, secret('a')), known(), now);
  auto const& answer = std::get<http::Response>(read);
  CHECK(answer.status == 400);
  CHECK(answer.body.find("invalid_field") != std::string::npos);
}

}  // namespace probant::test
