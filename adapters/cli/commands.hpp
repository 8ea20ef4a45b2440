// Every command as plain options and a function that returns an exit status. main.cpp reads the
// arguments into these; nothing else knows the command-line library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/values/instant.hpp"

namespace probant::cli {

enum class Format : std::uint8_t { text, json, csv, ics };

/// What every command knows. `store` is a directory.
struct Common {
  std::string store;
  Format format = Format::text;
};

struct InitOptions {
  bool simulation = false;
  std::string origin;  ///< empty: one of its own
};
struct RecordOptions {
  std::string file;  ///< "-" is standard input
  bool clock_from_proposals = false;
  bool wait_for_checkpoint = false;  ///< each answer carries its receipt
};
struct RotateKeyOptions {
  std::string by;
  std::string grounds;
};
struct VerifyOptions {
  std::vector<std::string> checkpoints;  ///< files of earlier checkpoints
  std::string tsa_ca;                    ///< certificates; empty: those of the settings
  bool offline = false;                  ///< witnesses are not asked
};
struct ImportOptions {
  std::string kind;
  std::string file;
  std::string map;  ///< empty: none
  std::string by;   ///< empty: nobody is named
  bool accept_older = false;
};
/// What was true at `valid_at`, as far as was known at `known_at`; absent: no bound.
struct PastOptions {
  std::optional<Instant> valid_at;
  std::optional<Instant> known_at;
};
struct DossierOptions {
  std::string dossier;
  PastOptions past;
};
struct DeadlinesOptions {
  std::optional<Instant> at;  ///< absent: now
  std::optional<Instant> known_at;
  std::string region;
  std::string responsible;
  std::vector<std::string> states;  ///< empty: all
  std::string dossier;
  bool fail_if_overdue = false;
};
struct ExposureOptions {
  std::optional<Instant> at;
  std::optional<Instant> known_at;
  std::string region;
  std::string dossier;
  std::string by;  ///< dossier, region, programme, beneficiary or payer
};
struct ExplainOptions {
  std::string dossier;
  std::string figure;
  PastOptions past;
};
struct WhatifOptions {
  std::string rulebook;  ///< file, or empty
  std::string events;    ///< file, or empty
  PastOptions past;
};
struct SearchOptions {
  std::string query;
  std::string kind;
  std::string region;
  std::string phase;
};
struct RulesOptions {
  std::string diff;  ///< a version, or empty
};
struct WitnessOptions {
  std::string listen;
  std::string state;              ///< directory
  std::vector<std::string> logs;  ///< verifier keys
  std::string name;               ///< of a new witness; empty: one of its own
};
struct ServeOptions {
  std::string listen = "127.0.0.1:8080";
  std::string url;             ///< where others reach it; empty: where it listens
  std::string config;          ///< TOML file; empty: nothing to configure
  std::string metrics_listen;  ///< empty: on `listen`, when that is loopback
  std::string access_log;      ///< directory; empty: in the store; "-": standard error
  std::int64_t access_days = 365;
  std::string tls_certificate;    ///< PEM file; empty: plain HTTP
  std::string tls_key;            ///< PEM file
  std::int64_t token_rate = 100;  ///< requests a second with one token; 0: no limit
};
/// `id`: the sender's, of a kept update.
struct InboxOptions {
  std::string id;
  bool apply = false;  ///< else it is dismissed
  std::string by;
  std::string role = "ans";
  std::string organisation;
  std::string grounds;
  std::string data;    ///< file of the corrected data; empty: as sent
  std::string config;  ///< file; empty: the built-in status table
};
struct FeedOptions {
  std::string file;  ///< "-" is standard input
  std::string by;
  std::string config;  ///< file; empty: the built-in status table
};
/// One of them is made, listed or revoked.
struct TokenOptions {
  std::string name;  ///< an account
  std::string role;
  std::string organisation;
  std::optional<Instant> expires_at;  ///< absent: in a year
  bool calendar = false;              ///< for the address of a calendar alone
  std::string url;                    ///< of the service, for that address; may be empty
  std::string id;                     ///< of the one to revoke
};
struct TimestampOptions {
  std::string tsa;  ///< URL; empty: that of the settings
  std::string ca;   ///< certificates; empty: those of the settings
};
struct EraseOptions {
  std::int64_t position = 0;
  std::string basis;  ///< empty when confirming: that of the request
  std::string by;     ///< an account
  std::string role = "ans";
  std::string organisation;
  bool confirm = false;
};
struct BackupOptions {
  std::string directory;
  bool offline = false;  ///< witnesses are not asked
};
struct RestoreOptions {
  std::string directory;                 ///< of the backup
  std::string key;                       ///< file of the kept signing key, or empty
  std::vector<std::string> checkpoints;  ///< known from outside
  std::vector<std::string> erasures;     ///< lists kept outside
  bool accept_loss = false;
  bool assume_complete = false;  ///< the operator affirms that the backup misses nothing
  bool drill = false;            ///< an exercise: of another name, told to nobody
};
struct SimulateOptions {
  std::string establishments;
  std::uint64_t seed = 1;
  std::optional<Instant> until;
  std::uint64_t scale = 1;  ///< at most 1000
};
/// `dossier`: one, or "all". `to` is a folder that does not exist yet, or is empty.
struct ExportOptions {
  std::string dossier;
  std::string to;
  bool offline = false;           ///< witnesses are not asked
  bool without_passages = false;  ///< even when one from a key to the next is missing
};
/// Of one event, or that the log goes on from its first `from` events.
struct ProveOptions {
  static constexpr std::uint64_t none = UINT64_MAX;
  std::uint64_t position = none;  ///< at most that of a signed number
  std::uint64_t from = none;
  std::string to;  ///< a file; empty: standard output
};

int run_init(Common const& common, InitOptions const& options);
int run_record(Common const& common, RecordOptions const& options);
int run_import(Common const& common, ImportOptions const& options);
int run_history(Common const& common, DossierOptions const& options);
int run_show(Common const& common, DossierOptions const& options);
int run_deadlines(Common const& common, DeadlinesOptions const& options);
int run_exposure(Common const& common, ExposureOptions const& options);
int run_explain(Common const& common, ExplainOptions const& options);
int run_whatif(Common const& common, WhatifOptions const& options);
int run_search(Common const& common, SearchOptions const& options);
int run_rules(Common const& common, RulesOptions const& options);
int run_diagram(Common const& common, std::string const& kind);
int run_events(Common const& common, std::string const& type);
int run_verify(Common const& common, VerifyOptions const& options);
int run_rotate_key(Common const& common, RotateKeyOptions const& options);
int run_export(Common const& common, ExportOptions const& options);
int run_prove(Common const& common, ProveOptions const& options);
int run_witness(Format format, WitnessOptions const& options);
int run_serve(Common const& common, ServeOptions const& options);
int run_token_create(Common const& common, TokenOptions const& options);
int run_token_list(Common const& common);
int run_token_revoke(Common const& common, TokenOptions const& options);
int run_inbox_list(Common const& common);
int run_inbox_show(Common const& common, InboxOptions const& options);
int run_inbox_resolve(Common const& common, InboxOptions const& options);
int run_feed(Common const& common, FeedOptions const& options);
int run_cosign(Common const& common);
int run_timestamp(Common const& common, TimestampOptions const& options);
int run_erase(Common const& common, EraseOptions const& options);
int run_backup(Common const& common, BackupOptions const& options);
int run_restore(Common const& common, RestoreOptions const& options);
int run_simulate(Common const& common, SimulateOptions const& options);

}  // namespace probant::cli
