// The service's desk for Convergence, made of what the configuration says.
#pragma once

#include "adapters/convergence/settings.hpp"
#include "adapters/service/convergence.hpp"

namespace probant::cli {

/// May be changed on the service's thread.
using ConvergenceSettings = std::shared_ptr<std::optional<convergence::Settings>>;

/// Without a configuration nothing is received (404), and what waits is resolved by the built-in
/// status table.
service::ConvergenceDesk convergence_desk(ConvergenceSettings const& settings);

/// One line of a file of missed updates: see service::ConvergenceDesk::feed.
std::optional<Proposal> read_fed(std::string_view text, Actor const& voucher,
                                 convergence::StatusTable const& statuses, service::FedLine& line);

}  // namespace probant::cli
