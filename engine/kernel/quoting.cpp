#include "engine/kernel/quoting.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "engine/rules/counted.hpp"
#include "engine/rules/house_rules.hpp"
#include "events/codec/decoder.hpp"
#include "events/codec/utf8.hpp"

namespace probant {
namespace {

using transverse::ProposalRefused;

/// Said in so many words elsewhere too, and of nobody: numbers, days, dossiers.
bool is_reference(std::string const& text) {
  bool const digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits || Date::parse(text) || Instant::parse(text) || DossierId::parse(text);
}

/// The text of a JSON string whose opening quote lies before `at`, which moves behind its closing
/// one. Escapes by number (\u00e9) stay undecoded: only what Convergence sent may have them, and
/// the act that it brought has the character.
std::string string_at(std::string_view json, std::size_t& at) {
  std::string text;
  for (; at < json.size() && json[at] != '"'; ++at) {
    bool const escaped = json[at] == '\\' && at + 1 < json.size();
    if (escaped) ++at;
    text += escaped && json[at] == 'n' ? '\n' : escaped && json[at] == 't' ? '\t' : json[at];
  }
  ++at;
  return text;
}

/// The texts of a JSON object, its keys left out, also of JSON that it keeps as text: what
/// Convergence sent.
void add_texts(std::string_view json, std::set<std::string>& texts) {
  for (std::size_t at = 0; at < json.size();) {
    if (json[at++] != '"') continue;
    auto text = string_at(json, at);
    auto const next = json.find_first_not_of(" \t\r\n", at);
    if (next != std::string_view::npos && json[next] == ':') continue;
    if (text.starts_with('{')) add_texts(text, texts);
    if (!is_reference(text)) texts.insert(std::move(text));
  }
}

/// What goes with one erasure, and where it may have been refused with a word of it.
class Going {
 public:
  Going(EventStore const& store, World const& world, Position position,
        std::vector<Echo> const& echoes)
      : store_{store}, world_{world} {
    take_with_corrections(position);
    for (auto const& echo : echoes) {
      if (echo.stays.empty()) take_with_corrections(echo.position);
    }
  }

  bool is_gone(Position position) const { return positions_.contains(position); }
  std::set<DossierId> const& dossiers() const { return dossiers_; }

  /// As refusals quote it, or as another refusal was told it.
  bool is_in(ProposalRefused const& refused) const {
    return std::ranges::any_of(refused.reasons, [&](transverse::RefusalReason const& reason) {
      auto const& message = reason.message.value;
      auto const quotes = [&](std::string const& text) {
        return message.find(text) != std::string::npos;
      };
      return told_.contains(message) || std::ranges::any_of(quoted_, quotes);
    });
  }

 private:
  void take_with_corrections(Position position) {
    auto const dossier = take(position);
    auto const* known = dossier ? world_.find(*dossier) : nullptr;
    if (known == nullptr) return;
    auto const& corrections = known->transverse.corrections;
    auto const found = corrections.find(position);
    if (found == corrections.end()) return;
    for (auto const one : found->second) take(one);
  }

  std::optional<DossierId> take(Position position) {
    std::optional<DossierId> dossier;
    store_.scan(position, position + 1, [&](StoredEvent const& stored) {
      if (stored.erased) return false;
      dossier = stored.dossier;
      auto const event = decode_stored(stored.type, stored.schema, stored.payload);
      positions_.insert(position);
      look_at(stored.dossier);
      if (auto const* receipt = std::get_if<convergence::UpdateReceived>(&event.body)) {
        look_at(receipt->concerns);
      }
      if (auto const* refused = std::get_if<ProposalRefused>(&event.body)) {
        for (auto const& reason : refused->reasons) {
          auto const& message = reason.message.value;
          if (message.find("« ") != std::string::npos) told_.insert(message);
        }
        return false;
      }
      std::set<std::string> texts;
      add_texts(stored.payload, texts);
      for (auto const& text : texts) quoted_.insert("« " + excerpt(text) + " »");
      return false;
    });
    return dossier;
  }

  void look_at(DossierId const& dossier) {
    bool const refusals = dossier.kind == DossierKind::refusals;
    dossiers_.insert(refusals ? dossier : DossierId::refusals_of(dossier));
  }

  EventStore const& store_;
  World const& world_;
  std::set<Position> positions_;
  std::set<DossierId> dossiers_;
  std::set<std::string> quoted_;
  std::set<std::string> told_;
};

std::vector<Position> repeated_in(DossierId const& refusals, Going const& going,
                                  EventStore const& store) {
  std::vector<Position> found;
  store.scan_dossier(refusals, [&](StoredEvent const& stored) {
    if (stored.erased || going.is_gone(stored.position)) return true;
    auto const event = decode_stored(stored.type, stored.schema, stored.payload);
    auto const* refused = std::get_if<ProposalRefused>(&event.body);
    if (refused != nullptr && going.is_in(*refused)) found.push_back(stored.position);
    return true;
  });
  return found;
}

std::string words(std::vector<Position> const& positions, DossierId const& refusals) {
  constexpr std::size_t shown_max = 1'000;  // a warning has to fit into its envelope
  std::string listed;
  for (std::size_t i = 0; i < std::min(positions.size(), shown_max); ++i) {
    add_number(listed, static_cast<std::size_t>(positions[i]));
  }
  if (positions.size() > shown_max) {
    listed += " et " + std::to_string(positions.size() - shown_max) + " autres";
  }
  bool const one = positions.size() == 1;
  auto const first = "« probant erase " + std::to_string(positions.front()) + " --basis … »";
  return (one ? "Un refus peut" : std::to_string(positions.size()) + " refus peuvent") +
         std::string{" répéter ce contenu, dans "} + refusals.text() +
         (one ? " : position " : " : positions ") + listed +
         (one ? ". Il reste ; pour l'effacer aussi : " + first + "."
              : ". Ils restent ; pour les effacer aussi, un par un : " + first + ".");
}

}  // namespace

void warn_of_refusals(Position position, std::vector<Echo> const& echoes, EventStore const& store,
                      World const& world, Verdict& verdict) {
  Going const going{store, world, position, echoes};
  for (auto const& dossier : going.dossiers()) {
    auto const found = repeated_in(dossier, going, store);
    if (found.empty()) continue;
    verdict.warn("refusals_may_repeat", words(found, dossier), house_rule("dossier.erasure"));
  }
}

}  // namespace probant
