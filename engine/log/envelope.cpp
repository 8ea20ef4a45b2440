#include "engine/log/envelope.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "events/codec/json_pieces.hpp"

namespace probant {
namespace {

constexpr std::size_t digest_digits = 64;

void add_actor(std::string& out, Actor const& actor) {
  add_text(out, R"({"actor":{"id":)", actor.id);
  add_text(out, R"(,"organisation":)", actor.organisation);
  add_text(out, R"(,"role":)", name_of(actor.role));
  out += '}';
}

void add_links(std::string& out, std::optional<Position> causation, std::string_view correlation) {
  if (causation) add_number(out, R"(,"causation":)", *causation);
  if (!correlation.empty()) add_text(out, R"(,"correlation":)", correlation);
}

void add_facts(std::string& out, NewEvent const& event, Position position,
               std::string_view commitment) {
  add_text(out, R"(,"dossier":)", event.dossier.text());
  add_text(out, R"(,"occurred_at":)", event.occurred_at.text());
  add_text(out, R"(,"payload_commit":)", commitment);
  add_number(out, R"(,"position":)", position);
  add_text(out, R"(,"proposal":)", event.proposal_id);
  add_text(out, R"(,"recorded_at":)", event.recorded_at.text());
  add_text(out, R"(,"rulebook":)", event.rulebook);
  add_number(out, R"(,"schema":)", event.schema);
  out += R"(,"subjects":[)";
}

void add_subjects(std::string& out, std::vector<Subject> const& subjects) {
  for (auto const& subject : subjects) {
    if (&subject != &subjects.front()) out += ',';
    append_json_string(out, subject);
  }
}

void add_end(std::string& out, Hasher& hasher, NewEvent const& event) {
  add_text(out, R"(],"type":)", catalogue[event.type].name);
  add_number(out, R"(,"v":1,"version":)", event.version);
  if (!event.warnings.empty()) {
    add_text(out, R"(,"warnings_sha256":)", hasher.sha256(event.warnings).text());
  }
  out += '}';
}

/// The JSON string, quotes included, that `text` begins with; empty when it does not.
std::string_view leading_string(std::string_view text) {
  if (!text.starts_with('"')) return {};
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return text.substr(0, i + 1);
    if (text[i] == '\\') ++i;
  }
  return {};
}

/// An envelope while it is compared, piece by piece with what stands beside it: nothing is written
/// for that, which would take as long as hashing it.
class Rest {
 public:
  explicit Rest(std::string_view envelope) : text_{envelope} {}

  bool is_over() const { return text_.empty(); }
  bool take(std::string_view piece) {
    if (!text_.starts_with(piece)) return false;
    text_.remove_prefix(piece.size());
    return true;
  }
  /// What stands before a JSON string, then the string.
  bool take_text(std::string_view before, std::string_view value) {
    if (!take(before)) return false;
    if (stands_as_it_is(value)) return take("\"") && take(value) && take("\"");
    std::string escaped;
    append_json_string(escaped, value);
    return take(escaped);
  }
  bool take_number(std::string_view before, std::int64_t number) {
    std::array<char, 20> digits{};
    auto const* const end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    return take(before) && take({digits.begin(), end});
  }
  /// The digest, or any where there is none to compare.
  bool take_digest(std::string_view before, std::optional<Sha256> const& digest) {
    if (!take(before) || text_.size() < digest_digits) return false;
    if (!digest && !Sha256::parse(text_.substr(0, digest_digits))) return false;
    for (std::size_t i = 0; digest && i < digest->bytes.size(); ++i) {
      constexpr std::string_view digits = "0123456789abcdef";
      auto const byte = digest->bytes[i];
      if (text_[2 * i] != digits[byte >> 4] || text_[2 * i + 1] != digits[byte & 15]) return false;
    }
    text_.remove_prefix(digest_digits);
    return true;
  }
  /// Goes on to the next `piece`. Text in a value cannot be taken for it: there its quotes are
  /// escaped.
  bool go_to(std::string_view piece) {
    auto const at = text_.find(piece);
    if (at == std::string_view::npos) return false;
    text_.remove_prefix(at);
    return true;
  }

 private:
  /// Without an early end, so that many bytes are looked at together.
  static bool stands_as_it_is(std::string_view value) {
    bool escapes = false;
    for (char const c : value) {
      escapes |= static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
    }
    return !escapes;
  }

  std::string_view text_;
};

bool take_facts(Rest& rest, StoredEvent const& event, std::optional<Sha256> const& commitment) {
  auto const occurred_at = event.occurred_at.text();
  bool const at_once = event.recorded_at == event.occurred_at;
  // A reference needs no escapes: it is made of letters, digits and few signs.
  return rest.take(R"(,"dossier":")") && rest.take(name_of(event.dossier.kind)) && rest.take(":") &&
         rest.take(event.dossier.reference) && rest.take_text(R"(","occurred_at":)", occurred_at) &&
         rest.take_digest(R"(,"payload_commit":")", commitment) &&
         rest.take_number(R"(","position":)", event.position) &&
         rest.take_text(R"(,"proposal":)", event.proposal_id) &&
         rest.take_text(R"(,"recorded_at":)", at_once ? occurred_at : event.recorded_at.text()) &&
         rest.take_text(R"(,"rulebook":)", event.rulebook) &&
         rest.take_number(R"(,"schema":)", event.schema) && rest.take(R"(,"subjects":[)");
}

bool take_end(Rest& rest, Hasher& hasher, StoredEvent const& event) {
  if (!rest.take_text(R"(],"type":)", catalogue[event.type].name) ||
      !rest.take_number(R"(,"v":1,"version":)", event.version)) {
    return false;
  }
  if (!event.warnings.empty() &&
      !(rest.take_digest(R"(,"warnings_sha256":")", hasher.sha256(event.warnings)) &&
        rest.take("\""))) {
    return false;
  }
  return rest.take("}") && rest.is_over();
}

}  // namespace

Sha256 payload_commitment(Hasher& hasher, Bytes32 const& blinding, std::string_view payload) {
  return hasher.hmac_sha256(as_text(blinding), payload);
}

void write_envelope(std::string& envelope, Hasher& hasher, NewEvent const& event, Position position,
                    std::optional<Position> causation) {
  envelope.clear();
  add_actor(envelope, event.actor);
  add_links(envelope, causation, event.correlation);
  add_facts(envelope, event, position,
            payload_commitment(hasher, event.blinding, event.payload).text());
  add_subjects(envelope, event.subjects);
  add_end(envelope, hasher, event);
}

// Links and subjects, which only the envelope tells, are stepped over.
bool envelope_agrees(std::string_view envelope, Hasher& hasher, StoredEvent const& event,
                     std::optional<Sha256> const& commitment) {
  Rest rest{envelope};
  return rest.take_text(R"({"actor":{"id":)", event.actor.id) &&
         rest.take_text(R"(,"organisation":)", event.actor.organisation) &&
         rest.take_text(R"(,"role":)", name_of(event.actor.role)) && rest.take("}") &&
         rest.go_to(R"(,"dossier":")") && take_facts(rest, event, commitment) &&
         rest.go_to(R"(],"type":")") && take_end(rest, hasher, event);
}

bool envelope_concerns(std::string_view envelope, std::vector<Subject> const& subjects) {
  std::vector<std::string> wanted(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) append_json_string(wanted[i], subjects[i]);
  constexpr std::string_view key = R"(,"subjects":[)";
  auto const begin = envelope.find(key);
  if (begin == std::string_view::npos) return false;
  auto rest = envelope.substr(begin + key.size());
  for (auto one = leading_string(rest); !one.empty(); one = leading_string(rest)) {
    if (std::ranges::find(wanted, one) != wanted.end()) return true;
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return false;
}

}  // namespace probant
