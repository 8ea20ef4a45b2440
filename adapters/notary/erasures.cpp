#include "adapters/notary/erasures.hpp"

#include <algorithm>
#include <exception>

#include "adapters/notary/files.hpp"
#include "engine/log/check.hpp"
#include "engine/rules/counted.hpp"

namespace probant::notary {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view header = "probant erasures v2\n";
constexpr std::string_view covers_label = "covers ";
constexpr std::string_view first_header = "probant erasures v1\n";

/// As SignedNote::parse, for a text that may be long.
std::optional<SignedNote> parse_note(std::string_view bytes) {
  auto const split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) return std::nullopt;
  SignedNote note{std::string{bytes.substr(0, split + 1)}, {}};
  for (auto rest = bytes.substr(split + 2); !rest.empty();) {
    auto const size = rest.find('\n') + 1;
    auto signature = NoteSignature::parse(rest.substr(0, size));
    if (!signature || note.signatures.size() == max_note_signatures) return std::nullopt;
    note.signatures.push_back(*std::move(signature));
    rest.remove_prefix(size);
  }
  return note;
}

/// The number in the last line, which is taken off.
std::optional<std::uint64_t> take_covered(std::string_view& text) {
  if (!text.ends_with('\n')) return std::nullopt;
  text.remove_suffix(1);
  auto const line = text.substr(text.rfind('\n') + 1);  // npos + 1: the whole
  text.remove_suffix(line.size());
  if (!line.starts_with(covers_label)) return std::nullopt;
  return parse_tree_number(line.substr(covers_label.size()));
}

/// Why the signatures do not hold; of a list of this log that none of the keys known here signed,
/// the way to learn of others.
std::string signature_words(SignedNote const& note, Evidence const& evidence,
                            std::string const& why) {
  auto text = std::string_view{note.text}.substr(header.size());
  auto const origin = take_line(text);
  auto const known = [&evidence](NoteSignature const& line) {
    return std::ranges::any_of(evidence.keys, [&](auto const& key) { return line.made_by(key); });
  };
  bool const ours = origin && *origin == evidence.keys.front().name();
  if (!ours || std::ranges::any_of(note.signatures, known)) return why;
  return "cette liste porte le nom de « " + std::string{*origin} +
         " » et n'est signée d'aucune de ses clés connues ici. Pour restaurer, si une autre leur a "
         "succédé depuis, donnez aussi les passages d'une clé à la suivante (--checkpoint "
         "evidence/rotations/N.checkpoint, du magasin, d'une copie ou d'un export). Sinon, ce "
         "n'est pas la sienne";
}

/// `why` the bytes are no list of this log's; empty when they are.
struct Parsed {
  ErasureList list;
  std::string why;
};

Parsed parse(std::string_view bytes, Evidence const& evidence) {
  auto const note = parse_note(bytes);
  bool const first = note && note->text.starts_with(first_header);
  if (!note || !(first || note->text.starts_with(header))) {
    return {{}, "ce n'est pas une liste d'effacements signée par le journal"};
  }
  auto const check = check_signatures(*note, evidence.keys);
  if (!check.good()) return {{}, signature_words(*note, evidence, check.why)};
  auto text = std::string_view{note->text}.substr(header.size());
  auto const origin = take_line(text);
  auto const covers = first ? std::optional<std::uint64_t>{0} : take_covered(text);
  auto erasures = parse_erasures(text);
  if (origin && *origin == check.signers.front().name() && erasures && covers) {
    auto last = *covers;
    for (auto const& one : *erasures) {
      last = std::max(last, static_cast<std::uint64_t>(one.ordered_by) + 1);
    }
    auto why = retired_words(check.signers, last, evidence.retired);
    return {{*std::move(erasures), static_cast<Position>(*covers)}, std::move(why)};
  }
  return {{}, "ce n'est pas " + std::string{ErasedPayload::expected}};
}

std::vector<fs::path> lists_of(fs::path const& store_directory, Notary const& notary) {
  std::vector<fs::path> files{Places{store_directory}.erasures()};
  for (auto const& copy : notary.settings().copies) files.push_back(copy / "erasures");
  return files;
}

bool is_of_another(Evidence const& evidence, fs::path const& copy) {
  return std::ranges::any_of(evidence.foreign, [&](ForeignCopy const& one) {
    return one.file == copy / "checkpoint" && !one.origin.empty() &&
           one.origin != evidence.settings.origin;
  });
}

std::string named(ErasedPayload const& one) {
  return "evidence/erasures : l'effacement de la position " + std::to_string(one.position);
}

}  // namespace

ErasureList merged(ErasureList a, ErasureList const& b) {
  return {merged(std::move(a.erasures), b.erasures), std::max(a.covers, b.covers)};
}

ErasureList read_erasures(fs::path const& file, Evidence const& evidence) {
  auto const bytes = read_file(file, max_erasures_bytes);
  if (!bytes) return {};
  auto parsed = parse(*bytes, evidence);
  if (parsed.why.empty()) return std::move(parsed.list);
  throw StoreError{file.string() + " : " + parsed.why +
                   ". Remettez la liste d'une copie ; celle d'un journal en service se refait "
                   "d'elle-même au prochain effacement quand elle manque."};
}

bool listed_by(fs::path const& file, Evidence const& evidence) {
  auto const bytes = read_file(file, max_erasures_bytes);
  return bytes && parse(*bytes, evidence).why.empty();
}

std::string listed_origin(fs::path const& file) {
  auto const bytes = read_file(file, max_erasures_bytes);
  auto const note = bytes ? parse_note(*bytes) : std::nullopt;
  if (!note || !(note->text.starts_with(header) || note->text.starts_with(first_header))) return {};
  auto text = std::string_view{note->text}.substr(header.size());
  return std::string{take_line(text).value_or("")};
}

void write_erasures(fs::path const& file, Notary const& notary, ErasureList const& list) {
  auto const text = std::string{header} + notary.key().name() + "\n" +
                    erasures_text(list.erasures) + std::string{covers_label} +
                    std::to_string(list.covers) + "\n";
  write_file(file, notary.sign_statement(text).bytes());
}

void keep_erasures(fs::path const& store_directory, Notary const& notary, EventStore const& store,
                   bool anew) {
  auto const evidence = read_evidence(store_directory);
  auto const next =
      store.head().next;  // before it is looked at: what comes meanwhile may be missed
  ErasureList list;
  if (!anew) list = read_erasures(Places{store_directory}.erasures(), evidence);
  auto const since = erasures_of(store, list.covers);
  for (auto const& one : since) ensure_unaltered(store, one.ordered_by);
  list = merged(std::move(list), {since, next});
  std::exception_ptr failure;
  for (auto const& file : lists_of(store_directory, notary)) {
    try {
      auto kept = merged(read_erasures(file, evidence), list);
      kept.covers = next;
      write_erasures(file, notary, kept);
    } catch (StoreError const&) {
      failure = std::current_exception();  // the others are kept all the same
    }
  }
  if (failure) std::rethrow_exception(failure);
}

bool erasures_kept(fs::path const& store_directory, Notary const& notary, EventStore const& store) {
  auto const own = Places{store_directory}.erasures();
  if (notary.settings().copies.empty() && !fs::exists(own)) return true;
  auto const evidence = read_evidence(store_directory);
  return std::ranges::all_of(lists_of(store_directory, notary), [&](fs::path const& file) {
    return listed_by(file, evidence) && read_erasures(file, evidence).covers >= store.head().next;
  });
}

std::vector<std::string> check_erasures(fs::path const& store_directory, Evidence const& evidence,
                                        std::vector<ErasedPayload> const& ordered,
                                        std::vector<ErasedPayload> const& due, Position next) {
  std::vector<std::string> problems;
  auto const file = Places{store_directory}.erasures();
  auto const bytes = read_file(file, max_erasures_bytes);
  auto const listed = bytes ? parse(*bytes, evidence) : Parsed{};
  if (!listed.why.empty()) return {file.string() + " : " + listed.why};
  for (auto const& one : due) {
    if (std::ranges::binary_search(listed.list.erasures, one)) continue;
    problems.push_back(named(one) +
                       " n'y figure pas, une commande a été interrompue ou la liste retirée : une "
                       "sauvegarde ancienne ferait revenir ce contenu. La prochaine commande qui "
                       "écrit l'y inscrit (record, import, ou de nouveau erase " +
                       std::to_string(one.position) + " --confirm)");
  }
  for (auto const& one : listed.list.erasures) {
    if (one.ordered_by >= next || std::ranges::binary_search(ordered, one)) continue;
    problems.push_back(named(one) + " y figure sans que le journal l'ait ordonné");
  }
  return problems;
}

std::vector<std::string> check_copied_erasures(Evidence const& evidence,
                                               std::vector<ErasedPayload> const& due) {
  std::vector<std::string> problems;
  for (auto const& copy : evidence.settings.copies) {
    // Told already: nothing was put there yet, or it is another log's, and so is its list.
    if (!fs::exists(copy / "checkpoint") || is_of_another(evidence, copy)) continue;
    auto const file = copy / "erasures";
    auto const bytes = read_file(file, max_erasures_bytes);
    auto const listed = bytes ? parse(*bytes, evidence) : Parsed{};
    if (!listed.why.empty()) {
      problems.push_back(file.string() + " : " + listed.why +
                         " ; ce que ce journal efface n'y est pas gardé, et une restauration "
                         "pourrait le faire revenir : déplacez ce fichier sans le supprimer, la "
                         "prochaine commande qui écrit en fait un autre");
      continue;
    }
    auto const missing = std::ranges::count_if(due, [&listed](ErasedPayload const& one) {
      return !std::ranges::binary_search(listed.list.erasures, one);
    });
    if (missing == 0) continue;
    problems.push_back(file.string() + " : " +
                       counted(missing, "effacement n'y figure", "effacements n'y figurent") +
                       " pas, une restauration le ferait revenir ; la prochaine commande qui écrit "
                       "l'y inscrit");
  }
  return problems;
}

}  // namespace probant::notary
