#include "adapters/cli/convergence_desk.hpp"

#include "adapters/cli/session.hpp"
#include "adapters/convergence/updates.hpp"
#include "adapters/convergence/webhook.hpp"

namespace probant::cli {

namespace {

convergence::StatusTable const& builtin_statuses() {
  static auto const table = convergence::StatusTable::builtin();
  return table;
}

}  // namespace

std::optional<Proposal> read_fed(std::string_view text, Actor const& voucher,
                                 convergence::StatusTable const& statuses, service::FedLine& line) {
  auto fed = convergence::fed(text, voucher, statuses);
  line.webhook_id = std::move(fed.webhook_id);
  if (auto* proposal = std::get_if<Proposal>(&fed.proposed)) return std::move(*proposal);
  line.issues = std::get<Issues>(std::move(fed.proposed));
  return std::nullopt;
}

service::ConvergenceDesk convergence_desk(ConvergenceSettings const& known) {
  service::ConvergenceDesk desk;
  desk.receive = [known](http::Request const& request) -> std::variant<Proposal, http::Response> {
    if (*known) return convergence::receive(request, **known, wall_clock());
    return http::problem(404, "convergence_not_configured",
                         "Ce service n'a pas de section [convergence] dans sa configuration : il "
                         "ne reçoit rien de la plateforme.");
  };
  desk.resolve = [known](service::Resolving resolving) {
    auto const& statuses = *known ? (*known)->statuses : builtin_statuses();
    return convergence::resolution(
        {std::move(resolving.id), std::move(resolving.actor), resolving.item.position,
         resolving.order.resolution, std::move(resolving.order.grounds),
         std::move(resolving.order.payload)},
        resolving.item.reference, resolving.item.update, statuses);
  };
  desk.feed = [known](std::string_view text, Actor const& voucher, service::FedLine& line) {
    return read_fed(text, voucher, *known ? (*known)->statuses : builtin_statuses(), line);
  };
  return desk;
}

}  // namespace probant::cli
