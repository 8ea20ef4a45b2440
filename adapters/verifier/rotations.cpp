#include "adapters/verifier/rotations.hpp"

#include <algorithm>

#include "adapters/verifier/report.hpp"

namespace probant::verifier {
namespace {

/// The key that the one extension line after `label` names.
std::optional<VerifierKey> next_key(Checkpoint const& checkpoint, std::string_view label) {
  std::string_view line = checkpoint.extensions;
  if (!line.starts_with(label) || line.find('\n') != line.size() - 1) return std::nullopt;
  line.remove_prefix(label.size());
  line.remove_suffix(1);
  auto key = VerifierKey::parse(line);
  if (!key || key->kind != KeyKind::log) return std::nullopt;
  return key;
}

}  // namespace

std::optional<Handover> read_handover(std::string file, std::string bytes) {
  auto note = Note::parse(bytes);
  auto checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
  if (!checkpoint) return std::nullopt;
  auto next = next_key(*checkpoint, "key-rotation ");
  if (next && next->name != checkpoint->origin) next.reset();
  if (!next) {
    next = next_key(*checkpoint, "log-continues ");
    if (next && next->name == checkpoint->origin) next.reset();
  }
  if (!next || signed_by(*note, *next) != Signed::yes) return std::nullopt;
  return Handover{std::move(file), std::move(bytes), *std::move(note), *std::move(checkpoint),
                  *std::move(next)};
}

void add_handover(std::vector<Handover>& all, std::string_view file, std::string_view bytes) {
  auto const is_it = [file](Handover const& one) { return one.file == file; };
  if (std::ranges::any_of(all, is_it)) return;
  auto found = read_handover(std::string{file}, std::string{bytes});
  if (found) all.push_back(*std::move(found));
}

// A log's keys follow each other by size; what comes last of it is that another goes on.
Followed follow(VerifierKey trusted, std::vector<Handover> const& handovers) {
  Followed followed{std::move(trusted), {}};
  std::vector<Handover const*> left;
  for (auto const& one : handovers) left.push_back(&one);
  std::ranges::stable_sort(left, {}, [](auto const* one) { return one->checkpoint.size; });
  for (bool forked = true; forked;) {
    forked = false;
    for (bool const forking : {false, true}) {
      for (auto& one : left) {
        if (one == nullptr || forked || one->forks() != forking) continue;
        if (!one->leads_on(followed.key)) continue;
        followed.key = one->next;
        followed.passed.push_back(one);
        one = nullptr;
        forked = forking;
      }
    }
  }
  return followed;
}

std::vector<Term> terms(VerifierKey trusted, std::vector<Handover> const& handovers) {
  std::vector<Term> all;
  for (auto const* one : follow(trusted, handovers).passed) {
    all.push_back({trusted, one->forks() ? std::nullopt : std::optional{one->checkpoint.size}});
    trusted = one->next;
  }
  all.push_back({std::move(trusted), {}});
  return all;
}

std::string retired_words(std::int64_t until, std::int64_t size) {
  return "est signé par une clé retirée : elle a passé la main à une autre après " +
         event_count(until) + ", et ce qu'elle signe seule au-delà (" + std::to_string(size) +
         ") ne dit rien de ce journal";
}

}  // namespace probant::verifier
