#include "adapters/notary/erasures.hpp"

#include <algorithm>

#include "adapters/notary/files.hpp"

namespace probant::notary {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view header = "probant erasures v1\n";

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

/// `why` the bytes are no list of this log's; empty when they are.
struct Parsed {
  std::vector<ErasedPayload> erasures;
  std::string why;
};

Parsed parse(std::string_view bytes, std::vector<VerifierKey> const& keys) {
  auto const note = parse_note(bytes);
  if (!note || !note->text.starts_with(header)) {
    return {{}, "ce n'est pas une liste d'effacements signée par le journal"};
  }
  auto const check = check_signatures(*note, keys);
  if (!check.good()) return {{}, check.why};
  auto text = std::string_view{note->text}.substr(header.size());
  auto const origin = take_line(text);
  auto erasures = parse_erasures(text);
  if (origin && *origin == check.signers.front().name() && erasures) {
    return {*std::move(erasures), {}};
  }
  return {{}, "ce n'est pas " + std::string{ErasedPayload::expected}};
}

std::string named(ErasedPayload const& one) {
  return "evidence/erasures : l'effacement de la position " + std::to_string(one.position);
}

}  // namespace

std::vector<ErasedPayload> read_erasures(fs::path const& file,
                                         std::vector<VerifierKey> const& keys) {
  auto const bytes = read_file(file, max_erasures_bytes);
  if (!bytes) return {};
  auto parsed = parse(*bytes, keys);
  if (parsed.why.empty()) return std::move(parsed.erasures);
  throw StoreError{file.string() + " : " + parsed.why +
                   ". Remettez la liste d'une copie ; celle d'un journal en service se refait "
                   "d'elle-même au prochain effacement quand elle manque."};
}

bool listed_by(fs::path const& file, std::vector<VerifierKey> const& keys) {
  auto const bytes = read_file(file, max_erasures_bytes);
  return bytes && parse(*bytes, keys).why.empty();
}

void write_erasures(fs::path const& file, Notary const& notary,
                    std::vector<ErasedPayload> const& erasures) {
  auto const text = std::string{header} + notary.key().name() + "\n" + erasures_text(erasures);
  write_file(file, notary.sign_statement(text).bytes());
}

void keep_erasures(fs::path const& store_directory, Notary const& notary, EventStore const& store) {
  auto const keys = read_evidence(store_directory).keys;
  std::vector<fs::path> files{Places{store_directory}.erasures()};
  for (auto const& copy : notary.settings().copies) files.push_back(copy / "erasures");
  auto const ordered = erasures_of(store);
  for (auto const& file : files) {
    write_erasures(file, notary, merged(read_erasures(file, keys), ordered));
  }
}

std::vector<std::string> check_erasures(fs::path const& store_directory, Evidence const& evidence,
                                        std::vector<ErasedPayload> const& ordered, Position next) {
  std::vector<std::string> problems;
  auto const file = Places{store_directory}.erasures();
  auto const bytes = read_file(file, max_erasures_bytes);
  auto const listed = bytes ? parse(*bytes, evidence.keys) : Parsed{};
  if (!listed.why.empty()) return {file.string() + " : " + listed.why};
  for (auto const& one : ordered) {
    if (std::ranges::binary_search(listed.erasures, one)) continue;
    problems.push_back(named(one) + " n'y figure pas : une sauvegarde ancienne la ferait revenir");
  }
  for (auto const& one : listed.erasures) {
    if (one.ordered_by >= next || std::ranges::binary_search(ordered, one)) continue;
    problems.push_back(named(one) + " y figure sans que le journal l'ait ordonné");
  }
  return problems;
}

}  // namespace probant::notary
