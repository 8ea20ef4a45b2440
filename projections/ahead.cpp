#include "projections/ahead.hpp"

#include <algorithm>

namespace probant {
namespace {

constexpr std::int64_t tolerance_seconds = 300;

}  // namespace

std::int64_t seconds_ahead(std::optional<Instant> last_recorded_at, Instant now) {
  if (!last_recorded_at) return 0;
  return std::max<std::int64_t>(last_recorded_at->unix_seconds() - now.unix_seconds(), 0);
}

std::string ahead_words(std::optional<Instant> last_recorded_at, Instant now) {
  if (seconds_ahead(last_recorded_at, now) <= tolerance_seconds) return {};
  return "Le dernier événement est enregistré au " + last_recorded_at->text() +
         ", or l'horloge marque " + now.text() +
         ". D'ici là, ce qui s'enregistre l'est à la première de ces dates, et un acte sans date "
         "(occurred_at) ne prend effet qu'après le dernier de son dossier, fût-il d'alors. Si "
         "l'horloge retarde, mettez-la à l'heure. Si elle avançait quand cet événement a été "
         "enregistré, donnez la date aux actes des dossiers touchés (« probant record », le "
         "service arrêté, pour ceux des établissements) ou prorogez leurs échéances ; ou "
         "restaurez une sauvegarde d'avant.";
}

}  // namespace probant
