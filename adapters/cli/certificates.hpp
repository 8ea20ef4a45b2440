// Backup certificates: reading one that can be believed, and comparing a store with it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "adapters/notary/notary.hpp"
#include "adapters/sqlite/event_store.hpp"
#include "engine/log/check.hpp"
#include "projections/certificate.hpp"

namespace probant::cli {

/// Who a restoration's own events are recorded for.
inline constexpr std::string_view restorer_account = "probant-restore";

/// Where a backup keeps it.
std::filesystem::path certificate_file(std::filesystem::path const& backup);

/// Refuses a backup, whole or not, whoever put a key there: what wrote to it would be a second
/// history, or make it one that can be restored no more. Nothing of it is opened. Throws
/// StoreError.
void ensure_no_backup(std::filesystem::path const& store);

/// Of the whole file, read piece by piece. Throws StoreError.
Sha256 sha256_of_file(std::filesystem::path const& file);

/// Signed by one of the log's keys, whose name is its origin, before that handed over. Throws
/// StoreError when it is not.
BackupCertificate read_certificate(std::filesystem::path const& file,
                                   notary::Evidence const& evidence);

/// Files of `evidence/` in a backup, by name, with their digests: those whose absence nothing else
/// would tell. Settings may be put right by hand, and events name the time stamps.
std::map<std::string, Sha256> evidence_beside(std::filesystem::path const& backup);

/// One French sentence for each file that was certified to lie beside the log of a backup and does
/// not, or is another.
std::vector<std::string> missing_beside(BackupCertificate const& certified,
                                        std::filesystem::path const& backup);

/// What the store, checked and replayed, has to say for itself.
BackupCertificate certificate_of(SqliteEventStore const& store, LogCheck const& check,
                                 std::filesystem::path const& directory, std::string origin,
                                 Instant made_at);

/// One French sentence for each thing in which the store is not what was certified. Projections of
/// another version of the program are not compared.
std::vector<std::string> differences(BackupCertificate const& certified,
                                     BackupCertificate const& found);

}  // namespace probant::cli
