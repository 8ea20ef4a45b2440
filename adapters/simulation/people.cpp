#include "adapters/simulation/people.hpp"

#include <array>

namespace probant::simulation {
namespace {

constexpr std::array<std::string_view, 16> first_names{
    "Camille", "Dominique", "Claude",  "Nadia",  "Philippe", "Sophie", "Mehdi",  "Hélène",
    "Yann",    "Aïcha",     "Laurent", "Élodie", "Bruno",    "Chloé",  "Thomas", "Inès"};
constexpr std::array<std::string_view, 16> last_names{
    "Martin", "Bernard", "Petit",  "Durand", "Moreau",  "Lefèvre", "Roux",  "Garnier",
    "Faure",  "Mercier", "Benali", "Hoarau", "Le Gall", "Nguyen",  "Rossi", "Schmitt"};
constexpr std::array<std::string_view, 3> ars_qualities{
    "Directrice générale", "Directeur général adjoint", "Directrice de l'innovation"};
constexpr std::array<std::string_view, 3> ans_qualities{
    "Directrice du financement", "Directeur des programmes", "Responsable du contrôle"};

std::string_view any(auto const& words, Random& random) { return random.pick(words); }

AdministrativeDecision decision(std::string_view quality, std::string service, Date signed_on,
                                Random& random) {
  AdministrativeDecision made;
  made.author = Author{std::string{any(first_names, random)}, std::string{any(last_names, random)},
                       std::string{quality}, std::move(service)};
  if (quality != ars_qualities.front() && quality != ans_qualities.front()) {
    made.delegation = Line{"Délégation de signature du 02/01/2026"};
  }
  made.signed_on = signed_on;
  made.remedies = Prose{
      "Recours gracieux auprès de l'auteur de la décision ou recours contentieux devant le "
      "tribunal administratif, dans les deux mois de la notification."};
  return made;
}

Actor of_ars(Region region, std::string_view id, Role role) {
  return {"ars-" + region.text() + "-" + std::string{id}, role, region.text()};
}

}  // namespace

Actor establishment(Entity entity) {
  return {"es-" + entity.text(), Role::establishment, entity.text()};
}
Actor convergence() { return {"convergence", Role::convergence, "convergence"}; }
Actor registrar() { return {"registre", Role::operator_, ""}; }
Actor ars(Region region) { return of_ars(region, "instruction", Role::ars); }
Actor ars_authorising_officer(Region region) {
  return of_ars(region, "ordonnateur", Role::ars_authorising_officer);
}
Actor ars_accounting_officer(Region region) {
  return of_ars(region, "comptable", Role::ars_accounting_officer);
}
Actor ans() { return {"ans-instruction", Role::ans, "ANS"}; }
Actor ans_authorising_officer() {
  return {"ans-ordonnateur", Role::ans_authorising_officer, "ANS"};
}
Actor ans_accounting_officer() { return {"ans-comptable", Role::ans_accounting_officer, "ANS"}; }

Actor in_role(Actor actor, Role role) {
  actor.role = role;
  return actor;
}

Line person_name(Random& random) {
  auto const first = any(first_names, random);
  auto const last = any(last_names, random);
  return std::string{first} + " " + std::string{last};
}

AdministrativeDecision ars_decision(Region region, Date signed_on, Random& random) {
  auto const quality = any(ars_qualities, random);
  return decision(quality, "ARS " + region_name(region), signed_on, random);
}

AdministrativeDecision ans_decision(Date signed_on, Random& random) {
  auto const quality = any(ans_qualities, random);
  return decision(quality, "Agence du numérique en santé", signed_on, random);
}

AdministrativeDecision without_author(AdministrativeDecision decision) {
  decision.author.reset();
  return decision;
}

}  // namespace probant::simulation
