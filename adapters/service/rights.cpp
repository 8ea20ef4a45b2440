#include "adapters/service/rights.hpp"

#include <simdjson.h>

#include <algorithm>

#include "engine/log/digest.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

constexpr std::string_view created = "token_created";
constexpr std::string_view revoked = "token_revoked";

std::string key_of(std::string_view event, std::string_view token) {
  return std::string{event} + " " + std::string{token};
}

}  // namespace

Rights::Rights(std::string text) : text_{std::move(text)} {
  // Cut off: what follows is a line all the same.
  if (!text_.empty() && !text_.ends_with('\n')) text_ += '\n';
  std::string_view rest = text_;
  while (!rest.empty()) {
    auto const end = rest.find('\n');
    read(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  std::ranges::sort(known_);
}

void Rights::read(std::string_view line) {
  ++lines_;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  bool const readable =
      parser.parse(simdjson::padded_string{line}).get_object().get(object) == simdjson::SUCCESS;
  auto const member = [&](char const* name) {
    std::string_view value;
    if (!readable || object[name].get_string().get(value) != simdjson::SUCCESS) value = {};
    return value;
  };
  if (!broken_ && (!readable || member("previous") != last_)) broken_ = lines_;
  known_.push_back(key_of(member("event"), member("token")));
  last_ = sha256(line).text();
}

void Rights::add(Token const& token, std::string_view event, Noted how, std::string_view by,
                 Instant at) {
  JsonObject line;
  line.text("at", at.text()).text("event", event).text("token", token.id());
  line.text("name", token.actor.id).text("role", name_of(token.actor.role));
  line.text("organisation", token.actor.organisation).text("use", name_of(token.use));
  line.text("created_at", token.created_at.text()).text("expires_at", token.expires_at.text());
  if (token.revoked_at) line.text("revoked_at", token.revoked_at->text());
  line.text("by", by).flag("found", how == Noted::found).text("previous", last_);
  auto const text = line.json();
  last_ = sha256(text).text();
  text_ += text + "\n";
  ++lines_;
}

bool Rights::note(TokenBook const& book, Noted how, std::string_view by, Instant at) {
  auto const before = lines_;
  std::vector<std::string> added;
  auto const note_one = [&](Token const& token, std::string_view event) {
    auto key = key_of(event, token.id());
    if (std::ranges::binary_search(known_, key)) return;
    add(token, event, how, by, at);
    added.push_back(std::move(key));
  };
  for (auto const& token : book.tokens()) {
    note_one(token, created);
    if (token.revoked_at) note_one(token, revoked);
  }
  known_.insert(known_.end(), added.begin(), added.end());
  std::ranges::sort(known_);
  return lines_ != before;
}

}  // namespace probant::service
