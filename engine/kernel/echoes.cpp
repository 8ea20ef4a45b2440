#include "engine/kernel/echoes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "engine/kernel/content.hpp"
#include "engine/kernel/replay.hpp"
#include "engine/rules/house_rules.hpp"
#include "engine/transverse/decide.hpp"

namespace probant {
namespace {

using convergence::UpdateReceived;
using convergence::UpdateResolved;

/// One that may hold the content, itself not erased. `act`: what a receipt brought, applied at once
/// or by a person.
struct Place {
  Position position = 0;
  DossierId dossier;
  Event event;
  Content content;
  std::optional<Position> act{};
  bool waits = false;
};

class Search {
 public:
  Search(EventStore const& store, World const& world) : store_(store), world_(world) {}

  std::vector<Echo> around(Position position) {
    auto const fact = read_fact(store_, position);
    if (!fact) return {};
    auto const* receipt = std::get_if<UpdateReceived>(&fact->event.body);
    auto const& concerned = receipt ? receipt->concerns : fact->dossier;
    // What brought an act stands right before it, see Engine::bring.
    auto const before = receipt ? std::nullopt : read_fact(store_, position - 1);
    auto const& own = before ? before->dossier : fact->dossier;
    for (auto const* number : numbers_of(concerned, own)) {
      gather_receipts(*number);
    }
    // Where nothing came from Convergence, each act is one of its own.
    if (places_.empty()) return {};
    gather_acts(concerned);
    return echoes(position);
  }

 private:
  std::vector<Dossier const*> numbers_of(DossierId const& concerned, DossierId const& own) const {
    auto found = world_.dossiers();
    std::erase_if(found, [&](Dossier const* one) {
      auto const* state = std::get_if<ConvergenceState>(&one->state);
      return state == nullptr ||
             (state->concerns && state->concerns != concerned && one->id != own);
    });
    return found;
  }

  void gather_receipts(Dossier const& number) {
    auto const amendments = amendments_of(store_, number.id, {});
    auto const& waiting = std::get<ConvergenceState>(number.state).kept;
    EventReader reader;
    std::map<Position, Position> brought;
    std::vector<Place> found;
    store_.scan_dossier(number.id, [&](StoredEvent const& stored) {
      auto const& body = reader.read_amended(stored, amendments).event.body;
      if (auto const* receipt = std::get_if<UpdateReceived>(&body)) {
        bool const applied = receipt->disposition == convergence::Disposition::applied;
        if (applied) brought[stored.position] = stored.position + 1;
        if (!stored.erased) found.push_back(place_of(stored));
      } else if (auto const* resolved = std::get_if<UpdateResolved>(&body)) {
        bool const applied = resolved->resolution == convergence::Resolution::applied;
        if (applied) brought[resolved->position.value] = stored.position + 1;
      }
      return true;
    });
    for (auto& place : found) {
      if (auto const act = brought.find(place.position); act != brought.end()) {
        place.act = act->second;
      }
      place.waits = waiting.contains(place.position);
      places_.push_back(std::move(place));
    }
  }

  void gather_acts(DossierId const& dossier) {
    store_.scan_dossier(dossier, [&](StoredEvent const& stored) {
      if (stored.erased || catalogue[stored.type].in_any_dossier) return true;
      auto place = place_of(stored);
      // The receipt itself, where its own number is what it is looked for in.
      if (!std::holds_alternative<UpdateReceived>(place.event.body)) {
        places_.push_back(std::move(place));
      }
      return true;
    });
  }

  /// As it was recorded, corrections left aside: they go with it or stay with it.
  Place place_of(StoredEvent const& stored) {
    auto event = decode_stored(stored.type, stored.schema, stored.payload);
    auto content = contents_.of(event);
    return {stored.position, stored.dossier, std::move(event), std::move(content)};
  }

  bool is_there(Position position) const {
    bool there = false;
    store_.scan(position, position + 1, [&](StoredEvent const& stored) {
      there = !stored.erased;
      return false;
    });
    return there;
  }

  Place const* at(Position position) const {
    auto const found = std::ranges::find(places_, position, &Place::position);
    return found == places_.end() ? nullptr : &*found;
  }

  std::vector<Echo> echoes(Position position) const {
    auto const* own = at(position);
    if (own == nullptr) return {};
    std::vector<Content> contents{own->content};
    for (auto const& place : places_) {
      if (place.act == position) contents.push_back(place.content);
    }
    std::vector<Echo> found;
    for (auto const& place : places_) {
      if (place.position == position) continue;
      bool const tied = place.act == position || own->act == place.position;
      bool const same = std::ranges::find(contents, place.content) != contents.end();
      if (tied || same) {
        found.push_back({place.position, place.dossier, why(place, *own, same)});
      } else if (std::holds_alternative<UpdateReceived>(place.event.body) && !place.act &&
                 is_of_its_numbers(place, *own)) {
        found.push_back({place.position, place.dossier,
                         "ce n'est pas le même contenu ; pour en effacer une aussi : « probant "
                         "erase POSITION --basis … »",
                         false});
      }
    }
    std::ranges::sort(found, {}, &Echo::position);
    return found;
  }

  /// Under a number by which the event came, or which it stands in itself.
  bool is_of_its_numbers(Place const& place, Place const& own) const {
    return place.dossier == own.dossier || std::ranges::any_of(places_, [&](Place const& one) {
             return one.act == own.position && one.dossier == place.dossier;
           });
  }

  /// Why a place that is tied to the event, or says the same, is not emptied with it.
  std::string why(Place const& place, Place const& own, bool same) const {
    if (auto reason = why_never_erased(place.event, place.dossier, world_); !reason.empty()) {
      return reason;
    }
    bool const at_once = own.act == own.position + 1;
    if (place.act == own.position) return {};
    if (own.act == place.position && (same || at_once)) return {};
    auto const by_itself = " ; pour l'effacer aussi : « probant erase " +
                           std::to_string(place.act ? *place.act : place.position) + " --basis … »";
    if (own.act == place.position) {
      return "l'acte a été appliqué avec d'autres données que celles reçues" + by_itself;
    }
    if (!std::holds_alternative<UpdateReceived>(place.event.body)) {
      return "c'est un autre acte" + by_itself;
    }
    if (place.act && is_there(*place.act)) {
      return "cette réception a apporté un autre acte, à la position " +
             std::to_string(*place.act) + by_itself;
    }
    if (place.waits && place.content.type != own.content.type) {
      return "cette mise à jour attend une décision et porte un autre statut" + by_itself;
    }
    return {};
  }

  EventStore const& store_;
  World const& world_;
  Contents contents_;
  std::vector<Place> places_;
};

/// "aux positions 3, 5 et 9, dans convergence:CVG-1"
std::string places(std::vector<Position> const& positions, std::string const& dossier) {
  constexpr std::size_t shown_max = 1'000;  // a warning has to fit into its envelope
  auto const shown = std::min(positions.size(), shown_max);
  std::string text = positions.size() > 1 ? "aux positions " : "à la position ";
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == positions.size() ? " et " : ", ";
    text += std::to_string(positions[i]);
  }
  if (positions.size() > shown) {
    text += " et à " + std::to_string(positions.size() - shown) + " autres";
  }
  return text + ", dans " + dossier;
}

}  // namespace

std::vector<Echo> echoes_of(Position position, EventStore const& store, World const& world) {
  return Search{store, world}.around(position);
}

std::optional<Position> emptied_by(EventBody const& erasure) {
  if (auto const* asked = std::get_if<transverse::ErasureRequested>(&erasure)) {
    return asked->position.value;
  }
  if (auto const* ordered = std::get_if<transverse::PayloadErased>(&erasure)) {
    return ordered->position.value;
  }
  return std::nullopt;
}

void warn_of_echoes(std::vector<Echo> const& echoes, Verdict& verdict) {
  std::map<std::tuple<std::string, std::string, bool>, std::vector<Position>> alike;
  for (auto const& echo : echoes) {
    alike[{echo.stays, echo.dossier.text(), echo.alike}].push_back(echo.position);
  }
  for (auto const& [where, positions] : alike) {
    auto const& [stays, dossier, same] = where;
    if (!same) {
      verdict.warn("others_under_its_number",
                   "D'autres mises à jour de la même référence, que nul acte ne porte, sont " +
                       places(positions, dossier) +
                       ". Elles y restent, et peuvent parler de la même personne : " + stays + ".",
                   house_rule("dossier.erasure"));
      continue;
    }
    verdict.warn(
        "content_stands_twice",
        "Le même contenu est aussi " + places(positions, dossier) +
            (stays.empty() ? " : il s'efface avec lui." : " : il y reste, car " + stays + "."),
        house_rule("dossier.erasure"));
  }
}

}  // namespace probant
