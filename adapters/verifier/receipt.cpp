#include "adapters/verifier/receipt.hpp"

#include <algorithm>

#include "adapters/verifier/cosigned.hpp"
#include "adapters/verifier/drill.hpp"
#include "adapters/verifier/envelope.hpp"
#include "adapters/verifier/proof.hpp"
#include "adapters/verifier/simulation.hpp"
#include "adapters/verifier/tree.hpp"

namespace probant::verifier {
namespace {

constexpr std::string_view file = "tlog-proof";
constexpr std::string_view continuity = "preuve de continuité";

/// What a receipt brings along, byte for byte as it is written: canonical JSON.
struct Extra {
  std::string envelope;
  std::optional<std::string> blinding;  ///< 32 bytes
  std::optional<std::string> payload;

  static std::optional<Extra> parse(std::string_view text) {
    JsonReader reader;
    auto const object = reader.object(text);
    if (!object) return std::nullopt;
    Fields fields{*object};
    Extra extra;
    std::string again = R"({"blinding":)";
    bool const erased = fields.is_null("blinding") && fields.is_null("payload");
    if (!erased) {
      auto const digits = fields.text("blinding");
      extra.blinding = from_hex(digits);
      extra.payload = fields.text("payload");
      if (!extra.blinding || extra.blinding->size() != 32) return std::nullopt;
      append_string(again, digits);
    } else {
      again += "null";
    }
    extra.envelope = fields.text("envelope");
    again += R"(,"envelope":)";
    append_string(again, extra.envelope);
    again += R"(,"payload":)";
    erased ? void(again += "null") : append_string(again, *extra.payload);
    if (!fields.good() || again + "}" != text) return std::nullopt;
    return extra;
  }
};

/// Whether a key signed it that trust in the one given leads to, while that key was in office.
void check_signers(std::string_view name, Note const& note, Checkpoint const& checkpoint,
                   Given const& given, Report& report) {
  auto const all = terms(*given.key, given.handovers);
  std::vector<Term const*> signers;
  bool wrongly = false;
  for (auto const& term : all) {
    report.simulation = report.simulation || is_of_simulation(term.key, given.handovers);
    if (term.key.name != checkpoint.origin) continue;
    auto const found = signed_by(note, term.key);
    if (found == Signed::yes) signers.push_back(&term);
    wrongly = wrongly || found == Signed::wrongly;
  }
  auto const in_office =
      std::ranges::find_if(signers, [&](Term const* one) { return one->holds(checkpoint.size); });
  report.key_pinned = !wrongly && in_office != signers.end();
  if (report.key_pinned) {
    if ((*in_office)->key == *given.key) return;
    report.notices.push_back("la clé donnée a passé la main à celle qui a signé, de " +
                             checkpoint.origin);
  } else if (!wrongly && !signers.empty()) {
    report.add({}, std::string{name},
               "le point de contrôle " + retired_words(*signers.back()->until, checkpoint.size));
  } else {
    report.add(
        {}, std::string{name},
        "le point de contrôle n'est pas signé par la clé donnée ; si une autre lui a succédé "
        "depuis, donnez leurs passages (rotations/, lost/…/handover) par --handover");
  }
}

/// A log that another goes on from ends where it handed over: what it signed of `position` beyond
/// was lost, and is in no log that goes on.
void tell_loss(std::string const& origin, std::int64_t position, Given const& given,
               Report& report) {
  if (!given.key) return;
  for (auto const* one : follow(*given.key, given.handovers).passed) {
    bool const lost =
        one->forks() && one->checkpoint.origin == origin && position >= one->checkpoint.size;
    if (!lost) continue;
    report.notices.push_back("ce journal a passé la main à « " + one->next.name + " » après " +
                             event_count(one->checkpoint.size) + " (" + one->file +
                             ") : la position " + std::to_string(position) +
                             " est de ce qui en a été perdu, et le journal qui continue ne la "
                             "contient pas");
  }
}

/// The checkpoint that everything rests on; nothing when it is none. `name`: of what holds it.
std::optional<Checkpoint> read_checkpoint(std::string_view name, std::string_view bytes,
                                          Given const& given, Report& report) {
  auto const note = Note::parse(bytes);
  auto const checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
  if (!checkpoint) return std::nullopt;
  report.origin = checkpoint->origin;
  report.size = checkpoint->size;
  // Nothing else is in a receipt of where its log comes from.
  if (is_named_a_drill(report.origin)) {
    report.notices.push_back("EXERCICE de restauration, par le nom de ce journal, « " +
                             report.origin +
                             " » : rien de ce qui y a été ajouté ne fait foi ; demandez la preuve "
                             "au journal lui-même");
  }
  if (!given.key) {
    report.add({}, std::string{name}, "la clé publique du journal est nécessaire : --key");
    return checkpoint;
  }
  check_signers(name, *note, *checkpoint, given, report);
  check_witnesses({{std::string{name}, std::string{bytes}}}, given.witnesses, report);
  return checkpoint;
}

void check_payload(JsonReader& reader, Extra const& extra, Envelope const& envelope,
                   Report& report) {
  if (!extra.payload) {
    report.notices.emplace_back(
        "le contenu n'accompagne pas cette preuve, parce qu'il n'a pas été joint ou qu'il a été "
        "effacé : l'enveloppe seule est prouvée (qui, quand, quel acte, sous quelles règles) ; un "
        "export dit si un effacement a été ordonné");
  } else if (to_hex(as_text(hmac_sha256(*extra.blinding, *extra.payload))) !=
             envelope.payload_commit) {
    report.add(envelope.position, std::string{file},
               "le contenu n'est pas celui que l'enveloppe engage");
  } else if (!reader.object(*extra.payload) || std::ranges::any_of(*extra.payload, [](char c) {
               return static_cast<unsigned char>(c) < 0x20;
             })) {
    report.add(envelope.position, std::string{file}, "le contenu n'est pas du JSON d'une ligne");
  }
}

/// Whether a checkpoint kept is of the log, or of one it goes on from, of what it has of that.
bool is_before(Checkpoint const& kept, Checkpoint const& now, Given const& given) {
  if (kept.origin == now.origin) return true;
  if (!given.key) return false;
  return std::ranges::any_of(follow(*given.key, given.handovers).passed, [&](auto const* one) {
    return one->forks() && one->checkpoint.origin == kept.origin &&
           kept.size <= one->checkpoint.size;
  });
}

}  // namespace

Report check_proof(std::string_view bytes, std::optional<std::string> const& given_envelope,
                   Given const& given) {
  Report report;
  report.is_export = false;
  report.key_given = given.key.has_value();
  auto const refuse = [&report](std::optional<std::int64_t> position, std::string message) {
    report.add(position, std::string{file}, std::move(message));
    return report;
  };
  auto const proof = Proof::parse(bytes);
  auto const checkpoint =
      proof ? read_checkpoint(file, proof->checkpoint, given, report) : std::nullopt;
  if (!checkpoint) return refuse({}, "ce n'est pas une preuve tlog-proof de version 1");
  report.scope = "position " + std::to_string(proof->index);
  report.events = 1;
  auto extra = proof->extra ? Extra::parse(*proof->extra) : std::nullopt;
  if (proof->extra && !extra) {
    return refuse(proof->index, "ce qui accompagne la preuve (extra) n'est pas de ce format");
  }
  if (extra && given_envelope && extra->envelope != *given_envelope) {
    return refuse(proof->index, "l'enveloppe donnée n'est pas celle qui accompagne la preuve");
  }
  if (!extra) extra = Extra{given_envelope.value_or(""), {}, {}};
  if (extra->envelope.empty()) {
    return refuse(proof->index,
                  "cette preuve n'apporte pas d'enveloppe : donnez-la par --envelope");
  }
  if (!proves_inclusion(leaf_hash(extra->envelope), proof->index, checkpoint->size,
                        checkpoint->root, proof->path)) {
    return refuse(proof->index, "cette enveloppe n'est pas dans le journal à cette position");
  }
  tell_loss(report.origin, proof->index, given, report);
  JsonReader reader;
  auto const envelope = Envelope::parse(reader, extra->envelope);
  if (!envelope || envelope->position != proof->index) {
    return refuse(proof->index, "l'enveloppe n'est pas de ce format");
  }
  check_payload(reader, *extra, *envelope, report);
  if (!report.verified()) return report;
  report.envelope = extra->envelope;
  report.payload = extra->payload;
  return report;
}

Report check_consistency(std::string_view bytes, Given const& said) {
  // A handover tells the same wherever it is given.
  auto given = said;
  for (auto const& one : said.checkpoints) {
    auto handover = read_handover(one.name, one.bytes);
    if (handover) given.handovers.push_back(*std::move(handover));
  }
  constexpr std::string_view label = "old ";
  Report report;
  report.scope = "suite du journal";
  report.is_export = false;
  report.key_given = given.key.has_value();
  auto const refuse = [&report](std::string const& name, std::string message) {
    report.add({}, name, std::move(message));
  };
  std::vector<Digest> path;
  std::optional<std::int64_t> old;
  std::string_view rest = bytes;
  for (bool first = true;; first = false) {
    auto const end = rest.find('\n');
    if (end == std::string_view::npos || path.size() > Proof::max_path) break;
    auto const line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (line.empty()) break;
    if (first && line.starts_with(label)) {
      old = from_decimal(line.substr(label.size()));
      continue;
    }
    auto const hash = from_base64(line);
    auto const digest = hash ? as_digest(*hash) : std::nullopt;
    if (!digest) old.reset();
    if (!digest) break;
    path.push_back(*digest);
  }
  auto const checkpoint = old ? read_checkpoint(continuity, rest, given, report) : std::nullopt;
  if (!checkpoint) {
    refuse(std::string{continuity}, "il y manque old, le chemin ou le point de contrôle");
    return report;
  }
  tell_loss(report.origin, checkpoint->size - 1, given, report);
  auto const not_the_old =
      "n'est pas le point de contrôle de " + event_count(*old) + " de ce journal";
  bool compared = false;
  for (auto const& [name, kept] : given.checkpoints) {
    auto const note = Note::parse(kept);
    auto const earlier = note ? Checkpoint::parse(note->text) : std::nullopt;
    bool const is_old = earlier && earlier->size == *old && is_before(*earlier, *checkpoint, given);
    if (!is_old && read_handover(name, kept)) continue;
    compared = true;
    if (!is_old) {
      refuse(name, not_the_old);
    } else if (!proves_consistency({earlier->size, earlier->root},
                                   {checkpoint->size, checkpoint->root}, path)) {
      refuse(name, "le journal ne contient plus ce qu'il contenait à " + event_count(*old) +
                       ", ou la preuve a été modifiée");
    }
  }
  if (!compared && !given.checkpoints.empty()) refuse(given.checkpoints.front().name, not_the_old);
  return report;
}

}  // namespace probant::verifier
