#include "adapters/outgoing/subscription.hpp"

#include <algorithm>

#include "events/event.hpp"

namespace probant::outgoing {
namespace {

bool among(std::vector<std::string> const& wanted, std::string_view value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

std::string renamed_words(Subscription const& one, Log const& log) {
  auto const past = log.past.find(one.log);
  return "Cet abonnement suivait le journal « " + one.log + " », et celui-ci est « " + log.name +
         " », " +
         (past == log.past.end()
              ? "qui n'en dit pas être la suite."
              : "qui n'en a que ce qui précède la position " + std::to_string(past->second) + ".");
}

std::string shorter_words(Subscription const& one) {
  return "Le journal finit avant la position " + std::to_string(one.next) +
         ", où la suite commencerait : il a été restauré dans un état d'avant.";
}

std::string other_words(Subscription const& one) {
  return "L'événement de la position " + std::to_string(one.next - 1) +
         ", jusqu'où cet abonnement était servi, n'est plus le même : le journal a été restauré "
         "dans un état d'avant, puis a grandi.";
}

}  // namespace

std::string leaf_before(Log const& log, Position next) {
  return log.leaf && next > 0 ? log.leaf(next - 1) : std::string{};
}

bool wants(Filter const& filter, StoredEvent const& event, std::string_view region) {
  return among(filter.types, catalogue[event.type].name) &&
         among(filter.kinds, name_of(event.dossier.kind)) && among(filter.regions, region);
}

Instant vouched_until(Subscription const& one, std::int64_t days) {
  constexpr std::int64_t day_seconds = 86'400;
  return std::max(one.seen_at, one.active_since).plus_seconds(days * day_seconds);
}

bool meet(Subscription& one, Log const& log) {
  if (one.log.empty()) return false;
  bool const renamed = one.log != log.name;
  bool const shorter = one.next > log.size;
  bool const other = !shorter && !one.leaf.empty() && one.leaf != leaf_before(log, one.next);
  if (!renamed && !shorter && !other) return false;
  if (one.state != State::disabled) {
    one.state = State::paused;
    one.why = (renamed   ? renamed_words(one, log)
               : shorter ? shorter_words(one)
                         : other_words(one)) +
              " Dites à partir de quelle position le reprendre (resume?from=).";
  }
  if (!renamed) one.log.clear();  // it may have grown past `next` when it is opened again
  return true;
}

}  // namespace probant::outgoing
