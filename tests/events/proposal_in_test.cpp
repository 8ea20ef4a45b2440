// Proposals from outside: what is read, and how every fault is told.
#include "events/codec/proposal_in.hpp"

#include <catch2/catch.hpp>

#include "events/codec/json_out.hpp"

namespace probant {
namespace {

/// A sound proposal, one of whose parts a test replaces.
struct ProposalText {
  std::string id = R"("p-1")";
  std::string type = R"("aap.project_selected")";
  std::string dossier = R"("aap:2026-0417")";
  std::string actor = R"({"id":"u-118","role":"ars","organisation":"84"})";
  std::string data = R"({"decision":{"signed_on":"2026-07-10"},"granted_cents":5100000,)"
                     R"("criteria":[{"name":"Gouvernance","assessment":"Solide"}]})";
  std::string more;

  std::string text() const {
    return "{\"id\":" + id + ",\"type\":" + type + ",\"dossier\":" + dossier +
           ",\"actor\":" + actor + ",\"data\":" + data + more + "}";
  }
};

Proposal proposal(std::string const& line) {
  auto read = read_proposal(line);
  if (auto const* invalid = std::get_if<Invalid>(&read)) FAIL(to_text(invalid->reasons));
  return std::get<Proposal>(std::move(read));
}

Issues faults(std::string const& line) {
  auto const read = read_proposal(line);
  REQUIRE(std::holds_alternative<Invalid>(read));
  return std::get<Invalid>(read).reasons;
}

/// The one fault of a line, as "code field".
std::string fault(std::string const& line) {
  auto const all = faults(line);
  INFO(to_text(all));
  REQUIRE(all.size() == 1);
  return std::string{name_of(all[0].code)} + " " + all[0].field;
}

std::string repeated(std::string_view part, int times) {
  std::string text;
  while (times-- > 0) text += part;
  return text;
}

}  // namespace

TEST_CASE("proposal: a sound line becomes a typed value", "[codec]") {
  ProposalText line;
  line.more = R"(,"occurred_at":"2026-07-10T10:00:00+02:00","expected_version":3,)"
              R"("correlation":"lot-7")";
  auto const read = proposal(line.text());
  CHECK(read.id == "p-1");
  CHECK(read.dossier == DossierId{DossierKind::aap, "2026-0417"});
  CHECK(read.actor == Actor{"u-118", Role::ars, "84"});
  CHECK(read.occurred_at == Instant::parse("2026-07-10T08:00:00Z"));
  CHECK(read.expected_version == 3);
  CHECK(read.correlation == "lot-7");
  auto const& selected = std::get<aap::ProjectSelected>(read.event.body);
  CHECK(selected.granted_cents == Money::euros(51'000));
  CHECK_FALSE(selected.decision.author);
}

TEST_CASE("proposal: what may be left out is left out", "[codec]") {
  ProposalText line;
  line.actor = R"({"id":"u-1","role":"ans"})";
  auto const read = proposal(line.text());
  CHECK_FALSE(read.occurred_at);
  CHECK_FALSE(read.expected_version);
  CHECK(read.actor.organisation.empty());
}

TEST_CASE("proposal: all faults are told at once, with their paths", "[codec]") {
  ProposalText line;
  line.id = "7";
  line.data = R"({"decision":{"signed_on":"2026-02-30","extra":1},"granted_cents":"5100000",)"
              R"("criteria":[{"name":"","assessment":"x"},{"name":"y"}]})";
  line.more = R"(,"surprise":true)";
  std::vector<std::string> fields;
  for (auto const& issue : faults(line.text())) fields.push_back(issue.field);
  CHECK(fields == std::vector<std::string>{"id", "surprise", "data.decision.signed_on",
                                           "data.decision.extra", "data.granted_cents",
                                           "data.criteria[0].name", "data.criteria[1].assessment"});
}

TEST_CASE("proposal: a message says what was found and what is expected", "[codec]") {
  ProposalText line;
  line.data = R"({"decision":{"signed_on":"2026-02-30"},"granted_cents":-1,"criteria":[]})";
  auto const all = faults(line.text());
  REQUIRE(all.size() == 3);
  CHECK(all[0].message ==
        "trouvé : « 2026-02-30 » (10 octets) ; attendu : une date qui existe, au format "
        "AAAA-MM-JJ, entre 2000 et 2199");
  CHECK(all[1].message ==
        "trouvé : le nombre -1 ; attendu : un montant en centimes, nombre entier entre 0 et "
        "10000000000000");
  CHECK(all[2].message ==
        "trouvé : une liste de 0 éléments ; attendu : une liste de 1 à 500 éléments");
}

TEST_CASE("proposal: computed fields may not be proposed", "[codec]") {
  ProposalText line;
  line.type = R"("aap.instalment_ordered")";
  line.data = R"({"instalment":1,"order_reference":"OP-1"})";
  CHECK(std::get<aap::InstalmentOrdered>(proposal(line.text()).event.body).amount_cents.is_zero());
  line.data = R"({"instalment":1,"order_reference":"OP-1","amount_cents":5})";
  CHECK(fault(line.text()) == "computed_field data.amount_cents");
  line.type = R"("recovery.closed")";
  line.dossier = R"("recovery:r-1")";
  line.data = "{}";
  CHECK_NOTHROW(proposal(line.text()));
}

TEST_CASE("proposal: types must exist, be proposable, and fit the dossier", "[codec]") {
  ProposalText line;
  line.type = R"("aap.project_dreamt")";
  CHECK(fault(line.text()) == "unknown_type type");
  line.type = R"("dossier.proposal_refused")";
  CHECK(fault(line.text()) == "unknown_type type");
  line.type = "5";
  auto const read = ProposalReader{}.read(line.text());
  CHECK_THAT(to_text(std::get<Invalid>(read).reasons), Catch::Contains("aap.project_filed"));
  line.type = R"("aap.project_selected")";
  line.dossier = R"("mie:010780054")";
  CHECK(fault(line.text()) == "invalid_field dossier");
  line.dossier = R"("aap:no/slash")";
  CHECK(fault(line.text()) == "invalid_field dossier");
  line.type = R"("dossier.legal_hold_set")";
  line.dossier = R"("mie:010780054")";
  line.data = R"({"grounds":"Enquête"})";
  CHECK_NOTHROW(proposal(line.text()));
}

TEST_CASE("proposal: the organisation must fit the role", "[codec]") {
  ProposalText line;
  for (auto const* actor : {R"({"id":"u","role":"ars","organisation":"010780054"})",
                            R"({"id":"u","role":"ars"})", R"({"id":"u","role":"establishment"})",
                            R"({"id":"u","role":"ars_accounting_officer","organisation":"99"})",
                            R"({"id":"u","role":"establishment","organisation":"84"})",
                            R"({"id":"u","role":"ans","organisation":7})"}) {
    line.actor = actor;
    INFO(actor);
    CHECK(fault(line.text()) == "invalid_field actor.organisation");
  }
  line.actor = R"({"id":"u","role":"establishment","organisation":"2A0000014"})";
  CHECK_NOTHROW(proposal(line.text()));
  line.actor = R"({"id":"u","role":"minister","organisation":""})";
  CHECK(fault(line.text()) == "invalid_field actor.role");
}

TEST_CASE("proposal: ids are 1 to 128 printable ASCII characters", "[codec]") {
  ProposalText line;
  line.id = '"' + std::string(128, 'x') + '"';
  CHECK(proposal(line.text()).id.size() == 128);
  for (auto const& id :
       {'"' + std::string(129, 'x') + '"', std::string{R"("")"}, std::string{R"("é")"},
        std::string{R"("a\nb")"}, std::string{R"(" a")"}, std::string{R"("a ")"}}) {
    line.id = id;
    CHECK(fault(line.text()) == "invalid_field id");
  }
  ProposalText bare;
  bare.data = R"({"decision":null})";
  auto const read = read_proposal(bare.text());
  CHECK(std::get<Invalid>(read).id == "p-1");
  CHECK_FALSE(std::get<Invalid>(read_proposal("{}")).id);
}

TEST_CASE("proposal: an actor's id with a space at an end would be another person", "[codec]") {
  ProposalText line;
  for (auto const* id : {" a", "a ", " "}) {
    INFO('"' << id << '"');
    line.actor = R"({"id":")" + std::string{id} + R"(","role":"ars","organisation":"84"})";
    CHECK(fault(line.text()) == "invalid_field actor.id");
    line.actor = R"({"id":"a","role":"ans","organisation":")" + std::string{id} + "\"}";
    CHECK(fault(line.text()) == "invalid_field actor.organisation");
  }
  line.actor = R"({"id":"u 118","role":"ans","organisation":"ANS DNS"})";
  CHECK_NOTHROW(proposal(line.text()));
}

TEST_CASE("proposal: control characters that UTF-8 writes in several bytes are refused",
          "[codec]") {
  ProposalText line;
  auto const with = [&](std::string_view text) {
    line.data = R"({"decision":{"signed_on":"2026-07-10"},"granted_cents":5100000,)"
                R"("criteria":[{"name":"A)" +
                std::string{text} + R"(B","assessment":"Solide"}]})";
    return line.text();
  };
  for (auto const* hidden :
       {"\xc2\x80", "\xc2\x85", "\xc2\x9b", "\xc2\x9f", "\xd8\x9c", "\xe2\x80\x8e", "\xe2\x80\x8f",
        "\xe2\x80\xaa", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\\u009b", "\\u202e"}) {
    INFO(hidden);
    auto const all = faults(with(hidden));
    REQUIRE(all.size() == 1);
    CHECK(all[0].field == "data.criteria[0].name");
    CHECK(all[0].message.find("« A?B »") != std::string::npos);
  }
  for (auto const* plain :
       {"\xc2\xa0", "\xd8\x9d", "\xe2\x80\x8d", "\xe2\x80\x90", "\xe2\x80\xa9", "\xe2\x80\xaf",
        "\xe2\x81\xa5", "\xe2\x81\xaa", "é", "’", "\xf0\x9f\x8f\xa5"}) {
    INFO(plain);
    CHECK_NOTHROW(proposal(with(plain)));
  }
}

TEST_CASE("proposal: what is given otherwise may be left out, and not be contradicted", "[codec]") {
  ProposalReader reader;
  Given given;
  given.id = "k-1";
  given.actor = Actor{"u-118", Role::establishment, "010780054"};
  given.expected_version = 3;
  std::string const rest =
      R"("type":"aap.project_withdrawn","dossier":"aap:2026-0417","data":{"grounds":"x"}})";
  auto const read = reader.read("{" + rest, given);
  REQUIRE(std::holds_alternative<Proposal>(read));
  auto const& proposal = std::get<Proposal>(read);
  CHECK(proposal.id == "k-1");
  CHECK(proposal.actor == *given.actor);
  CHECK(proposal.expected_version == 3);

  auto const said = [&](std::string const& member) {
    auto const again = reader.read("{" + member + "," + rest, given);
    auto const* invalid = std::get_if<Invalid>(&again);
    if (!invalid) return std::string{"read"};
    auto const& first = invalid->reasons.front();
    return std::string{name_of(first.code)} + " " + first.field;
  };
  CHECK(said(R"("id":"k-1")") == "read");
  CHECK(said(R"("id":"k-2")") == "invalid_field id");
  CHECK(said(R"("expected_version":3)") == "read");
  CHECK(said(R"("expected_version":4)") == "invalid_field expected_version");
  CHECK(said(R"("actor":{"id":"u-118","role":"establishment"})") == "read");
  CHECK(said(R"("actor":{"id":"u-9","role":"establishment","organisation":"010780054"})") ==
        "forbidden_role actor");
  given.id = "é";
  CHECK(said(R"("expected_version":3)") == "invalid_field id");
  CHECK(std::holds_alternative<Invalid>(reader.read("{" + rest, Given{})));
}

TEST_CASE("proposal: numbers beyond 64 bits, fractions and exponents are refused", "[codec]") {
  ProposalText line;
  line.type = R"("mie.cards_cancelled")";
  line.dossier = R"("mie:010780054")";
  auto const with = [&](std::string_view quantity) {
    line.data = R"({"order_reference":"C","quantity":)" + std::string{quantity} + "}";
    return line.text();
  };
  CHECK_NOTHROW(proposal(with("1")));
  for (auto const* number : {"1.0", "1e2", "1E2", "0", "-1", "9223372036854775808", "true", "\"1\"",
                             "10000001", "null", "[1]"}) {
    INFO(number);
    CHECK(fault(with(number)) == "invalid_field data.quantity");
  }
  for (auto const* number : {"18446744073709551616", "-9223372036854775809", "01"}) {
    INFO(number);
    CHECK(fault(with(number)) == "invalid_field data.quantity");
  }
  for (auto const* number : {"+1", "NaN"}) {
    INFO(number);
    CHECK(fault(with(number)) == "invalid_field ");
  }
}

TEST_CASE("proposal: text must be UTF-8 without NUL, whole, and of its size", "[codec]") {
  ProposalText line;
  line.type = R"("aap.project_withdrawn")";
  auto const with = [&](std::string_view grounds) {
    line.data = "{\"grounds\":\"" + std::string{grounds} + "\"}";
    return line.text();
  };
  CHECK_NOTHROW(proposal(with(std::string(20'000, 'x'))));
  CHECK_NOTHROW(proposal(with("\\uD83C\\uDFE5 h\\u00f4pital\\n\\t")));
  for (auto const& grounds :
       {std::string{}, std::string{"  \\n "}, std::string{"a\\u0000b"}, std::string{"a\\u001bb"},
        std::string{"\\udc00"}, std::string{"\\ud83c\\u0041"}, std::string(20'001, 'x')}) {
    INFO(grounds.substr(0, 20));
    CHECK(fault(with(grounds)).starts_with("invalid_field"));
  }
  CHECK(fault(with("\xff")) == "invalid_field ");
  CHECK(fault(with("\xed\xa0\x80")) == "invalid_field ");
  CHECK(fault(with("\n")) == "invalid_field ");
}

TEST_CASE("proposal: hostile shapes are refused quickly", "[codec]") {
  ProposalText line;
  line.data = repeated("[", 100'000) + repeated("]", 100'000);
  auto const deep = faults(line.text());
  REQUIRE(deep.size() == 1);
  CHECK_THAT(deep[0].message,
             Catch::StartsWith("trop d'objets ou de listes imbriqués : 64 niveaux au plus"));

  std::string keys;
  for (int i = 0; i < 100'000; ++i) keys += "\"k\":0,";
  line.data = "{" + keys + "\"z\":0}";
  CHECK(fault(line.text()) == "invalid_field data");

  line.data = R"({"grounds":"a","grounds":"b"})";
  line.type = R"("aap.project_withdrawn")";
  CHECK(fault(line.text()) == "invalid_field data.grounds");

  line.data = R"({"documents":[)" + repeated("0,", 400'000) + R"(0],"grounds":"a"})";
  CHECK(fault(line.text()) == "invalid_field data.documents");

  line.data = R"({"documents":[)" + repeated("0,", 400) + R"(0],"grounds":"a"})";
  CHECK(faults(line.text()).size() == max_issues);

  CHECK(fault(std::string(max_proposal_bytes + 1, ' ')) == "invalid_field ");
  CHECK(fault("") == "invalid_field ");
  CHECK(fault("[]") == "invalid_field ");
  CHECK(fault(ProposalText{}.text() + "{}") == "invalid_field ");
}

TEST_CASE("proposal: a key from outside cannot write into the messages", "[codec]") {
  ProposalText line;
  line.more = ",\"" + std::string(500, 'k') + "\\u001b[2J\":1";
  auto const all = faults(line.text());
  REQUIRE(all.size() == 1);
  CHECK(all[0].field == std::string(60, 'k') + "…");
}

TEST_CASE("proposal: the reader serves again after any fault", "[codec]") {
  ProposalReader reader;
  for (int round = 0; round < 3; ++round) {
    CHECK(std::holds_alternative<Invalid>(reader.read(R"({"id":"a","data":{"x":[{"y":)")));
    CHECK(std::holds_alternative<Invalid>(reader.read(R"({"id":"a","data":{"x":[]}})")));
    CHECK(std::holds_alternative<Proposal>(reader.read(ProposalText{}.text())));
  }
}

TEST_CASE("proposal: the data of an event can be read on its own", "[codec]") {
  ProposalReader reader;
  auto const type = *event_type("aap.project_withdrawn");
  auto const event = reader.read_data(type, R"({"grounds":"Abandon"})");
  CHECK(std::get<Event>(event) == Event{aap::ProjectWithdrawn{"Abandon"}, {}});
  auto const issues = std::get<Issues>(reader.read_data(type, R"({"ground":"Abandon"})"));
  REQUIRE(issues.size() == 2);
  CHECK(issues[0].field == "data.grounds");
  CHECK(issues[1].field == "data.ground");
}

}  // namespace probant
