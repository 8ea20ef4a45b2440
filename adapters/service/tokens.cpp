#include "adapters/service/tokens.hpp"

#include <simdjson.h>

#include <algorithm>

#include "engine/log/base64.hpp"
#include "engine/log/digest.hpp"
#include "events/codec/json_text.hpp"
#include "events/values/bounded_text.hpp"
#include "events/values/region.hpp"
#include "projections/readership.hpp"

namespace probant::service {
namespace {

constexpr std::string_view prefix = "probant_";
/// 32 bytes in base64 without padding.
constexpr std::size_t secret_size = prefix.size() + 43;

std::string secret_of(Bytes32 const& random) {
  auto text = to_base64(as_text(random));
  text.resize(text.find('='));
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return std::string{prefix} + text;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view{"._-@:"}.find(c) != std::string_view::npos;
}

void write(std::string& out, Token const& token) {
  JsonWriter json{out};
  json.begin_object();
  json.member("created_at", token.created_at.text()).member("expires_at", token.expires_at.text());
  json.member("name", token.actor.id).member("organisation", token.actor.organisation);
  if (token.revoked_at) json.member("revoked_at", token.revoked_at->text());
  json.member("role", name_of(token.actor.role)).member("sha256", token.hash.text());
  json.member("use", name_of(token.use)).end_object();
  out += '\n';
}

/// Nothing unless the line is one that `write` makes.
std::optional<Token> read(simdjson::dom::parser& parser, std::string const& line) {
  simdjson::dom::object object;
  if (parser.parse(line).get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
  auto const text = [&](std::string_view name) {
    std::string_view value;
    if (object[name].get_string().get(value) != simdjson::SUCCESS) value = {};
    return value;
  };
  auto const hash = Sha256::parse(text("sha256"));
  auto const role = parse_name<Role>(text("role"));
  auto const use = parse_name<TokenUse>(text("use"));
  auto const created_at = Instant::parse(text("created_at"));
  auto const expires_at = Instant::parse(text("expires_at"));
  if (!hash || !role || !use || !created_at || !expires_at) return std::nullopt;
  Token token{*hash,       {std::string{text("name")}, *role, std::string{text("organisation")}},
              *use,        *created_at,
              *expires_at, Instant::parse(text("revoked_at"))};
  std::string again;
  write(again, token);
  if (again != line + "\n") return std::nullopt;
  return token;
}

}  // namespace

bool is_account_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, is_name_character);
}

std::string refuse_holder(Actor const& actor) {
  if (!is_account_name(actor.id)) {
    return "le compte est fait de 1 à 64 lettres sans accent, chiffres, « . », « _ », « - », « @ » "
           "et « : » ; ni nom ni prénom";
  }
  if (actor.role == Role::convergence) {
    return "la plateforme Convergence n'a pas de jeton : elle signe ce qu'elle envoie à "
           "/webhooks/convergence par un secret partagé ([convergence], secret_files, dans le "
           "fichier de --config)";
  }
  if (actor.id == "convergence") {
    return "« convergence » est le compte de la plateforme, sous lequel elle signe";
  }
  if (reads_one_region(actor.role) && !Region::parse(actor.organisation)) {
    return "l'organisation d'une ARS est " + std::string{Region::expected};
  }
  if (actor.role == Role::establishment && !Entity::parse(actor.organisation)) {
    return "l'organisation d'un établissement est " + std::string{Entity::expected};
  }
  auto const& organisation = actor.organisation;
  bool const line = organisation.size() <= 200 && is_clean_text(organisation, false) &&
                    !organisation.starts_with(' ') && !organisation.ends_with(' ');
  if (!line) {
    return "l'organisation est un texte d'une ligne de 200 octets au plus, sans espace au début ni "
           "à la fin";
  }
  return {};
}

TokenBook TokenBook::parse(std::string_view text, std::string const& file) {
  TokenBook book;
  simdjson::dom::parser parser;
  while (!text.empty()) {
    auto const end = std::min(text.find('\n'), text.size());
    auto const token = read(parser, std::string{text.substr(0, end)});
    if (!token || book.tokens_.size() == max_tokens) {
      throw StoreError{file + ", ligne " + std::to_string(book.tokens_.size() + 1) +
                       " : ce n'est pas un jeton ; ce fichier ne s'écrit que par « probant token "
                       "», remettez-le depuis une copie."};
    }
    book.tokens_.push_back(*token);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return book;
}

std::string TokenBook::text() const {
  std::string out;
  for (auto const& token : tokens_) write(out, token);
  return out;
}

Token const* TokenBook::find(std::string_view secret) const {
  if (secret.size() != secret_size || !secret.starts_with(prefix)) return nullptr;
  auto const found = std::ranges::find(tokens_, sha256(secret), &Token::hash);
  return found == tokens_.end() ? nullptr : &*found;
}

std::string TokenBook::issue(Actor actor, TokenUse use, Instant created_at, Instant expires_at,
                             Bytes32 const& random) {
  if (tokens_.size() == max_tokens) {
    throw StoreError{"Il y a déjà " + std::to_string(max_tokens) + " jetons."};
  }
  auto secret = secret_of(random);
  tokens_.push_back({sha256(secret), std::move(actor), use, created_at, expires_at, std::nullopt});
  return secret;
}

Token const* TokenBook::revoke(std::string_view id, Instant at) {
  auto const found =
      std::ranges::find_if(tokens_, [&](Token const& token) { return token.id() == id; });
  if (found == tokens_.end()) return nullptr;
  if (!found->revoked_at) found->revoked_at = at;
  return &*found;
}

}  // namespace probant::service
