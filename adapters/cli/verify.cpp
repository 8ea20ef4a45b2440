// probant verify: recomputes the log from its stored bytes and names the first bad position.
#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "engine/log/check.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {

int run_verify(Common const& common) {
  auto const store = open_to_read(common);
  auto const check = check_log(*store);
  if (common.format == Format::json) {
    JsonObject object;
    object.flag("verified", check.good()).number("events", check.checked);
    object.number("erased", check.erased).text("root", check.root.text());
    object.number_or_null("first_bad_position", check.first_bad);
    if (!check.good()) object.text("reason", check.why);
    print(object.json() + "\n");
  } else if (!check.good()) {
    print(coloured(Colour::red, "Journal altéré") +
          (check.first_bad ? " à la position " + std::to_string(*check.first_bad) : "") + " : " +
          check.why + "\n");
  } else {
    print(coloured(Colour::green, "Journal intègre") + " : " + std::to_string(check.checked) +
          " événements, racine " + check.root.text() + "\n");
  }
  return check.good() ? exit_done : exit_no;
}

}  // namespace probant::cli
