#include "adapters/identity/desk.hpp"

#include <algorithm>

#include "adapters/identity/introspection.hpp"
#include "engine/log/digest.hpp"

namespace probant::identity {
namespace {

constexpr std::size_t max_account_bytes = 64;
constexpr std::size_t digest_digits = 40;

bool is_account_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view{"._-@:"}.find(c) != std::string_view::npos;
}

/// A level of assurance as it may stand in a log; what looks like anything else does not.
std::string told(std::string const& acr) {
  bool const plain = acr.size() <= max_account_bytes && std::ranges::all_of(acr, [](char c) {
                       return is_account_character(c) || c == '/' || c == '+';
                     });
  return plain ? acr : "";
}

bool fits(Grant const& grant, Claims const& claims, Issuer const& issuer) {
  return grant.issuer == issuer.name && std::ranges::all_of(grant.where, [&](auto const& claim) {
           return claims.says(claim.first, claim.second);
         });
}

/// Names a grant and whose people it is for, by all that decides who fits and what they may do. A
/// digest: the conditions may name a person, and it is kept beside what that person asked for.
std::string name_of_grant(Grant const& grant, Issuer const& issuer) {
  std::string whole;
  auto const add = [&whole](std::string_view text) {
    whole.append(std::to_string(text.size())).append(":").append(text);
  };
  add(issuer.name);
  add(issuer.issuer);
  add(name_of(grant.role));
  add(grant.organisation);
  for (auto const& [claim, value] : grant.where) {
    add(claim);
    add(value);
  }
  return sha256(whole).text();
}

Bearer fallen_short(JwtFault fault, Issuer const& issuer) {
  if (fault == JwtFault::bound) return {Standing::bound};
  if (fault != JwtFault::too_low) return {Standing::refused};
  Bearer bearer{Standing::too_low};
  for (auto const& acr : issuer.acr) {
    bearer.wanted_acr += (bearer.wanted_acr.empty() ? "" : " ") + told(acr);
  }
  return bearer;
}

Issuer const* issuer_called(Settings const& settings, std::string_view iss) {
  auto const found = std::ranges::find(settings.issuers, iss, &Issuer::issuer);
  return found == settings.issuers.end() ? nullptr : &*found;
}

}  // namespace

std::string account_of(Claims const& claims, Issuer const& issuer) {
  auto const provider = claims.others.find("idp_id");
  bool const plain = provider == claims.others.end() &&
                     issuer.name.size() + 1 + claims.subject.size() <= max_account_bytes &&
                     std::ranges::all_of(claims.subject, is_account_character);
  if (plain) return issuer.name + ":" + claims.subject;
  std::string whole = issuer.issuer + "\n" + claims.subject;
  if (provider != claims.others.end()) {
    for (auto const& text : provider->second) whole += "\n" + text;
  }
  return issuer.name + ":" + sha256(whole).text().substr(0, digest_digits);
}

Desk::Desk(Settings settings, Ask ask, std::function<Instant()> now, Complain complain)
    : settings_{std::move(settings)},
      ask_{std::move(ask)},
      now_{std::move(now)},
      complain_{std::move(complain)} {
  for (auto const& issuer : settings_.issuers) keys_[issuer.name];
  if (settings_.issuers.empty()) return;
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Desk::~Desk() {
  inquiries_.close({Standing::unavailable});
  for (auto& thread : threads_) thread.join();
}

std::optional<Bearer> Desk::known(std::string_view token) {
  auto const name = sha256(token).text();
  {
    std::lock_guard const lock{mutex_};
    auto const found = remembered_.find(name);
    if (found != remembered_.end() && now_() < found->second.until) return found->second.bearer;
  }
  if (settings_.issuers.empty()) return Bearer{Standing::refused};
  auto const iss = claimed_issuer(token);
  auto const* issuer = iss ? issuer_called(settings_, *iss) : nullptr;
  if (iss && !issuer) return Bearer{Standing::refused};
  if (!issuer || issuer->kind == Vouching::introspection) return std::nullopt;
  Instant until;
  auto bearer = check(token, *issuer, until);
  if (bearer) remember(token, *bearer, until);
  return bearer;
}

void Desk::find_out(std::string const& token, std::string const& from, Inquiries::Tell tell) {
  if (threads_.empty() || !inquiries_.add(token, from, tell)) tell({Standing::unavailable});
}

bool Desk::grants(std::string_view grant) const {
  return std::ranges::any_of(settings_.grants, [&](Grant const& one) {
    auto const issuer = std::ranges::find(settings_.issuers, one.issuer, &Issuer::name);
    return issuer != settings_.issuers.end() && name_of_grant(one, *issuer) == grant;
  });
}

void Desk::work() {
  while (auto const token = inquiries_.take()) inquiries_.answer(*token, find(*token));
}

Bearer Desk::find(std::string const& token) {
  if (auto bearer = known(token)) return *bearer;
  auto const iss = claimed_issuer(token);
  auto const* issuer = iss ? issuer_called(settings_, *iss) : nullptr;
  Instant until;
  if (!issuer || issuer->kind == Vouching::introspection) {
    auto bearer = introspect(token, until);
    remember(token, bearer, until);
    return bearer;
  }
  read_keys(*issuer);
  if (auto bearer = check(token, *issuer, until)) {
    remember(token, *bearer, until);
    return *bearer;
  }
  // A key that is not known may have been put in force since: only a silent issuer's leaves it
  // open.
  return {keys_told(*issuer) ? Standing::refused : Standing::unavailable};
}

/// Nothing when its key is not known.
std::optional<Bearer> Desk::check(std::string_view token, Issuer const& issuer, Instant& until) {
  auto const keys = keys_of(issuer);
  if (!keys) return std::nullopt;
  auto const now = now_();
  auto const checked = check_jwt(token, issuer, *keys, now);
  if (auto const* claims = std::get_if<Claims>(&checked)) {
    until = std::min(now.plus_seconds(remembered_seconds),
                     Instant::from_unix_seconds(*claims->expires_at));
    return granted(*claims, issuer);
  }
  auto const fault = std::get<JwtFault>(checked);
  if (fault == JwtFault::unknown_key) return std::nullopt;
  until = now;
  return fallen_short(fault, issuer);
}

/// A token that says nothing of its issuer is asked of each in turn.
Bearer Desk::introspect(std::string const& token, Instant& until) {
  // Where nobody is asked, nobody failed to answer.
  bool answered = std::ranges::none_of(settings_.issuers, [](Issuer const& issuer) {
    return issuer.kind == Vouching::introspection;
  });
  auto const now = now_();
  for (auto const& issuer : settings_.issuers) {
    if (issuer.kind != Vouching::introspection) continue;
    auto const claims = introspected(issuer, token);
    if (!claims || !claims->active) continue;
    answered = true;
    if (!*claims->active || !is_for_us(*claims, issuer, now)) continue;
    if (auto const fault = shortfall(*claims, issuer)) {
      until = now.plus_seconds(refused_seconds);
      return fallen_short(*fault, issuer);
    }
    auto const longest = now.plus_seconds(remembered_seconds);
    until = claims->expires_at ? std::min(longest, Instant::from_unix_seconds(*claims->expires_at))
                               : longest;
    return granted(*claims, issuer);
  }
  until = answered ? now.plus_seconds(refused_seconds) : now;
  return {answered ? Standing::refused : Standing::unavailable};
}

/// Nothing when there is none that is one, which is complained of.
std::optional<http::Response> Desk::ask(Issuer const& issuer, Question const& question) {
  auto answer = ask_(question);
  constexpr int ok = 200;
  if (answer.response && answer.response->status == ok) return std::move(answer.response);
  complain_(issuer, answer.response
                        ? question.url + " : réponse " + std::to_string(answer.response->status) +
                              " au lieu de 200."
                        : answer.why);
  return std::nullopt;
}

/// Nothing when there is no answer that can be believed. Where answers are signed, one that is not
/// is none.
std::optional<Claims> Desk::introspected(Issuer const& issuer, std::string const& token) {
  auto const response = ask(issuer, introspection(issuer, token));
  if (!response) return std::nullopt;
  if (issuer.keys_url.empty()) {
    auto claims = read_claims(response->body);
    if (claims && claims->active) return claims;
    complain_(issuer, issuer.url + " : ce n'est pas la réponse d'une introspection (RFC 7662).");
    return std::nullopt;
  }
  for (bool const again : {false, true}) {
    auto const keys = keys_of(issuer);
    if (keys) {
      auto checked = check_introspection(response->body, issuer, *keys, now_());
      if (auto* claims = std::get_if<Claims>(&checked)) return std::move(*claims);
      if (std::get<JwtFault>(checked) == JwtFault::refused) break;
    }
    if (!again) read_keys(issuer);
  }
  if (keys_of(issuer)) {
    complain_(issuer, issuer.url + " : réponse qui n'est pas signée comme convenu (RFC 9701).");
  }
  return std::nullopt;
}

std::shared_ptr<KeySet const> Desk::keys_of(Issuer const& issuer) {
  std::lock_guard const lock{mutex_};
  auto const& keys = keys_.at(issuer.name);
  bool const fresh = keys.set && now_() < keys.read_at.plus_seconds(keys_seconds);
  return fresh ? keys.set : nullptr;
}

bool Desk::keys_told(Issuer const& issuer) {
  std::lock_guard const lock{mutex_};
  auto const& keys = keys_.at(issuer.name);
  return keys.set && keys.read_at == keys.tried.back();
}

void Desk::read_keys(Issuer const& issuer) {
  auto& keys = keys_.at(issuer.name);
  auto const readings = [&] {
    std::lock_guard const lock{mutex_};
    return keys.readings;
  };
  auto const before = readings();
  std::lock_guard const alone{keys.reading};
  if (readings() != before) return;  // while this one waited
  auto const now = now_();
  {
    std::lock_guard const lock{mutex_};
    auto& tried = keys.tried;
    bool const often = tried.size() == max_readings;
    if (often && now < tried.front().plus_seconds(retry_seconds)) return;
    if (often) tried.pop_front();
    tried.push_back(now);
  }
  auto const response = ask(issuer, {identity::keys_of(issuer), {}, {}, issuer.ca_file});
  auto set = response ? KeySet::parse(response->body) : std::nullopt;
  {
    std::lock_guard const lock{mutex_};
    ++keys.readings;
    if (set) {
      keys.set = std::make_shared<KeySet const>(*std::move(set));
      keys.read_at = now;
    }
  }
  if (response && !set) {
    complain_(issuer, identity::keys_of(issuer) + " : ce ne sont pas des clés (JWKS).");
  }
}

Bearer Desk::granted(Claims const& claims, Issuer const& issuer) const {
  auto const grant = std::ranges::find_if(
      settings_.grants, [&](Grant const& one) { return fits(one, claims, issuer); });
  if (grant == settings_.grants.end()) return {Standing::no_grant};
  Bearer bearer{Standing::known,
                {account_of(claims, issuer), grant->role, grant->organisation},
                name_of_grant(*grant, issuer)};
  auto const acr = claims.others.find("acr");
  if (acr != claims.others.end() && !acr->second.empty()) bearer.acr = told(acr->second.front());
  bearer.authenticated_at = claims.authenticated_at;
  return bearer;
}

void Desk::remember(std::string_view token, Bearer const& bearer, Instant until) {
  auto const now = now_();
  if (until <= now) return;
  std::lock_guard const lock{mutex_};
  if (remembered_.size() >= max_remembered) {
    std::erase_if(remembered_, [&](auto const& one) { return one.second.until <= now; });
  }
  if (remembered_.size() >= max_remembered) remembered_.clear();
  remembered_.insert_or_assign(sha256(token).text(), Remembered{bearer, until});
}

}  // namespace probant::identity
