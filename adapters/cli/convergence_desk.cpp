#include "adapters/cli/convergence_desk.hpp"

#include "adapters/cli/session.hpp"
#include "adapters/convergence/updates.hpp"
#include "adapters/convergence/webhook.hpp"

namespace probant::cli {

service::ConvergenceDesk convergence_desk(ConvergenceSettings const& known) {
  service::ConvergenceDesk desk;
  desk.receive = [known](http::Request const& request) -> std::variant<Proposal, http::Response> {
    if (*known) return convergence::receive(request, **known, wall_clock());
    return http::problem(404, "convergence_not_configured",
                         "Ce service n'a pas de section [convergence] dans sa configuration : il "
                         "ne reçoit rien de la plateforme.");
  };
  desk.resolve = [known](service::Resolving resolving) {
    auto const& statuses = *known ? (*known)->statuses : convergence::StatusTable::builtin();
    return convergence::resolution(
        {std::move(resolving.id), std::move(resolving.actor), resolving.item.position,
         resolving.order.resolution, std::move(resolving.order.grounds),
         std::move(resolving.order.payload)},
        resolving.item.reference, resolving.item.update, statuses);
  };
  return desk;
}

}  // namespace probant::cli
