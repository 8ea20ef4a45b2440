#include "adapters/verifier/events_check.hpp"

#include <algorithm>

#include "adapters/verifier/proof.hpp"
#include "adapters/verifier/timestamp.hpp"

namespace probant::verifier {
namespace {

constexpr std::string_view leaves_file = "leaves.jsonl";
constexpr std::string_view events_file = "events.jsonl";
constexpr std::string_view erased_type = "dossier.payload_erased";
constexpr std::string_view stamped_type = "journal.checkpoint_timestamped";
constexpr std::string_view rotated_type = "journal.key_rotated";
constexpr std::string_view restored_type = "journal.restored";
constexpr std::string_view adopted_type = "programme.rulebook_adopted";

std::string at_line(std::string_view file, std::size_t line) {
  return std::string{file} + ":" + std::to_string(line);
}

}  // namespace

void EventsCheck::run() {
  read_stamps();
  Lines leaves{in_.folder, leaves_file};
  Lines events{in_.folder, events_file};
  for (bool follows = true; follows;) {
    std::string_view leaf;
    std::string_view event;
    bool const has_leaf = leaves.next(leaf);
    bool const has_event = events.next(event);
    auto const line = static_cast<std::size_t>(rows_) + 1;
    if (!has_leaf && !has_event && !leaves.broken() && !events.broken()) break;
    if (!has_leaf || !has_event) {
      report_.add(expected_position(line), at_line(has_leaf ? events_file : leaves_file, line),
                  "ligne absente ou tronquée");
      return;
    }
    follows = check_row(line, leaf, event);
    ++rows_;
    if (in_.manifest.whole_log() && rows_ % tile_width == 0) check_bundle();
    if (!follows) return;
  }
  check_end();
  told_.abandoned = take_abandoned(told_.key_changes);
  for (auto const& one : told_.abandoned) report_.notices.push_back(abandoned_words(one));
}

std::optional<std::int64_t> EventsCheck::expected_position(std::size_t line) const {
  if (!in_.manifest.whole_log()) return std::nullopt;
  return static_cast<std::int64_t>(line) - 1;
}

void EventsCheck::blame(Row const& row, std::string_view file, std::string message) {
  report_.add(row.envelope.position, at_line(file, row.line), std::move(message));
}

/// False when the rows after this one cannot be trusted to be what they seem.
bool EventsCheck::check_row(std::size_t line, std::string_view leaf, std::string_view event) {
  auto row = read_leaf(line, leaf);
  if (!row) {
    report_.add(expected_position(line), at_line(leaves_file, line),
                "la ligne n'est pas une feuille de ce format");
    return false;
  }
  auto const position = row->envelope.position;
  if (in_.manifest.whole_log() && position != rows_) {
    report_.add(rows_, at_line(leaves_file, line),
                "la position " + std::to_string(rows_) + " est attendue ici, la ligne porte la " +
                    std::to_string(position) + " : ligne retirée, ajoutée ou déplacée");
    return false;
  }
  if (position <= last_position_ || position >= in_.manifest.size) {
    blame(*row, leaves_file, "position hors de l'ordre ou du journal : ligne ajoutée ou déplacée");
    return false;
  }
  last_position_ = position;
  check_leaf(*row);
  check_event(*row, event);
  erasures_.note(row->envelope, row->payload ? &*row->payload : nullptr, reader_);
  check_order(*row);
  if (row->envelope.type == erased_type) note_erasure(*row);
  if (row->envelope.type == adopted_type) check_adoption(*row);
  if (row->envelope.type == stamped_type) check_stamp(*row);
  if (row->envelope.type == rotated_type) note_key_change(*row);
  if (row->envelope.type == restored_type) note_restoration(*row);
  if (!row->envelope.rulebook.empty()) rulebooks_.try_emplace(row->envelope.rulebook, position);
  if (in_.manifest.whole_log()) {
    auto const size = row->envelope_text.size();
    bundle_ += static_cast<char>(size >> 8U);
    bundle_ += static_cast<char>(size & 255U);
    bundle_ += row->envelope_text;
    entry_ends_.push_back(bundle_.size());
  } else {
    positions_.push_back(position);
    check_proof(*row);
  }
  return true;
}

std::optional<EventsCheck::Row> EventsCheck::read_leaf(std::size_t line, std::string_view text) {
  auto const object = reader_.object(text);
  if (!object) return std::nullopt;
  Fields fields{*object};
  Row row{line, fields.text("envelope"), {}, {}, {}};
  auto const position = fields.number("position");
  std::string again = R"({"blinding":)";
  if (fields.is_null("blinding")) {
    again += "null";
  } else {
    auto const digits = fields.text("blinding");
    row.blinding = from_hex(digits);
    if (!row.blinding || row.blinding->size() != 32) return std::nullopt;
    append_string(again, digits);
  }
  again += R"(,"envelope":)";
  append_string(again, row.envelope_text);
  again += R"(,"position":)" + std::to_string(position) + "}";
  if (!fields.good() || again != text) return std::nullopt;
  auto envelope = Envelope::parse(reader_, row.envelope_text);
  if (!envelope || envelope->position != position) return std::nullopt;
  row.envelope = std::move(*envelope);
  return row;
}

void EventsCheck::check_leaf(Row const& row) {
  auto const hash = tiles_.leaf(row.envelope.position);
  if (!hash || *hash != leaf_hash(row.envelope_text)) {
    blame(row, leaves_file, "l'enveloppe n'est pas celle que l'arbre contient à cette position");
  }
}

void EventsCheck::check_event(Row& row, std::string_view text) {
  auto const event = read_event_line(reader_, text, row.envelope, in_.manifest.origin);
  if (!event) {
    blame(row, events_file, "l'événement ne dit pas ce que dit son enveloppe");
    return;
  }
  if (event->payload.has_value() != row.blinding.has_value()) {
    blame(row, events_file, "contenu et clé d'engagement ne vont pas ensemble");
  }
  if (!event->payload) erased_.push_back(row.envelope.position);
  if (event->payload) row.payload = *event->payload;
  if (row.payload && row.blinding &&
      to_hex(as_text(hmac_sha256(*row.blinding, *row.payload))) != row.envelope.payload_commit) {
    blame(row, events_file, "le contenu n'est pas celui que l'enveloppe engage");
  }
  if (row.envelope.warnings_sha256 &&
      to_hex(as_text(sha256(event->warnings))) != *row.envelope.warnings_sha256) {
    blame(row, events_file, "les avertissements ne sont pas ceux que l'enveloppe engage");
  }
}

void EventsCheck::check_order(Row const& row) {
  auto const recorded = *instant_order(row.envelope.recorded_at);
  if (recorded < last_recorded_) blame(row, leaves_file, "l'heure d'enregistrement recule");
  last_recorded_ = recorded;
  check_stamped_before(row, recorded);
  auto const& dossier = row.envelope.dossier;
  bool const ours = in_.manifest.whole_log() || dossier == in_.manifest.scope;
  if (!ours) {
    if (row.envelope.type != adopted_type) blame(row, leaves_file, "événement d'un autre dossier");
    return;
  }
  auto& version = versions_[dossier];
  if (row.envelope.version != version + 1) {
    blame(row, leaves_file,
          "version " + std::to_string(row.envelope.version) + " du dossier, la " +
              std::to_string(version + 1) + " est attendue : événement retiré ou ajouté");
  }
  version = row.envelope.version;
}

void EventsCheck::read_stamps() {
  auto const& stamps = report_.timestamps;
  for (std::size_t i = stamps.size(); i-- > 0;) {
    Covered one{stamps[i].size, *instant_order(stamps[i].until), i};
    if (!covered_.empty() && covered_.back().until < one.until) {
      one.until = covered_.back().until;
      one.stamp = covered_.back().stamp;
    }
    covered_.push_back(std::move(one));
  }
  std::ranges::reverse(covered_);
}

/// What an authority saw cannot have been recorded later: one of the two clocks was wrong. Nobody
/// but who runs the log asserts when it was.
void EventsCheck::check_stamped_before(Row const& row, std::string const& recorded) {
  auto const position = row.envelope.position;
  while (next_stamp_ < covered_.size() && covered_[next_stamp_].size <= position) ++next_stamp_;
  if (next_stamp_ == covered_.size() || recorded <= covered_[next_stamp_].until) return;
  auto& stamp = report_.timestamps[covered_[next_stamp_].stamp];
  if (stamp.recorded_later) return;
  stamp.recorded_later = position;
  report_.notices.push_back(
      "l'événement de la position " + std::to_string(position) + " dit avoir été enregistré le " +
      row.envelope.recorded_at + ", après l'horodatage qui le couvre (" + stamp.time +
      ") : c'est ce dernier qui fait foi, l'horloge de qui l'a enregistré avançait");
}

void EventsCheck::note_erasure(Row const& row) {
  if (!row.payload) return blame(row, events_file, "l'ordre d'effacement est lui-même effacé");
  auto const object = reader_.object(*row.payload);
  Fields fields{*object};
  auto const position = fields.number("position");
  if (!fields.good() || position >= row.envelope.position) {
    return blame(row, events_file, "l'ordre d'effacement ne désigne pas d'événement antérieur");
  }
  orders_[position] = row.envelope.position;
}

void EventsCheck::check_adoption(Row const& row) {
  if (!row.payload) return;
  auto const object = reader_.object(*row.payload);
  Fields fields{*object};
  auto const rulebook = fields.text("name") + "/" + fields.text("version");
  auto const content = sha256(fields.text("content"));
  if (fields.text("sha256") != to_hex(as_text(content)) || !fields.good()) {
    return blame(row, events_file, "le jeu de règles adopté n'a pas l'empreinte annoncée");
  }
  adoptions_[rulebook] = {row.envelope.position, content};
}

/// The token that the journal says it received is the one of the export.
void EventsCheck::check_stamp(Row const& row) {
  if (!row.payload) return;
  auto const object = reader_.object(*row.payload);
  Fields fields{*object};
  MissingStamp stamp{row.envelope.position, fields.number("size"), fields.text("token_sha256")};
  if (!fields.good()) return blame(row, events_file, "l'horodatage ne dit pas quel jeton");
  auto const name = stamp.token();
  auto const token = in_.folder.read(name, max_token_bytes);
  if (!token) {
    told_.stamps.push_back(std::move(stamp));
  } else if (to_hex(as_text(sha256(*token))) != stamp.token_sha256) {
    report_.add(row.envelope.position, name, "n'est pas le jeton que cet événement nomme");
  }
}

void EventsCheck::note_key_change(Row const& row) {
  if (!row.payload) return blame(row, events_file, "le changement de clé n'a pas de contenu");
  auto const object = reader_.object(*row.payload);
  Fields fields{*object};
  auto from = VerifierKey::parse(fields.text("previous_key"));
  auto to = VerifierKey::parse(fields.text("key"));
  if (!fields.good() || !from || !to) {
    return blame(row, events_file, "le changement de clé ne dit pas de laquelle à laquelle");
  }
  told_.key_changes.push_back(
      {row.envelope.position, *std::move(from), *std::move(to), row.envelope.actor_id});
}

void EventsCheck::note_restoration(Row const& row) {
  if (!row.payload) return blame(row, events_file, "la restauration n'a pas de contenu");
  auto const object = reader_.object(*row.payload);
  Fields fields{*object};
  Restoration one;
  one.position = row.envelope.position;
  one.size = fields.number("size");
  one.known = fields.number("known_size");
  one.erasures_reapplied = fields.number("erasures_reapplied");
  one.backup_made_at = fields.text("backup_made_at");
  if (fields.has("stamps_lost")) one.stamps_lost = fields.numbers("stamps_lost");
  auto const bytes = from_hex(fields.text("root"));
  auto const root = bytes ? as_digest(*bytes) : std::nullopt;
  if (!fields.good() || !root) {
    return blame(row, events_file, "la restauration ne dit pas de quoi");
  }
  one.root = *root;
  one.recorded_at = row.envelope.recorded_at;
  one.actor = row.envelope.actor_id;
  told_.restorations.push_back(std::move(one));
}

void EventsCheck::check_proof(Row const& row) {
  auto const name = "proofs/" + std::to_string(row.envelope.position) + ".tlog-proof";
  auto const bytes = in_.folder.read(name, Proof::max_bytes);
  auto const proof = bytes ? Proof::parse(*bytes) : std::nullopt;
  bool const right = proof && proof->index == row.envelope.position &&
                     proof->checkpoint == in_.checkpoint &&
                     proves_inclusion(leaf_hash(row.envelope_text), proof->index, in_.manifest.size,
                                      in_.root, proof->path);
  if (!right) {
    report_.add(row.envelope.position, name,
                bytes ? "la preuve ne tient pas" : "preuve absente ou trop longue");
  }
}

void EventsCheck::check_bundle() {
  if (bundle_.empty()) return;
  auto const first = rows_ - static_cast<std::int64_t>(entry_ends_.size());
  auto const width = std::min(tile_width, in_.manifest.size - first);
  auto const name = tile_name("entries", first / tile_width, width);
  auto const found = in_.folder.read(name, std::size_t{tile_width} * (max_envelope_bytes + 2));
  if (!found) {
    report_.add(first, name, "lot d'enveloppes absent ou trop long");
  } else if (*found != bundle_) {
    auto const same = std::ranges::mismatch(*found, bundle_).in2 - bundle_.begin();
    auto const entry =
        std::ranges::upper_bound(entry_ends_, static_cast<std::size_t>(same)) - entry_ends_.begin();
    report_.add(std::min(first + entry, in_.manifest.size - 1), name,
                "n'est pas le lot de ces enveloppes");
  }
  bundle_.clear();
  entry_ends_.clear();
}

void EventsCheck::check_end() {
  report_.events = rows_;
  if (in_.manifest.whole_log()) {
    check_bundle();
    if (rows_ != in_.manifest.size) {
      report_.add(
          rows_, at_line(leaves_file, static_cast<std::size_t>(rows_) + 1),
          "le journal compte " + event_count(in_.manifest.size) + ", il en manque à la fin");
      return;  // what the missing ones would say of the others is unknown
    }
  }
  told_.complete = true;
  if (rows_ != in_.manifest.events) {
    report_.add({}, "manifest.json", "le nombre d'événements annoncé n'est pas celui des lignes");
  }
  check_erasures();
  check_rulebooks();
}

void EventsCheck::check_erasures() {
  for (auto const position : erased_) {
    if (!orders_.contains(position)) {
      report_.add(position, std::string{events_file},
                  "contenu absent sans qu'aucun événement n'ait ordonné son effacement");
    }
  }
  for (auto const& [position, order] : orders_) {
    if (std::ranges::binary_search(erased_, position)) continue;
    bool const here = in_.manifest.whole_log() || std::ranges::binary_search(positions_, position);
    report_.add(here ? position : order, std::string{events_file},
                here ? "contenu présent alors que son effacement est ordonné"
                     : "l'ordre d'effacement désigne un événement absent de l'export");
  }
  erasures_.check(in_.manifest.whole_log(), report_);
  if (erased_ != in_.manifest.erased) {
    report_.add({}, "manifest.json", "les effacements annoncés ne sont pas ceux des événements");
  }
  report_.erased = std::move(erased_);
}

void EventsCheck::check_rulebooks() {
  for (auto const& [rulebook, position] : rulebooks_) {
    auto const file = "rulebooks/" + file_name_of(rulebook) + ".toml";
    auto const adoption = adoptions_.find(rulebook);
    if (adoption == adoptions_.end()) {
      report_.add(position, file, "l'export ne contient pas l'adoption de ce jeu de règles");
      in_.folder.has(file);
      continue;
    }
    auto const bytes = in_.folder.read(file, Lines::max_line);
    if (!bytes || sha256(*bytes) != adoption->second.content) {
      report_.add(adoption->second.position, file,
                  bytes ? "n'est pas le jeu de règles adopté" : "jeu de règles absent");
    }
  }
}

}  // namespace probant::verifier
