// What a restoration tells once it is done; and one that was interrupted once its store was whole,
// and is asked for again in the same words: only what it tells outside may be left to do.
#include <algorithm>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/restore.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/sqlite/directory.hpp"
#include "engine/rules/counted.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

/// Signed by the log that is there; nothing: it is none that was restored.
std::optional<SignedNote> signed_certificate(fs::path const& place) {
  auto const file = notary::Places{place}.directory / "restore-certificate";
  auto const bytes = notary::read_file(file, max_note_bytes);
  auto note = bytes ? SignedNote::parse(*bytes) : std::nullopt;
  if (!note) return std::nullopt;
  auto const check = check_signatures(*note, notary::read_evidence(place).keys);
  return check.good() && !check.signers.empty() ? std::move(note) : std::nullopt;
}

/// By as much as the certificate tells of the words it was asked in.
bool asked_alike(RestoreCertificate const& said, RestoreOptions const& options) {
  bool const forked = said.origin != said.previous_origin;
  bool const by_key = forked ? said.handover : said.key == said.previous_key;
  return said.drill == options.drill && by_key == !options.key.empty() &&
         !(forked && options.assume_complete);
}

/// Nobody has recorded anything since: it is not in use.
bool untouched(fs::path const& place, RestoreCertificate const& said) {
  auto const store = SqliteEventStore::open(place, SqliteEventStore::Mode::read_only);
  bool alone = true;
  store->scan(said.events, store->head().next, [&alone](StoredEvent const& event) {
    alone = event.actor.id == restorer_account || event.actor.id == "probant";
    return alone;
  });
  return alone;
}

std::string certificate_words(fs::path const& place) {
  return "Certificat de restauration : " + (place / "evidence" / "restore-certificate").string() +
         "\n";
}

}  // namespace

/// What no list of erasures tells of.
std::string unlisted_words(Position restored, Position known, Position covered) {
  if (covered <= restored) {
    return "aucune liste d'effacements du dehors (--erasures, copies) ne dit ce qui a été effacé "
           "après cette sauvegarde";
  }
  return "la liste d'effacements la plus récente (--erasures, copies) ne va que jusqu'au " +
         (covered == 1 ? std::string{"1er"} : std::to_string(covered) + "e") +
         " événement d'un journal qui en a eu au moins " + std::to_string(known);
}

void tell_done(Common const& common, Restoration const& made, fs::path const& place) {
  if (common.format == Format::json) {
    print(made.json() + "\n");
    return;
  }
  std::string text = "Sauvegarde restaurée et vérifiée dans " + place.string() + " en " +
                     std::to_string(made.milliseconds) + " ms : " + event_count(made.size) +
                     ", racine " + made.root.text() + ".\n";
  if (made.lost > 0) text += made.missing + "\n";
  if (!made.continued.empty()) text += continued_words(made.continued).substr(1) + "\n";
  if (auto const beside = beside_words(made.beside); !beside.empty()) {
    text += beside.substr(1) + "\n";
  }
  if (made.unknown) {
    text += "Rien au dehors n'a dit si le journal avait continué après cette sauvegarde.\n";
  }
  if (made.erasures_reapplied > 0) {
    text +=
        counted(made.erasures_reapplied, "contenu effacé", "contenus effacés") + " de nouveau.\n";
  }
  if (!made.erasures_known) {
    text += "Attention : " + unlisted_words(made.size, made.size + made.lost, made.erasures_cover) +
            " : un contenu effacé depuis serait de nouveau lisible ; effacez-le alors à nouveau.\n";
  }
  for (auto const& folder : made.copies_beside) {
    text += "Un autre journal publie dans " + fs::path{folder}.parent_path().string() +
            " : ce qui est là y reste, et celui-ci publie à côté, dans " + folder + ".\n";
  }
  if (made.key != made.previous_key && !made.drill) {
    text += "Nouvelle clé publique, à confier à qui vérifie le journal et à ses témoins :\n  " +
            made.key + "\n";
    if (!made.forked) {
      text +=
          "Même nom, nouvelle clé, aucun passage signé de l'une à l'autre : qui ne connaît que "
          "l'ancienne n'a que votre parole pour la nouvelle.\n";
    }
  }
  if (made.drill) {
    text += "Exercice : ce journal porte le nom « " + made.origin +
            " », ne publie rien au dehors et ne fait pas foi. Supprimez-le ensuite.\n";
  } else if (made.forked) {
    auto const lost = place / "evidence" / "lost" / std::to_string(made.size);
    text += "Le journal continue sous le nom « " + made.origin + " ». ";
    text += made.handover
                ? "L'ancienne clé a signé ce passage : " + (lost / "handover").string() +
                      " ; il accompagne les exports.\n"
                : "L'ancienne clé n'a pas été donnée (--key) : aucun passage n'est signé, "
                  "et qui ne connaît que l'ancienne clé n'a que votre parole pour la "
                  "nouvelle.\n";
  }
  print(text + certificate_words(place));
}

std::optional<RestoredAlready> restored_already(fs::path const& place,
                                                RestoreOptions const& options) {
  try {
    if (!fs::exists(sqlite::log_file(place)) || fs::exists(sqlite::unfinished_file(place))) {
      return std::nullopt;
    }
    auto const kept =
        notary::read_file(notary::Places{place}.directory / "backup-certificate", max_note_bytes);
    auto const given = notary::read_file(certificate_file(options.directory), max_note_bytes);
    auto const note = signed_certificate(place);
    auto const said = note ? RestoreCertificate::parse(note->text) : std::nullopt;
    bool const same = said && kept && kept == given && asked_alike(*said, options);
    if (!same || !untouched(place, *said)) return std::nullopt;
    auto json = note->text.substr(restore_certificate_title.size());
    return RestoredAlready{std::move(json),
                           "Cette sauvegarde est déjà restaurée dans " + place.string() +
                               ", depuis le " + said->restored_at + " : " +
                               event_count(said->events) + ", racine " + said->root.text() +
                               ", sous le nom « " + said->origin + " ». Rien n'est refait.\n"};
  } catch (StoreError const&) {
    return std::nullopt;  // not vacant, whatever it is
  }
}

int tell_done(Common const& common, RestoredAlready const& done, fs::path const& place) {
  publish_restored(place);
  print(common.format == Format::json ? done.json : done.words + certificate_words(place));
  return exit_done;
}

}  // namespace probant::cli
