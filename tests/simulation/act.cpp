#include "tests/simulation/act.hpp"

#include "engine/log/digest.hpp"
#include "engine/rules/rulebook.hpp"
#include "events/codec/json_text.hpp"

namespace probant::test {
namespace {

using Kind = Act::Kind;

std::string entity_number(int entity) { return std::to_string(100'000'000 + entity); }

std::string actor(std::string const& id, std::string const& role, std::string const& of) {
  return R"({"id":")" + id + R"(","role":")" + role + R"(","organisation":")" + of + R"("})";
}

std::string actor_of(Act const& act) {
  switch (act.kind) {
    case Kind::trespass:
      return actor("u", "establishment", entity_number(act.entity));
    case Kind::hold:
    case Kind::lift:
    case Kind::correction:
      return actor("ans-" + std::to_string(act.entity), "ans", "");
    case Kind::ask:
    case Kind::confirm:
      return actor("p-" + std::to_string(act.person()), "ans", "");
    default:
      return actor("op-" + std::to_string(act.amount % 3), "operator", "");
  }
}

std::string type_of(Act const& act) {
  switch (act.kind) {
    case Kind::entity:
      return "register.entity_recorded";
    case Kind::hold:
      return "dossier.legal_hold_set";
    case Kind::lift:
      return "dossier.legal_hold_lifted";
    case Kind::correction:
      return "dossier.correction_recorded";
    case Kind::ask:
      return "dossier.erasure_requested";
    case Kind::confirm:
      return "dossier.payload_erased";
    case Kind::adoption:
      return "programme.rulebook_adopted";
    default:
      return "register.ceiling_published";
  }
}

std::string rulebook(std::int64_t version) {
  std::string text{builtin_rulebook_toml()};
  std::string const one = "\nversion = \"1\"\n";
  text.replace(text.find(one), one.size(), "\nversion = \"" + std::to_string(version) + "\"\n");
  return text;
}

std::string adoption(std::int64_t version) {
  auto const content = rulebook(version);
  std::string text;
  JsonWriter json{text};
  json.begin_object().member("content", content).member("name", "hopen2-2026");
  json.member("sha256", sha256(content).text()).member("version", std::to_string(version));
  json.end_object();
  return text;
}

std::string data_of(Act const& act) {
  auto const amount = std::to_string(act.amount);
  switch (act.kind) {
    case Kind::entity:
      return R"({"entity":")" + entity_number(act.entity) + R"(","name":"CH )" + amount +
             R"(","legal_status":"public","region":"84","sites":[],"source":"essai"})";
    case Kind::hold:
    case Kind::lift:
      return R"({"grounds":"contrôle )" + amount + R"("})";
    case Kind::correction:
      return R"({"position":)" + std::to_string(act.target) +
             R"(,"corrections":[{"field":"amount_cents","was":)" + std::to_string(act.was) +
             R"(,"becomes":)" + amount + R"(}],"grounds":"saisie"})";
    case Kind::ask:
    case Kind::confirm:
      return R"({"position":)" + std::to_string(act.target) + R"(,"legal_basis":"RGPD art. )" +
             std::to_string(act.was) + R"("})";
    case Kind::adoption:
      return adoption(act.amount);
    default:
      return R"({"entity":")" + entity_number(act.entity) + R"(","amount_cents":)" + amount +
             R"(,"source":"liste"})";
  }
}

}  // namespace

std::string Act::dossier() const {
  return kind == Kind::adoption ? "programme:hopen2-2026" : "register:" + entity_number(entity);
}

std::string Act::body() const {
  auto text = R"("type":")" + type_of(*this) + R"(","dossier":")" + dossier() + R"(","actor":)" +
              actor_of(*this) + R"(,"data":)" + data_of(*this);
  if (occurred_at) text += R"(,"occurred_at":")" + occurred_at->text() + "\"";
  return text;
}

std::string Act::line() const {
  auto text = R"({"id":")" + id + "\"," + body();
  if (expected_version) text += R"(,"expected_version":)" + std::to_string(*expected_version);
  return text + "}";
}

}  // namespace probant::test
