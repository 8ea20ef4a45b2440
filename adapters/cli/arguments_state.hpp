// What the options are read into, and what every command has; for the files that describe commands.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/usage.hpp"

namespace probant::cli {

struct State {
  Common common;
  InitOptions init;
  RecordOptions record;
  ImportOptions import;
  DossierOptions dossier;
  DeadlinesOptions deadlines;
  ExposureOptions exposure;
  ExplainOptions explain;
  WhatifOptions whatif;
  SearchOptions search;
  RulesOptions rules;
  SimulateOptions simulate;
  EraseOptions erase;
  BackupOptions backup;
  RestoreOptions restore;
  VerifyOptions verify;
  RotateKeyOptions rotate_key;
  ExportOptions export_to;
  ProveOptions prove;
  WitnessOptions witness;
  ServeOptions serve;
  TokenOptions token;
  InboxOptions inbox;
  FeedOptions feed;
  TimestampOptions timestamp;
  std::string word;  ///< the one positional word of diagram and events
  std::string at, valid_at, known_at, until, expires, format = "text";
  std::function<int()> run;
};

/// Example, store and format, and what to run.
void add_common(CLI::App* sub, State& state, std::string const& example,
                std::vector<std::string> const& formats, std::function<int()> run);
CLI::App* command(CLI::App& app, State& state, std::string const& name, std::string const& does,
                  std::string const& example, std::vector<std::string> const& formats,
                  std::function<int()> run);
/// Nothing from an empty text; throws UsageError naming the option.
std::optional<Instant> moment(std::string const& text, std::string const& option);

void add_service(CLI::App& app, State& state);
void add_convergence(CLI::App& app, State& state);

}  // namespace probant::cli
