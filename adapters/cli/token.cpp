// probant token: who may use the service, as whom and until when.
#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/listening.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/token_file.hpp"
#include "engine/kernel/authorise.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

using service::Token;
using service::TokenUse;

constexpr std::int64_t year_seconds = 365 * 86'400;

std::string_view state_of(Token const& token, Instant now) {
  if (token.revoked_at) return "revoked";
  return token.good_at(now) ? "active" : "expired";
}

std::string state_label(Token const& token, Instant now) {
  if (token.revoked_at) return "révoqué le " + to_french(*token.revoked_at);
  return (token.good_at(now) ? "jusqu'au " : "expiré le ") + to_french(token.expires_at);
}

std::string to_json(Token const& token, Instant now) {
  return JsonObject{}
      .text("id", token.id())
      .text("name", token.actor.id)
      .text("role", name_of(token.actor.role))
      .text("organisation", token.actor.organisation)
      .text("use", name_of(token.use))
      .text("created_at", token.created_at.text())
      .text("expires_at", token.expires_at.text())
      .text_or_null("revoked_at", token.revoked_at)
      .text("state", state_of(token, now))
      .json();
}

/// The file belongs to a store, and is not made where there is none.
TokenFile token_file(Common const& common) {
  open_to_read(common);
  TokenFile file{common.store};
  auto const why = file.rights_problem();
  if (!why.empty()) complain("probant : " + why);
  return file;
}

TokenFile token_file_to_change(Common const& common) {
  ensure_no_backup(common.store);
  return token_file(common);
}

}  // namespace

int run_token_create(Common const& common, TokenOptions const& options) {
  Actor const actor{options.name, parse_name<Role>(options.role).value_or(Role::auditor),
                    options.organisation};
  auto const why = service::refuse_holder(actor);
  if (!why.empty()) throw UsageError("jeton refusé : " + why + ".");
  auto const now = wall_clock();
  auto const expires_at = options.expires_at.value_or(now.plus_seconds(year_seconds));
  if (expires_at <= now) throw UsageError("--expires : cet instant est déjà passé.");
  auto const url = options.url.empty() ? std::string{} : service_url(options.url);
  auto const use = options.calendar ? TokenUse::calendar : TokenUse::api;
  std::string secret;
  std::string json;
  auto file = token_file_to_change(common);
  file.change([&](service::TokenBook& book) {
    secret = book.issue(actor, use, now, expires_at, random_bytes());
    json = to_json(book.tokens().back(), now);
  });
  auto const address = options.calendar ? url + "/v1/deadlines.ics?link=" + secret : std::string{};
  if (common.format == Format::json) {
    auto const link = address.empty() ? "" : ",\"url\":\"" + address + "\"";
    print(json.substr(0, json.size() - 1) + ",\"token\":\"" + secret + "\"" + link + "}\n");
    return exit_done;
  }
  complain("Ce jeton ne sera plus montré ; valable jusqu'au " + to_french(expires_at) + " :");
  print((address.empty() ? secret : address) + "\n");
  return exit_done;
}

int run_token_list(Common const& common) {
  auto const now = wall_clock();
  auto const book = token_file(common).current();
  if (common.format == Format::json) {
    print(json_array(book->tokens(), [&](Token const& token) { return to_json(token, now); }) +
          "\n");
    return exit_done;
  }
  Table table{{{"ID", "COMPTE", "RÔLE", "ORGANISATION", "USAGE", "ÉTAT"}}, {}, {}};
  for (auto const& token : book->tokens()) {
    table.rows.push_back({token.id(), token.actor.id, std::string{role_label(token.actor.role)},
                          token.actor.organisation,
                          token.use == TokenUse::calendar ? "calendrier" : "service",
                          state_label(token, now)});
  }
  print(to_text(table));
  return exit_done;
}

int run_token_revoke(Common const& common, TokenOptions const& options) {
  auto const now = wall_clock();
  std::string json;
  auto file = token_file_to_change(common);
  file.change([&](service::TokenBook& book) {
    auto const* token = book.revoke(options.id, now);
    if (!token) {
      throw UsageError("« " + options.id +
                       " » n'est pas un jeton de ce magasin ; « probant token "
                       "list » les montre.");
    }
    json = to_json(*token, now);
  });
  print(common.format == Format::json ? json + "\n" : "Jeton " + options.id + " révoqué.\n");
  return exit_done;
}

}  // namespace probant::cli
