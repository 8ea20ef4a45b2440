#include "engine/kernel/procedure.hpp"
#include "tests/support/desk.hpp"

namespace probant::test {
namespace {

using Codes = std::vector<std::string>;

/// A `dossier.*` act by ANS in the register dossier of the example entity.
std::string act(std::string id, std::string type, std::string data,
                std::string dossier = "register:010780054") {
  return R"({"id":")" + id + R"(","type":"dossier.)" + type + R"(","dossier":")" + dossier +
         R"(","actor":{"id":"a","role":"ans","organisation":""},"data":)" + data + "}";
}

std::string correction(std::string id, int position, std::string field, std::string was,
                       std::string becomes) {
  return act(id, "correction_recorded",
             R"({"position":)" + std::to_string(position) + R"(,"corrections":[{"field":")" +
                 field + R"(","was":)" + was + R"(,"becomes":)" + becomes +
                 R"(}],"grounds":"saisie"})");
}

std::string entity_name(World const& world) {
  return world.entity(*Entity::parse("010780054"))->entity->name.value;
}

TEST_CASE("correction: what was recorded stays, what is read is corrected", "[transverse]") {
  Desk desk;
  desk.given_candidacy();
  desk.given(correction("c1", 0, "name", R"("CH")", R"("CH DE FLEYRIAT")"));
  CHECK(entity_name(desk.engine.world()) == "CH DE FLEYRIAT");

  SECTION("replay gives the same as live") {
    CHECK(entity_name(replay(desk.store)) == "CH DE FLEYRIAT");
  }
  SECTION("before it was known, the world is as it was recorded") {
    auto const then = *Instant::parse("2026-05-01T00:00:00Z");
    CHECK(entity_name(replay(desk.store, {std::nullopt, then})) == "CH");
  }
  SECTION("it holds for the past once it is known") {
    auto const then = *Instant::parse("2026-05-01T00:00:00Z");
    CHECK(entity_name(replay(desk.store, {then, std::nullopt})) == "CH DE FLEYRIAT");
  }
  SECTION("a second one starts from the corrected value") {
    CHECK(codes(desk.say(correction("c2", 0, "name", R"("CH")", R"("X")"))) ==
          Codes{"invalid_field"});
    desk.given(correction("c3", 0, "name", R"("CH DE FLEYRIAT")", R"("X")"));
    CHECK(entity_name(desk.engine.world()) == "X");
  }
}

TEST_CASE("correction: only an event of this dossier, and only what it says", "[transverse]") {
  Desk desk;
  desk.given_candidacy();
  CHECK(codes(desk.say(correction("c1", 1, "candidate", R"("010780054")", R"("010000032")"))) ==
        Codes{"invalid_field"});
  CHECK(codes(desk.say(correction("c2", 99, "name", R"("CH")", R"("X")"))) ==
        Codes{"invalid_field"});
  CHECK(codes(desk.say(correction("c3", 0, "nom", R"("CH")", R"("X")"))) == Codes{"invalid_field"});
}

TEST_CASE("correction: it is no way around the rules", "[transverse]") {
  Desk desk;
  desk.given_candidacy();
  auto const to_another =
      desk.say(act("c1", "correction_recorded",
                   R"({"position":1,"corrections":[{"field":"entities[0]","was":"010780054",)"
                   R"("becomes":"010000032"}],"grounds":"saisie"})",
                   "hospiconnect:010780054"));
  INFO(to_json(to_another));
  CHECK(codes(to_another) == Codes{"unknown_entity", "candidate_not_authorised"});
  CHECK(to_another.reasons.front().message.starts_with("Ainsi corrigé"));

  // What the act could be refused for already, it is not refused for again.
  desk.at("2026-03-10T08:00:00Z")
      .given(act("c2", "correction_recorded",
                 R"({"position":0,"corrections":[{"field":"sites[0].name","was":"Site",)"
                 R"("becomes":"Site de Fleyriat"}],"grounds":"saisie"})"));
}

TEST_CASE("legal hold: set once, lifted once, and nothing is erased under it", "[transverse]") {
  Desk desk;
  desk.given_candidacy();
  std::string const grounds = R"({"grounds":"contentieux"})";
  std::string const erasure = R"({"position":0,"legal_basis":"RGPD art. 17"})";
  CHECK(codes(desk.say(act("h0", "legal_hold_lifted", grounds))) == Codes{"not_allowed_now"});
  desk.given(act("h1", "legal_hold_set", grounds));
  CHECK(codes(desk.say(act("h2", "legal_hold_set", grounds))) == Codes{"not_allowed_now"});
  CHECK(codes(desk.say(act("e1", "payload_erased", erasure))) ==
        Codes{"legal_hold", "not_allowed_now"});
  desk.given(act("h3", "legal_hold_lifted", grounds));
  CHECK(codes(desk.say(act("e2", "payload_erased", erasure))) == Codes{"not_allowed_now"});
}

TEST_CASE("extension: moves one dossier's date and no other's", "[transverse]") {
  Desk desk{"2026-06-10T08:00:00Z"};
  desk.given_candidacy();
  auto const extend = [](std::string id, std::string date) {
    return act(id, "extension_granted",
               R"({"key":"mie.request","new_date":")" + date +
                   R"(","grounds":"panne","decision":{"signed_on":"2026-05-01","author":)"
                   R"({"first_name":"C","last_name":"M","quality":"Q","service":"S"}}})",
               "mie:010780054");
  };
  CHECK(codes(desk.say(extend("x0", "2026-06-01"))) == Codes{"invalid_field"});
  desk.given(extend("x1", "2026-06-15"));
  auto const& world = desk.engine.world();
  View const own{world, *DossierId::parse("mie:010780054"), desk.clock};
  View const other{world, *DossierId::parse("mie:010000032"), desk.clock};
  CHECK(own.window("mie.request").closes_on == Date{2026, 6, 15});
  CHECK(own.window("mie.request").extended_from == Date{2026, 6, 1});
  CHECK(other.window("mie.request").closes_on == Date{2026, 6, 1});
}

TEST_CASE("extension: a day written down wrongly is corrected", "[transverse]") {
  Desk desk{"2026-06-10T08:00:00Z"};
  desk.given_candidacy();
  auto const extension =
      desk.say(act("x1", "extension_granted",
                   R"({"key":"mie.request","new_date":"2026-07-15","grounds":"panne","decision":)"
                   R"({"signed_on":"2026-05-01","author":{"first_name":"C","last_name":"M",)"
                   R"("quality":"Q","service":"S"}}})",
                   "mie:010780054"));
  auto const closes_on = [&] {
    View const own{desk.engine.world(), *DossierId::parse("mie:010780054"), desk.clock};
    return own.window("mie.request").closes_on;
  };
  CHECK(closes_on() == Date{2026, 7, 15});
  auto const becomes = [&](std::string id, std::string was, std::string date) {
    return desk.say(act(std::move(id), "correction_recorded",
                        R"({"position":)" + std::to_string(extension.position) +
                            R"(,"corrections":[{"field":"new_date","was":")" + was +
                            R"(","becomes":")" + date + R"("}],"grounds":"saisie"})",
                        "mie:010780054"));
  };
  auto const before = becomes("c1", "2026-07-15", "2026-06-01");
  CHECK(codes(before) == Codes{"invalid_field"});
  CHECK(before.reasons[0].field == "data.corrections[0].becomes");
  CHECK(becomes("c2", "2026-07-15", "2026-06-15").kind == OutcomeKind::recorded);
  CHECK(closes_on() == Date{2026, 6, 15});
  CHECK(replay(desk.store).find(*DossierId::parse("mie:010780054"))->transverse.extensions ==
        desk.engine.world().find(*DossierId::parse("mie:010780054"))->transverse.extensions);
}

TEST_CASE("extension: only a date of the dossier's own procedure", "[transverse]") {
  Desk desk{"2026-06-10T08:00:00Z"};
  desk.given_candidacy();
  auto const extend = [&](std::string id, std::string key, std::string dossier) {
    return desk.say(act(id, "extension_granted",
                        R"({"key":")" + key +
                            R"(","new_date":"2029-06-30","grounds":"panne","decision":{)"
                            R"("signed_on":"2026-05-01","author":{"first_name":"C","last_name":)"
                            R"("M","quality":"Q","service":"S"}}})",
                        dossier));
  };
  auto const foreign = extend("x0", "mie.convention", "aap:2026-0417");
  CHECK(codes(foreign) == Codes{"invalid_field"});
  CHECK(foreign.reasons[0].field == "data.key");
  CHECK_THAT(foreign.reasons[0].message, Catch::Contains("aap.window, aap.proofs."));
  CHECK(codes(extend("x1", "aap.proofs", "mie:010780054")) == Codes{"invalid_field"});
  CHECK(codes(extend("x2", "mie.request", "hospiconnect:010780054")) == Codes{"invalid_field"});
  CHECK(codes(extend("x3", "aap.preuves", "aap:2026-0417")) == Codes{"invalid_field"});
  auto const none = extend("x4", "mie.request", "register:010780054");
  CHECK(codes(none) == Codes{"invalid_field"});
  CHECK_THAT(none.reasons[0].message, Catch::Contains("aucune"));
  // A notice gives time for observations; no calendar key does.
  CHECK(codes(extend("x5", "recovery.observations", "recovery:R-1")) == Codes{"invalid_field"});
  CHECK(extend("x6", "aap.proofs", "aap:2026-0417").kind == OutcomeKind::recorded);
  CHECK(extend("x7", "mie.declaration.2027", "mie:010780054").kind == OutcomeKind::recorded);
  CHECK(extend("x8", "hospiconnect.milestone", "hospiconnect:010780054").kind ==
        OutcomeKind::recorded);
}

TEST_CASE("calendar: a dossier without rules moves no date", "[programme]") {
  Desk desk{"2026-05-10T08:00:00Z"};
  auto const set = [&](std::string id, std::string dossier) {
    return desk.say(R"({"id":")" + id + R"(","type":"programme.date_set","dossier":")" + dossier +
                    R"(","actor":{"id":"a","role":"ans","organisation":""},"data":{)"
                    R"("key":"aap.proofs","date":"2027-07-31","reason":"report","source":"x"}})");
  };
  CHECK(codes(set("w1", "programme:other")) == Codes{"unknown_dossier"});
  View const any{desk.engine.world(), *DossierId::parse("aap:x"), desk.clock};
  CHECK(any.window("aap.proofs").closes_on == Date{2027, 6, 30});
  CHECK(set("w2", "programme:hopen2-2026").kind == OutcomeKind::recorded);
  CHECK(any.window("aap.proofs").closes_on == Date{2027, 7, 31});
}

TEST_CASE("calendar: an act is judged by what was in force at its own instant", "[programme]") {
  Desk desk{"2026-05-10T08:00:00Z"};
  desk.given(R"({"id":"w","type":"programme.window_opened","dossier":"programme:hopen2-2026",
    "actor":{"id":"a","role":"ans","organisation":""},"data":{"key":"aap.window",
    "opens_on":"2026-04-15","closes_on":"2026-06-05","reason":"ouverture","source":"ANS"}})");
  DossierId const any = *DossierId::parse("aap:x");
  View const before{desk.engine.world(), any, *Instant::parse("2026-05-09T08:00:00Z")};
  View const after{desk.engine.world(), any, *Instant::parse("2026-05-11T08:00:00Z")};
  CHECK_FALSE(before.window("aap.window").opens_on);
  CHECK(before.window("aap.window").closes_on == Date{2026, 5, 29});
  CHECK(after.window("aap.window").opens_on == Date{2026, 4, 15});
  CHECK(after.window("aap.window").closes_on == Date{2026, 6, 5});
}

TEST_CASE("calendar: the AAP never opens before April, nor an unknown key at all", "[programme]") {
  Desk desk{"2026-03-10T08:00:00Z"};
  auto const open = [](std::string id, std::string key, std::string opens) {
    return R"({"id":")" + id +
           R"(","type":"programme.window_opened",)"
           R"("dossier":"programme:hopen2-2026","actor":{"id":"a","role":"ans","organisation":""},)"
           R"("data":{"key":")" +
           key + R"(","opens_on":")" + opens +
           R"(","closes_on":"2026-05-29","reason":"ouverture","source":"ANS"}})";
  };
  CHECK(codes(desk.say(open("w1", "aap.window", "2026-03-31"))) == Codes{"window_not_open"});
  CHECK(codes(desk.say(open("w2", "aap.guichet", "2026-04-01"))) == Codes{"invalid_field"});
  CHECK(desk.say(open("w3", "aap.window", "2026-04-01")).kind == OutcomeKind::recorded);
}

}  // namespace
}  // namespace probant::test
