#include "adapters/cli/verdict.hpp"

#include "adapters/cli/terminal.hpp"
#include "adapters/evidence/export.hpp"
#include "projections/json_object.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

/// Up to when the authorities say that what is in the log was there.
std::string told(TimestampCheck const& stamps) {
  if (stamps.found.empty()) return {};
  auto const& last = stamps.found.back();
  return "  horodatage : " +
         counted(last.size.value, "événement existait", "événements existaient") + " le " +
         last.generated_at.value + ", selon " + last.authority.value +
         (stamps.verified ? ""
                          : " ; non vérifié, faute des certificats de l'autorité (--tsa-ca, ou "
                            "ca_file dans evidence.toml)") +
         "\n";
}

std::string told(std::vector<std::string> const& notices) {
  std::string text;
  for (auto const& notice : notices) text += "  à savoir : " + notice + "\n";
  return text;
}

std::string told(Lineage const& lineage) {
  std::string text;
  for (auto const& one : lineage.ancestors) {
    text += "  " + lineage_words(one.certificate) + "\n";
  }
  return text;
}

std::string stamps_counted(TimestampCheck const& stamps) {
  auto const count = std::ssize(stamps.found);
  if (stamps.found.empty() || stamps.verified) return counted(count, "horodatage", "horodatages");
  return counted(count, "horodatage non vérifié", "horodatages non vérifiés");
}

std::string told(KeysCheck const& keys) {
  if (keys.signing.empty()) return {};
  return "  clé en vigueur : " + keys.signing +
         (keys.private_key == "matches"      ? " ; la clé privée du magasin est la sienne"
          : keys.private_key == "unreadable" ? " ; la clé privée du magasin n'est pas lisible ici"
                                             : "") +
         "\n";
}

std::string simulation_told(Verdict const& verdict) {
  if (!verdict.simulation) return {};
  return "  SIMULATION : " + std::string{simulation_words} + "\n";
}

/// What a good verdict does not say.
std::string unproven_words() {
  return "  non prouvé : comment une proposition était formulée (proposal.body_hash) ; changé, il "
         "ferait au plus refuser une répétition, ou prendre pour elle une autre proposition du "
         "même "
         "identifiant, sans que rien ne soit inscrit ni modifié\n";
}

/// Events that are not what they were, two histories, or something beside a log that is whole.
std::string headline(Verdict const& verdict) {
  if (!verdict.forks.empty()) return "Deux histoires signées";
  if (!verdict.altered && verdict.two_ends) {
    return verdict.unsigned_events > 0 ? "Deux histoires, l'une non signée"
                                       : "Deux histoires, ou une copie ancienne";
  }
  return verdict.altered ? "Journal altéré" : "Journal non vérifié";
}

}  // namespace

std::string in_json(Verdict const& verdict) {
  JsonObject object;
  object.flag("verified", verdict.good()).number("events", verdict.log.checked);
  object.number("erased", verdict.log.erased).text("root", verdict.log.root.text());
  object.number("checkpoints", static_cast<std::int64_t>(verdict.checkpoints));
  auto const& stamps = verdict.timestamps;
  object.number("timestamps", stamps.verified ? static_cast<std::int64_t>(stamps.found.size()) : 0);
  object.raw("timestamped",
             json_array(stamps.found, [&stamps](journal::CheckpointTimestamped const& one) {
               return JsonObject{}
                   .number("size", one.size.value)
                   .text("time", one.generated_at.value)
                   .text("tsa", one.authority.value)
                   .flag("verified", stamps.verified)
                   .json();
             }));
  object.text("projections", verdict.projections);
  object.text("key", verdict.keys.signing).text("private_key", verdict.keys.private_key);
  object.raw("forks", json_array(verdict.forks, [](notary::SignedFork const& one) {
               return JsonObject{}
                   .number("size", static_cast<std::int64_t>(one.size))
                   .text("root", one.root.text())
                   .text("file", one.file)
                   .text("other_root", one.other_root.text())
                   .text("other_file", one.other_file)
                   .json();
             }));
  object.number("unsigned_events", verdict.unsigned_events).text("seal", verdict.seal);
  object.raw("continues", json_array(verdict.lineage.ancestors,
                                     [](Ancestor const& one) { return to_json(one); }));
  object.flag("simulation", verdict.simulation);
  object.raw("notices", json_texts(verdict.notices));
  object.raw("not_proven", R"(["proposal.body_hash"])");
  object.number_or_null("first_bad_position", verdict.log.first_bad);
  if (!verdict.good()) {
    object.text("reason", verdict.problems.front());
    object.raw("problems", json_texts(verdict.problems));
  }
  return object.json() + "\n";
}

std::string in_words(Verdict const& verdict) {
  if (verdict.good()) {
    return coloured(Colour::green, "Journal intègre") + " : " + event_count(verdict.log.checked) +
           ", dont " + std::to_string(verdict.log.erased) + " au contenu légalement effacé ; " +
           counted(static_cast<std::int64_t>(verdict.checkpoints),
                   "point de contrôle signé respecté", "points de contrôle signés respectés") +
           " ; " + stamps_counted(verdict.timestamps) + " ; racine " + verdict.log.root.text() +
           "\n" + simulation_told(verdict) + told(verdict.keys) + told(verdict.timestamps) +
           told(verdict.lineage) + told(verdict.notices) + unproven_words();
  }
  auto text =
      coloured(Colour::red, headline(verdict)) +
      (verdict.log.first_bad ? " à la position " + std::to_string(*verdict.log.first_bad) : "") +
      " :\n";
  for (auto const& problem : verdict.problems) text += "  - " + problem + "\n";
  return text + told(verdict.lineage) + told(verdict.notices);
}

}  // namespace probant::cli
