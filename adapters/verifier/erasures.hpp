// Whether what is erased was erased lawfully, as the events alone tell: by two people, or along
// with something else, or again at a restoration. Who inserts an order into the database has none
// of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/verifier/envelope.hpp"
#include "adapters/verifier/json.hpp"
#include "adapters/verifier/report.hpp"

namespace probant::verifier {

class Erasures {
 public:
  /// Each event of the export, in order. `payload`: null where it is missing.
  void note(Envelope const& envelope, std::string const* payload, JsonReader& reader);
  /// Each order against the events noted; one that names no erased event of the export is left out.
  /// Of one dossier, what only the whole log tells is a notice.
  void check(bool whole_log, Report& report) const;

 private:
  struct Actor {
    std::string id;
    std::string role;
    std::string organisation;
    bool operator==(Actor const&) const = default;
  };
  struct Target {
    std::string dossier;
    std::string type;
    std::string actor;
    bool resolved = false;  ///< right after the resolution of an update, which brought it
  };
  struct Request {
    std::string dossier;
    std::string actor;
    std::string basis;
  };
  struct Order {
    std::int64_t target = 0;
    std::string dossier;
    std::string proposal;
    Actor actor;
    std::optional<std::int64_t> cause;
    std::string basis;
    std::optional<Request> asked;  ///< that it answers
    bool unreadable = false;       ///< the content of a request of the dossier is missing
    bool held = false;             ///< the dossier, or that of the refusals
  };
  struct Restoration {
    std::int64_t position = 0;
    std::int64_t size = 0;
    Actor actor;
  };
  /// `words` empty: lawful. `unknown`: only events that are not here tell, and which these are.
  struct Answer {
    std::string words;
    std::string unknown;
  };

  void note_request(Envelope const& envelope, std::string const* payload, JsonReader& reader);
  void note_order(Envelope const& envelope, std::string const& payload, JsonReader& reader);
  bool is_held(std::string const& dossier) const;
  Answer judge(std::int64_t position, Order const& order, bool whole_log) const;
  Answer judge_along(std::int64_t position, Order const& order, bool whole_log) const;
  Answer judge_asked(Order const& order) const;
  bool follows_at_once(std::int64_t position, Order const& order) const;
  bool is_applied_again(std::int64_t position, Order const& order) const;
  bool goes_with(Order const& order, Order const& cause) const;

  std::map<std::int64_t, Target> erased_;
  std::map<std::int64_t, Order> orders_;
  std::map<std::int64_t, Request> asked_;          ///< and not answered, by position to be erased
  std::set<std::string, std::less<>> unreadable_;  ///< dossiers of requests without content
  std::vector<Restoration> restorations_;
  std::set<std::string, std::less<>> held_;
  std::string last_type_;
  std::int64_t last_position_ = -1;
};

}  // namespace probant::verifier
