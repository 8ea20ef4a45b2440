#include "adapters/cli/lineage.hpp"

#include <algorithm>
#include <ranges>
#include <set>

#include "adapters/cli/restorations.hpp"
#include "adapters/notary/erasures.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/notary/forebear_keys.hpp"
#include "engine/kernel/event_reader.hpp"
#include "engine/log/continuity.hpp"
#include "engine/rules/counted.hpp"
#include "projections/json_object.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {

namespace fs = std::filesystem;

namespace {

/// Names of the logs that the events of this one say it goes on from.
std::set<std::string> named_in(EventStore const& store) {
  std::set<std::string> origins;
  EventReader reader;
  store.scan_dossier(DossierId::journal(), [&](StoredEvent const& stored) {
    auto const& event = reader.read(stored).event;
    auto const* rotated = std::get_if<journal::KeyRotated>(&event.body);
    if (rotated == nullptr) return true;
    auto const before = VerifierKey::parse(rotated->previous_key.value);
    auto const after = VerifierKey::parse(rotated->key.value);
    if (before && after && before->name() != after->name()) origins.insert(before->name());
    return true;
  });
  return origins;
}

RestoreCertificate read_certificate_of(notary::Forebear const& kept,
                                       std::vector<VerifierKey> const& keys,
                                       std::vector<ToldRestoration> const& told) {
  auto const file = kept.certificate();
  auto const bytes = notary::read_file(file, max_note_bytes);
  if (!bytes) throw StoreError{file.string() + " : le certificat de la restauration manque"};
  auto const note = SignedNote::parse(*bytes);
  auto certificate = note ? RestoreCertificate::parse(note->text) : std::nullopt;
  if (!certificate) {
    throw StoreError{file.string() + " : ce n'est pas un certificat de restauration"};
  }
  auto const check = check_signatures(*note, keys);
  if (!check.good()) throw StoreError{file.string() + " : " + check.why};
  bool const fits = certificate->previous_origin == kept.origin &&
                    certificate->previous_key == kept.keys.front().text() &&
                    certificate->events == static_cast<std::int64_t>(kept.size) &&
                    certificate->handover == kept.handover.has_value();
  if (fits) {
    auto const differs = differs_words(*certificate, told, false);
    if (differs.empty()) return *std::move(certificate);
    throw StoreError{file.string() + " : " + differs};
  }
  throw StoreError{file.string() + " : ce certificat ne dit pas ce qui est gardé à côté de lui" +
                   (certificate->handover && !kept.handover ? ", le passage signé manque" : "")};
}

/// What a file of such a folder must be: a checkpoint of that log, and of what this one has of it
/// the beginning.
void check_kept(EventStore const& store, notary::Forebear const& kept, fs::path const& file,
                std::vector<std::string>& problems) {
  auto const bytes = notary::read_file(file, max_note_bytes);
  if (!bytes) return;
  auto const opened = open_checkpoint(*bytes, kept.keys);
  auto why = opened.why;
  bool const here = opened.good() && opened.checkpoint.size <= kept.size;
  if (here && !conflict_with(store, opened.checkpoint).empty()) {
    why = "ce que ce journal a de celui-là n'est pas ce qui y est attesté";
  }
  bool const named =
      file.extension() != ".checkpoint" || file.stem() == std::to_string(opened.checkpoint.size);
  if (why.empty() && !named) why = "ce n'est pas le nombre d'événements qui le nomme";
  if (!why.empty()) problems.push_back(file.string() + " : " + why);
}

/// The list of what it erased was signed by the log that was restored, or by one that this one goes
/// on from too.
bool is_list_of_erasures(fs::path const& file, notary::Evidence const& evidence) {
  notary::Evidence any;
  any.settings = evidence.settings;
  any.keys = evidence.keys;
  if (notary::listed_by(file, any)) return true;
  return std::ranges::any_of(evidence.forebears, [&](notary::Forebear const& one) {
    any.keys = one.keys;
    return notary::listed_by(file, any);
  });
}

/// Whether the key that signed a certificate led to the last one of the log it made, by what is
/// kept of that one: whoever verifies an export believes no other.
bool leads_to_last(std::string const& signer, notary::Forebear const& made) {
  auto const notes = notary::handovers_in({made.rotations()});
  auto key = VerifierKey::parse(signer);
  for (std::size_t at = 0; key && at <= notes.size(); ++at) {
    if (*key == made.keys.front()) return true;
    key = notary::next_key(notes, *key);
  }
  return false;
}

/// Of the logs between the one of that certificate and this one.
void check_signer(notary::Evidence const& evidence, RestoreCertificate const& certificate,
                  std::vector<std::string>& problems) {
  auto const* made = evidence.forebear(certificate.origin);
  if (made == nullptr || leads_to_last(certificate.key, *made)) return;
  problems.push_back(made->rotations().string() +
                     " : un passage d'une clé à la suivante y manque, de celle qui a signé le "
                     "certificat de la restauration du " +
                     certificate.restored_at + " à la dernière de ce journal, " +
                     made->keys.front().text() + " ; sans lui un export entier serait refusé");
}

/// What is kept there beside keys, handover, certificate and passages.
void check_rest(EventStore const& store, notary::Forebear const& kept,
                notary::Evidence const& evidence, std::vector<std::string>& problems) {
  check_kept(store, kept, kept.checkpoint(), problems);
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{kept.folder / "cosigned", error}) {
    if (entry.path().extension() != ".checkpoint") continue;  // half written at a crash
    check_kept(store, kept, entry.path(), problems);
  }
  auto const listed = kept.folder / "erasures";
  if (!fs::exists(listed) || is_list_of_erasures(listed, evidence)) return;
  problems.push_back(listed.string() +
                     " : ce n'est pas une liste d'effacements signée par le journal qui a été "
                     "restauré");
}

}  // namespace

Ancestor const* Lineage::of(std::string_view origin) const {
  auto const found = std::ranges::find(
      ancestors, origin, [](Ancestor const& one) { return std::string_view{one.kept->origin}; });
  return found == ancestors.end() ? nullptr : &*found;
}

Lineage lineage_of(EventStore const& store, notary::Evidence const& evidence) {
  Lineage lineage;
  auto const named = named_in(store);
  auto const told = restorations_in(store, evidence);
  auto missing = named;
  // The last first: what this log says of it vouches for the keys that signed of those before.
  auto keys = evidence.keys;
  for (auto const& kept : std::views::reverse(evidence.forebears)) {
    missing.erase(kept.origin);
    try {
      if (!named.contains(kept.origin)) {
        throw StoreError{kept.folder.string() +
                         " : aucun événement ne dit que ce journal continue « " + kept.origin +
                         " »"};
      }
      Ancestor one{&kept, read_certificate_of(kept, keys, told)};
      Checkpoint const beginning{kept.origin, kept.size, one.certificate.root};
      auto why = conflict_with(store, beginning);
      if (why.empty() && kept.handover && kept.handover->checkpoint.root != beginning.root) {
        why = "le passage n'est pas celui de cet état du journal";
      }
      if (!why.empty()) throw StoreError{kept.folder.string() + " : " + why};
      keys.insert(keys.end(), kept.keys.begin(), kept.keys.end());
      check_signer(evidence, one.certificate, lineage.problems);
      lineage.ancestors.push_back(std::move(one));
      check_rest(store, kept, evidence, lineage.problems);
    } catch (StoreError const& error) {
      lineage.problems.emplace_back(error.what());
    }
  }
  std::ranges::reverse(lineage.ancestors);
  for (auto const& origin : missing) {
    lineage.problems.push_back("evidence/lost : ce qui est gardé du journal « " + origin +
                               " », que celui-ci continue, manque");
  }
  return lineage;
}

std::string lost_words(Ancestor const& ancestor, Checkpoint const& checkpoint) {
  auto const kept = ancestor.kept->size;
  if (checkpoint.size <= kept) return {};
  auto const lost = checkpoint.size - kept;
  return "ce point de contrôle couvre " + event_count(lost) + " (" + span_words(kept, lost) +
         (lost == 1 ? ") perdu" : ") perdus") + " à la restauration du " +
         ancestor.certificate.restored_at +
         (ancestor.certificate.lost > 0
              ? " ; le certificat dit lesquels : " + ancestor.kept->certificate().string()
              : std::string{});
}

std::string lineage_words(RestoreCertificate const& said) {
  auto text =
      std::string{said.drill ? "exercice de restauration, rien de ce journal ne fait foi : " : ""} +
      "suite du journal « " + said.previous_origin + " », dont il a " +
      first_events("le", "les", said.events) +
      (said.events == 1 ? ", restauré le " : ", restaurés le ") + said.restored_at + " ; ";
  if (said.lost > 0) {
    text += "au moins " + counted(said.lost, "événement perdu", "événements perdus") + " (" +
            span_words(said.events, said.lost) + ")";
  } else {
    text += "rien au dehors n'a dit ce qui avait suivi";
  }
  return text + (said.handover ? "" : " ; passage non signé par l'ancienne clé");
}

std::string to_json(Ancestor const& ancestor) {
  auto const& said = ancestor.certificate;
  return JsonObject{}
      .text("origin", said.previous_origin)
      .number("events", said.events)
      .number_or_null("lost", said.lost > 0 ? std::optional{said.lost} : std::nullopt)
      .text("restored_at", said.restored_at)
      .flag("handover", said.handover)
      .flag("drill", said.drill)
      .json();
}

}  // namespace probant::cli
