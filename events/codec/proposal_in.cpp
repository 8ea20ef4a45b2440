#include "events/codec/proposal_in.hpp"

#include <algorithm>

#include "events/codec/json_fault.hpp"
#include "events/codec/json_in.hpp"
#include "events/codec/utf8.hpp"
#include "events/values/region.hpp"

namespace probant {
namespace {

using codec::JsonIn;

/// An id of the caller's.
struct Identifier {
  std::string value;
  static constexpr std::string_view pattern = "^[!-~]([ -~]{0,126}[!-~])?$";
  static constexpr std::string_view expected =
      "1 à 128 caractères ASCII imprimables, sans espace au début ni à la fin";
  static std::optional<Identifier> parse(std::string_view text) {
    if (!is_identifier(text)) return std::nullopt;
    return Identifier{std::string{text}};
  }
  std::string const& text() const { return value; }
};

struct Organisation {
  std::string value;
  static constexpr std::string_view pattern =
      "^([^\\u0000-\\u0020]([^\\u0000-\\u001f]*[^\\u0000-\\u0020])?)?$";
  static constexpr std::string_view expected =
      "un texte d'une ligne de 200 octets au plus, sans espace au début ni à la fin";
  static std::optional<Organisation> parse(std::string_view text) {
    if (text.starts_with(' ') || text.ends_with(' ')) return std::nullopt;
    if (text.size() > 200 || !is_clean_text(text, false)) return std::nullopt;
    return Organisation{std::string{text}};
  }
  std::string const& text() const { return value; }
};

struct ActorIn {
  Identifier id;
  Role role = Role::auditor;
  std::optional<Organisation> organisation;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("role", role), field("organisation", organisation));
  }
};

struct ProposalIn {
  Identifier id;
  Identifier type;
  DossierId dossier;
  ActorIn actor;
  std::optional<Instant> occurred_at;
  std::optional<Count> expected_version;
  std::optional<Identifier> correlation;
  codec::RawValue data;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("type", type), field("dossier", dossier), field("actor", actor),
            field("occurred_at", occurred_at), field("expected_version", expected_version),
            field("correlation", correlation), field("data", data));
  }
};

/// An establishment acts for itself and an agency for its region; the others need not say.
void check_organisation(JsonIn& in, ActorIn const& actor) {
  static constexpr std::string_view path = "actor.organisation";
  if (std::ranges::count(in.issues(), path, &Issue::field) > 0) return;
  auto const role = actor.role;
  auto const organisation = actor.organisation ? actor.organisation->value : "";
  bool const region = role == Role::ars || role == Role::ars_authorising_officer ||
                      role == Role::ars_accounting_officer;
  std::string_view expected;
  if (role == Role::establishment && !Entity::parse(organisation)) expected = Entity::expected;
  if (region && !Region::parse(organisation)) expected = Region::expected;
  if (expected.empty()) return;
  in.report_at(std::string{path}, IssueCode::invalid_field,
               "trouvé : « " + excerpt(organisation) + " » ; attendu pour le rôle " +
                   std::string{name_of(role)} + " : " + std::string{expected});
}

std::optional<EventType> check_type(JsonIn& in, std::string const& name) {
  auto const type = event_type(name);
  if (!type) {
    in.report_at("type", IssueCode::unknown_type,
                 "type d'événement inconnu : « " + excerpt(name) +
                     " » ; attendu : famille.nom, par exemple aap.project_filed");
    return std::nullopt;
  }
  if (catalogue[*type].proposers.empty()) {
    in.report_at("type", IssueCode::unknown_type,
                 name + " est réservé au moteur : il ne se propose pas");
    return std::nullopt;
  }
  return type;
}

void check_dossier(JsonIn& in, About const& about, DossierId const& dossier) {
  if (about.in_any_dossier || about.kind == dossier.kind) return;
  in.report_at("dossier", IssueCode::invalid_field,
               "trouvé : « " + dossier.text() + " » ; " + std::string{about.name} +
                   " s'inscrit dans un dossier de nature " + std::string{name_of(about.kind)});
}

}  // namespace

struct ProposalReader::Buffers {
  codec::JsonParser parser;
  JsonIn in;

  /// Starts reading `json`; false with an issue when it is too long or not JSON.
  bool start(std::string_view json) {
    in.start(codec::Reading::proposal);
    if (json.size() > max_proposal_bytes) {
      in.report(IssueCode::invalid_field, "texte de " + std::to_string(json.size()) +
                                              " octets ; attendu : au plus " +
                                              std::to_string(max_proposal_bytes));
      return false;
    }
    if (!parser.parse(json)) {
      auto fault = codec::json_fault(json, parser.error());
      in.report_at(std::move(fault.field), IssueCode::invalid_field, std::move(fault.message));
      return false;
    }
    return true;
  }
  bool read_envelope(ProposalIn& envelope) {
    if (!in.open_object(parser.root())) return false;
    in(envelope);
    in.close_object();
    return true;
  }
};

ProposalReader::ProposalReader() : buffers_(std::make_unique<Buffers>()) {}
ProposalReader::~ProposalReader() = default;

std::variant<Proposal, Invalid> ProposalReader::read(std::string_view line) {
  auto& in = buffers_->in;
  ProposalIn envelope;
  Event event;
  if (buffers_->start(line) && buffers_->read_envelope(envelope)) {
    auto const type =
        envelope.type.value.empty() ? std::nullopt : check_type(in, envelope.type.value);
    if (type && envelope.data.element) {
      in.push_path("data");
      codec::read_data(in, *envelope.data.element, *type, event);
      in.pop_path();
    }
    if (type && !envelope.dossier.reference.empty()) {
      check_dossier(in, catalogue[*type], envelope.dossier);
    }
    check_organisation(in, envelope.actor);
  }
  auto id = std::move(envelope.id.value);
  if (!in.issues().empty()) {
    return Invalid{id.empty() ? std::nullopt : std::optional{std::move(id)}, in.take_issues()};
  }
  auto& actor = envelope.actor;
  Proposal proposal;
  proposal.id = std::move(id);
  proposal.dossier = std::move(envelope.dossier);
  proposal.actor = {std::move(actor.id.value), actor.role,
                    actor.organisation ? std::move(actor.organisation->value) : ""};
  proposal.occurred_at = envelope.occurred_at;
  if (envelope.expected_version) proposal.expected_version = envelope.expected_version->value;
  if (envelope.correlation) proposal.correlation = std::move(envelope.correlation->value);
  proposal.event = std::move(event);
  return proposal;
}

std::variant<Event, Issues> ProposalReader::read_data(EventType type, std::string_view json) {
  auto& in = buffers_->in;
  Event event;
  if (buffers_->start(json)) {
    in.push_path("data");
    codec::read_data(in, buffers_->parser.root(), type, event);
    in.pop_path();
  }
  if (!in.issues().empty()) return in.take_issues();
  return event;
}

bool is_identifier(std::string_view text) noexcept {
  bool const printable = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  return printable && !text.empty() && text.size() <= 128 && text.front() != ' ' &&
         text.back() != ' ';
}

std::variant<Proposal, Invalid> read_proposal(std::string_view line) {
  return ProposalReader{}.read(line);
}

}  // namespace probant
