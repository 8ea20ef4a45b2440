// What the command-line library shows and says, in French. Only for main.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace probant::verifier {

/// French headings for the help of `app` and of the commands added to it afterwards.
void speak_french(CLI::App& app);

/// Why the arguments were not understood, on one line, and where to read on.
std::string in_french(CLI::ParseError const& error);

CLI::Validator one_of_text_and_json();

}  // namespace probant::verifier
