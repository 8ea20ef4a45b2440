#include "events/codec/proposal_in.hpp"

#include <algorithm>
#include <type_traits>

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
      "1 à 128 caractères ASCII imprimables, sans espace au début ni à la fin, sans « webhook/ » "
      "en tête";
  static std::optional<Identifier> parse(std::string_view text) {
    if (!is_identifier(text) || text.starts_with(reserved_ids)) return std::nullopt;
    return Identifier{std::string{text}};
  }
  std::string const& text() const { return value; }
};

/// The name of an event type, whether there is such a type or not.
struct TypeName {
  std::string value;
  static constexpr std::string_view pattern = Identifier::pattern;
  static constexpr std::string_view expected =
      "un type d'événement, par exemple « aap.project_filed » (« probant events » les donne tous)";
  static std::optional<TypeName> parse(std::string_view text) {
    if (!is_identifier(text)) return std::nullopt;
    return TypeName{std::string{text}};
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

/// `Lenient`: id and actor may be missing, for they are given otherwise.
template <bool Lenient>
struct ProposalIn {
  template <class T>
  using Known = std::conditional_t<Lenient, std::optional<T>, T>;

  Known<Identifier> id;
  TypeName type;
  DossierId dossier;
  Known<ActorIn> actor;
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

ProposalIn<false> completed(JsonIn& in, ProposalIn<true> lenient, Given const& given) {
  ProposalIn<false> whole;
  whole.type = std::move(lenient.type);
  whole.dossier = std::move(lenient.dossier);
  whole.occurred_at = lenient.occurred_at;
  whole.correlation = std::move(lenient.correlation);
  whole.data = lenient.data;
  auto const missing = [&](std::string field, std::string_view expected) {
    in.report_at(std::move(field), IssueCode::invalid_field,
                 "champ obligatoire absent ; attendu : " + std::string{expected});
  };
  auto const known = given.id ? Identifier::parse(*given.id) : std::nullopt;
  if (given.id && !known) {
    in.report_at(
        "id", IssueCode::invalid_field,
        "l'identifiant donné n'en est pas un ; attendu : " + std::string{Identifier::expected});
  }
  if (lenient.id && known && lenient.id->value != known->value) {
    in.report_at("id", IssueCode::invalid_field,
                 "autre que celui de l'en-tête Idempotency-Key ; attendu : le même, ou rien");
  }
  if (known) {
    whole.id = *known;
  } else if (lenient.id) {
    whole.id = std::move(*lenient.id);
  } else if (!given.id) {
    missing("id", Identifier::expected);
  }
  if (lenient.actor) {
    whole.actor = std::move(*lenient.actor);
    auto& organisation = whole.actor.organisation;
    if (!organisation && given.actor) organisation = Organisation{given.actor->organisation};
  } else if (given.actor) {
    whole.actor = {{given.actor->id}, given.actor->role, Organisation{given.actor->organisation}};
  } else {
    missing("actor", "l'auteur de l'acte");
  }
  whole.expected_version = lenient.expected_version;
  if (given.expected_version) {
    if (whole.expected_version && whole.expected_version->value != *given.expected_version) {
      in.report_at("expected_version", IssueCode::invalid_field,
                   "autre que celle de l'en-tête If-Match ; attendu : la même, ou rien");
    }
    whole.expected_version = Count{*given.expected_version};
  }
  return whole;
}

/// Who is speaking is known: nobody speaks for another.
void check_actor(JsonIn& in, ActorIn const& actor, Actor const& known) {
  auto const organisation = actor.organisation ? actor.organisation->value : std::string{};
  if (Actor{actor.id.value, actor.role, organisation} == known) return;
  in.report_at(
      "actor", IssueCode::forbidden_role,
      "l'auteur d'un acte est celui que dit le jeton : « " + known.id + " », rôle " +
          std::string{name_of(known.role)} +
          (known.organisation.empty() ? "" : ", organisation " + known.organisation) +
          " ; laissez ce champ de côté ou utilisez le jeton de cette personne (un acte reçu "
          "sur papier s'inscrit au nom de son auteur par « probant record », le service "
          "arrêté)");
}

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
  template <bool Lenient>
  bool read_envelope(ProposalIn<Lenient>& envelope) {
    if (!in.open_object(parser.root())) return false;
    in(envelope);
    in.close_object();
    return true;
  }
  std::variant<Proposal, Invalid> finish(ProposalIn<false> envelope, bool whole);
};

ProposalReader::ProposalReader() : buffers_(std::make_unique<Buffers>()) {}
ProposalReader::~ProposalReader() = default;

std::variant<Proposal, Invalid> ProposalReader::read(std::string_view line) {
  ProposalIn<false> envelope;
  bool const whole = buffers_->start(line) && buffers_->read_envelope(envelope);
  return buffers_->finish(std::move(envelope), whole);
}

std::variant<Proposal, Invalid> ProposalReader::read(std::string_view line, Given const& given) {
  ProposalIn<true> lenient;
  bool const whole = buffers_->start(line) && buffers_->read_envelope(lenient);
  if (!whole) return buffers_->finish({}, false);
  auto envelope = completed(buffers_->in, std::move(lenient), given);
  if (given.actor && !envelope.actor.id.value.empty()) {
    check_actor(buffers_->in, envelope.actor, *given.actor);
  }
  return buffers_->finish(std::move(envelope), true);
}

/// `whole`: the envelope was read, if with faults; the data come next.
std::variant<Proposal, Invalid> ProposalReader::Buffers::finish(ProposalIn<false> envelope,
                                                                bool whole) {
  Event event;
  if (whole) {
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
