#include "adapters/notary/retired.hpp"

#include <algorithm>

#include "engine/log/handover.hpp"
#include "engine/rules/counted.hpp"

namespace probant::notary {

void retire(std::vector<RetiredKey>& retired, SignedNote const& note,
            std::span<VerifierKey const> known) {
  auto const said = Checkpoint::parse(note.text);
  auto const next = said ? handed_to(*said, note, rotation_label) : std::nullopt;
  if (!next) return;
  for (auto const& key : check_signatures(note, known).signers) {
    if (key == *next || key.name() != said->origin) continue;
    auto const same = [&key](RetiredKey const& one) { return one.key == key; };
    auto const found = std::ranges::find_if(retired, same);
    if (found == retired.end()) {
      retired.push_back({key, said->size});
    } else {
      found->events = std::max(found->events, said->size);
    }
  }
}

// By size: a log's keys follow each other. What is no handover of a known key is passed over.
void follow_keys(std::vector<VerifierKey>& keys, std::vector<RetiredKey>& retired,
                 std::span<std::string const> notes) {
  std::vector<std::pair<std::uint64_t, std::string const*>> by_size;
  for (auto const& bytes : notes) {
    auto const note = SignedNote::parse(bytes);
    auto const said = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (said) by_size.emplace_back(said->size, &bytes);
  }
  std::ranges::sort(by_size, {}, [](auto const& one) { return one.first; });
  for (auto const& [size, bytes] : by_size) {
    auto const opened = open_checkpoint(*bytes, keys.front());
    auto const next =
        opened.good() ? handed_to(opened.checkpoint, opened.note, rotation_label) : std::nullopt;
    if (next && *next != keys.front()) {
      std::erase(keys, *next);  // known, and not as the newest
      keys.insert(keys.begin(), *next);
    }
    retire(retired, *SignedNote::parse(*bytes), keys);
  }
}

std::string retired_words(std::span<VerifierKey const> signers, std::uint64_t events,
                          std::span<RetiredKey const> retired) {
  RetiredKey const* last = nullptr;
  for (auto const& signer : signers) {
    if (signer.type() == KeyType::cosignature) continue;
    auto const same = [&signer](RetiredKey const& one) { return one.key == signer; };
    auto const found = std::ranges::find_if(retired, same);
    if (found == retired.end() || events <= found->events) return {};
    last = &*found;
  }
  if (last == nullptr) return {};
  return "signé par une clé retirée : elle a passé la main à une autre après " +
         counted(static_cast<std::int64_t>(last->events), "événement", "événements") +
         ", et ce qu'elle signe seule au-delà (" + std::to_string(events) +
         ") ne dit rien du journal";
}

}  // namespace probant::notary
