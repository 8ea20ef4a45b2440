#include "adapters/verifier/lineage.hpp"

#include <algorithm>
#include <ranges>

#include "adapters/verifier/cosigned.hpp"
#include "adapters/verifier/drill.hpp"
#include "adapters/verifier/envelope.hpp"
#include "adapters/verifier/json.hpp"
#include "adapters/verifier/key_order.hpp"

namespace probant::verifier {
namespace {

constexpr std::string_view title = "probant restore certificate v1\n";
constexpr std::string_view not_a_certificate = "n'est pas un certificat de restauration";

std::vector<std::string> by_size(Folder const& folder, std::string_view prefix) {
  auto names = folder.names(prefix);
  // Shorter numbers first.
  std::ranges::sort(names, {}, [](auto const& name) { return std::pair{name.size(), name}; });
  return names;
}

void read_rotations(Folder& folder, std::string const& prefix, Lineage& lineage, Report& report) {
  for (auto const& name : by_size(folder, prefix)) {
    auto one = read_handover(name, folder.read(name, Note::max_bytes).value_or(""));
    bool const right = one && !one->forks() &&
                       name == prefix + std::to_string(one->checkpoint.size) + ".checkpoint";
    if (right) {
      lineage.handovers.push_back(*std::move(one));
    } else {
      report.add({}, name, "n'est pas un passage d'une clé à la suivante");
    }
  }
}

/// Of a log before; none unless all are of logs.
std::vector<VerifierKey> keys_of(std::string_view lines) {
  auto keys = parse_keys(lines);
  auto const is_of_log = [](VerifierKey const& key) { return key.kind == KeyKind::log; };
  if (!keys || !std::ranges::all_of(*keys, is_of_log)) return {};
  return *std::move(keys);
}

/// What the certificate says; nothing unless it is one, signed by the key it names.
std::optional<Forebear> read_certificate(std::string_view bytes) {
  auto const note = Note::parse(bytes);
  if (!note || !note->text.starts_with(title)) return std::nullopt;
  JsonReader reader;
  auto const line = std::string_view{note->text}.substr(title.size());
  auto const object = reader.object(line.substr(0, line.find('\n')));
  if (!object) return std::nullopt;
  Fields fields{*object};
  Forebear one;
  one.said.origin = fields.text("previous_origin");
  one.said.events = fields.number("events");
  one.said.lost = fields.is_null("lost") ? 0 : fields.number("lost");
  one.said.restored_at = fields.text("restored_at");
  one.said.drill = fields.is_true("drill");
  one.said.handover = fields.is_true("handover");
  one.backup_made_at = fields.text("backup_made_at");
  one.erasures_reapplied = fields.number("erasures_reapplied");
  bool const span =
      one.said.lost == 0 || (fields.number("lost_from") == one.said.events &&
                             fields.number("lost_to") - one.said.events == one.said.lost - 1);
  auto const root = from_hex(fields.text("root"));
  auto const digest = root ? as_digest(*root) : std::nullopt;
  auto const previous = VerifierKey::parse(fields.text("previous_key"));
  auto const key = VerifierKey::parse(fields.text("key"));
  bool const right = fields.good() && span && fields.is_true("forked") &&
                     instant_order(one.said.restored_at) && digest && previous && key &&
                     one.said.events >= 0 && one.said.lost >= 0 &&
                     previous->name == one.said.origin && key->name == fields.text("origin") &&
                     key->name != previous->name && signed_by(*note, *key) == Signed::yes &&
                     one.said.drill == is_drill_of(key->name, previous->name);
  if (!right) return std::nullopt;
  one.root = *digest;
  one.next = *key;
  one.keys.push_back(*previous);
  return one;
}

/// The last word of the old key, when there is one.
std::optional<Handover> read_last_word(Folder& folder, std::string const& name, Report& report) {
  if (!folder.has(name)) return std::nullopt;
  auto word = read_handover(name, folder.read(name, Note::max_bytes).value_or(""));
  if (word && word->forks()) return word;
  report.add({}, name, "n'est pas le passage d'un journal à celui qui le continue");
  return std::nullopt;
}

bool is_of(Handover const& word, Forebear const& one) {
  return word.checkpoint.origin == one.said.origin && word.checkpoint.size == one.said.events &&
         word.checkpoint.root == one.root && word.next.name == one.next.name &&
         word.next.public_key == one.next.public_key &&
         signed_by(word.note, one.keys.front()) == Signed::yes;
}

void read_forebear(Folder& folder, std::string const& place, Lineage& lineage, Report& report) {
  read_rotations(folder, place + std::string{rotations}, lineage, report);
  auto const word = read_last_word(folder, place + "handover", report);
  if (word) lineage.handovers.push_back(*word);
  auto const certificate = place + "certificate";
  auto one = read_certificate(folder.read(certificate, Note::max_bytes).value_or(""));
  if (!one || place != std::string{lost} + std::to_string(one->said.events) + "/") {
    return report.add({}, certificate, std::string{not_a_certificate});
  }
  one->folder = place;
  auto keys = keys_of(folder.read(place + "log.vkey", Note::max_bytes).value_or(""));
  auto const known = std::ranges::count_if(keys, [&one](VerifierKey const& key) {
    return key.name == one->keys.front().name && key.public_key == one->keys.front().public_key;
  });
  if (known != 1) {
    report.add({}, place + "log.vkey",
               known == 0 ? "absent, ou sans la clé de l'ancien journal"
                          : "la clé de l'ancien journal y est deux fois");
  }
  for (auto& key : keys) {
    if (key.name == one->said.origin) one->keys.push_back(std::move(key));
  }
  bool const right = word && is_of(*word, *one);
  if (word && !right) {
    report.add({}, word->file, "n'est pas celui de la restauration que dit le certificat");
  } else if (right != one->said.handover) {
    report.add({}, place + "handover",
               right ? "le certificat dit que l'ancienne clé n'a signé aucun passage"
                     : "le passage que l'ancienne clé a signé, selon le certificat, manque");
  }
  one->said.handover = right;
  auto const newest = place + "checkpoint";
  if (folder.has(newest)) {
    one->kept.emplace_back(newest, folder.read(newest, Note::max_bytes).value_or(""));
  }
  for (auto const& name : folder.names(place + std::string{cosigned})) {
    one->kept.emplace_back(name, folder.read(name, Note::max_bytes).value_or(""));
  }
  lineage.forebears.push_back(*std::move(one));
}

}  // namespace

Lineage read_lineage(Folder& folder, Report& report) {
  Lineage lineage;
  read_rotations(folder, std::string{rotations}, lineage, report);
  std::vector<std::string> places;
  for (auto const& name : by_size(folder, lost)) {
    auto const end = name.find('/', lost.size());
    if (end == std::string::npos) continue;
    auto place = name.substr(0, end + 1);
    if (std::ranges::find(places, place) == places.end()) places.push_back(std::move(place));
  }
  for (auto const& place : places) read_forebear(folder, place, lineage, report);
  std::ranges::sort(lineage.forebears, {}, [](auto const& one) { return one.said.events; });
  return lineage;
}

void keep_vouched(Lineage& lineage, VerifierKey const& key, Report& report) {
  std::vector<VerifierKey> vouched{key};
  // The last first: each certificate vouches for the key that signed those before it.
  std::vector<Forebear> kept;
  for (auto& one : std::views::reverse(lineage.forebears)) {
    auto const followed = follow(one.next, lineage.handovers);
    auto const known = [&](VerifierKey const& reached) {
      return std::ranges::find(vouched, reached) != vouched.end();
    };
    auto const to_known = [&](Handover const* passed) { return known(passed->next); };
    if (known(one.next) || std::ranges::any_of(followed.passed, to_known)) {
      vouched.push_back(one.keys.front());
      kept.push_back(std::move(one));
    } else {
      report.add({}, one.folder + "certificate",
                 "n'est pas signé par une clé qui mène à celle du journal, ni par celle d'un "
                 "journal qu'il dit continuer");
    }
  }
  std::ranges::reverse(kept);
  lineage.forebears = std::move(kept);
  for (auto const& one : lineage.forebears) report.continues.push_back(one.said);
}

Forebear const* signed_before(Lineage const& lineage, Note const& note,
                              Checkpoint const& checkpoint) {
  for (auto const& one : lineage.forebears) {
    if (one.said.origin != checkpoint.origin) continue;
    auto const by = [&note](VerifierKey const& key) { return signed_by(note, key); };
    if (std::ranges::count(one.keys, Signed::wrongly, by) > 0) continue;
    if (std::ranges::count(one.keys, Signed::yes, by) > 0) return &one;
  }
  return nullptr;
}

}  // namespace probant::verifier
