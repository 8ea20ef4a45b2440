// probant verify: recomputes the log from its stored bytes and names the first bad position.
#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "engine/log/check.hpp"
#include "events/codec/json_text.hpp"

namespace probant::cli {

int run_verify(Common const& common) {
  auto const store = open_to_read(common);
  auto const check = check_log(*store);
  if (common.format == Format::json) {
    std::string out;
    JsonWriter json{out};
    json.begin_object().member("verified", !check.bad_position.has_value());
    json.member("events", check.events).member("root", check.root.text());
    if (check.bad_position) {
      json.member("bad_position", *check.bad_position).member("reason", check.reason);
    }
    json.end_object();
    print(out + "\n");
  } else if (check.bad_position) {
    print(coloured(Colour::red, "Journal altéré") + " à la position " +
          std::to_string(*check.bad_position) + " : " + check.reason + "\n");
  } else {
    print(coloured(Colour::green, "Journal intègre") + " : " + std::to_string(check.events) +
          " événements, racine " + check.root.text() + "\n");
  }
  return check.bad_position ? exit_no : exit_done;
}

}  // namespace probant::cli
