// The [convergence] section of the service's configuration: the keys that updates are signed with,
// and the status table.
#pragma once

#include <vector>

#include "adapters/convergence/statuses.hpp"
#include "adapters/settings/reader.hpp"
#include "adapters/webhooks/signature.hpp"

namespace probant::convergence {

/// Several keys are good at once, so that they can be rotated.
struct Settings {
  std::vector<webhooks::Secret> secrets;
  std::vector<webhooks::PublicKey> public_keys;
  StatusTable statuses = StatusTable::builtin();
  bool secrets_inline = false;  ///< some stand in the configuration itself
};

/// `section` as the reader's file has it. `secret_files` are named from `directory`, one secret a
/// line. Throws settings::SettingsError, which never repeats a secret.
Settings read_settings(settings::Reader const& reader, toml::node const& section,
                       std::string const& directory);

}  // namespace probant::convergence
