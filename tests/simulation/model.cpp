#include "tests/simulation/model.hpp"

#include <algorithm>

namespace probant::test {
namespace {

using Kind = Act::Kind;

}  // namespace

Version Model::version(std::string const& dossier) const {
  auto const known = versions_.find(dossier);
  return known == versions_.end() ? 0 : known->second;
}

bool Model::held(int entity) const {
  auto const known = held_.find(entity);
  return known != held_.end() && known->second;
}

bool Model::knows(int entity) const {
  auto const known = entities_.find(entity);
  return known != entities_.end() && !known->second.empty();
}

std::size_t Model::erased() const {
  return static_cast<std::size_t>(std::ranges::count(places_, true, &Place::erased));
}

std::set<std::int64_t> Model::forgotten() const {
  std::set<std::int64_t> amounts;
  for (auto const& one : places_) {
    if (one.erased && one.amount) amounts.insert(*one.amount);
  }
  for (auto const& one : places_) {
    if (!one.erased && one.amount) amounts.erase(*one.amount);
  }
  return amounts;
}

void Model::begin(Instant now) {
  begun_ = next();
  bool const back = now.plus_seconds(1) < last_;
  if (back && !clock_is_back_) write("journal:main", true, last_);
  clock_is_back_ = back;
}

void Model::journal(Instant now) { write("journal:main", true, std::max(now, last_)); }

Expected Model::propose(Act const& act, Instant now) {
  auto const recorded_at = std::max(now, last_);
  auto const known = kept_.find(act.id);
  auto const refuse = [&](Codes codes) {
    auto answer = write("refusals:" + act.dossier(), true, recorded_at);
    answer.codes = std::move(codes);
    return answer;
  };
  if (known != kept_.end()) {
    auto answer = known->second.answer;
    answer.duplicate = true;
    answer.erased = erased(answer.position);
    // Of what was erased nothing is left to tell another act by.
    if (!answer.erased && known->second.body != act.body()) return refuse({"idempotency_conflict"});
    return answer;
  }
  auto const codes = verdict(act, act.occurred_at.value_or(recorded_at), recorded_at);
  auto const answer =
      codes.empty() ? write(act.dossier(), act.in_any_dossier(), recorded_at) : refuse(codes);
  if (codes.empty()) happen(act, answer.position, recorded_at);
  if (codes.empty()) place(answer.position).at = act.occurred_at.value_or(recorded_at);
  if (!answer.keeps_no_answer()) kept_.emplace(act.id, Kept{act.body(), answer});
  return answer;
}

Model::Codes Model::verdict(Act const& act, Instant occurred_at, Instant recorded_at) const {
  Codes codes;
  if (occurred_at > recorded_at) codes.insert("occurred_in_future");
  if (act.expected_version && *act.expected_version != version(act.dossier())) {
    codes.insert("version_conflict");
  }
  bool const is_held = held(act.entity);
  bool const publishes = act.kind == Kind::ceiling || act.kind == Kind::trespass;
  if (publishes && !knows(act.entity)) codes.insert("unknown_entity");
  if (act.kind == Kind::trespass) codes.insert("forbidden_role");
  if ((act.kind == Kind::hold && is_held) || (act.kind == Kind::lift && !is_held)) {
    codes.insert("not_allowed_now");
  }
  if (act.kind == Kind::correction) {
    if (auto const code = correction(act); !code.empty()) codes.insert(code);
    if (precedes_its_target(act, occurred_at)) codes.insert("not_allowed_now");
  }
  if (act.kind == Kind::ask || act.kind == Kind::confirm) judge_erasure(act, codes);
  return codes;
}

std::string Model::correction(Act const& act) const {
  if (act.target >= begun_ || place(act.target).dossier != act.dossier()) return "invalid_field";
  if (place(act.target).in_any_dossier || erased(act.target)) return "not_allowed_now";
  auto const& own = ceilings_.find(act.entity)->second;
  auto const amount = own.find(act.target);
  return amount != own.end() && amount->second == act.was ? "" : "invalid_field";
}

bool Model::precedes_its_target(Act const& act, Instant occurred_at) const {
  if (act.target >= begun_) return false;
  auto const& target = place(act.target);
  if (target.dossier != act.dossier() || target.in_any_dossier || erased(act.target)) return false;
  return occurred_at < target.at;
}

void Model::judge_erasure(Act const& act, Codes& codes) const {
  if (held(act.entity)) codes.insert("legal_hold");
  if (act.target >= begun_ || place(act.target).dossier != act.dossier()) {
    codes.insert("invalid_field");
    return;
  }
  auto const request = asked_.find(act.target);
  bool const expected = (request != asked_.end()) == (act.kind == Kind::confirm);
  if (erased(act.target) || place(act.target).in_any_dossier || !expected) {
    codes.insert("not_allowed_now");
  } else if (act.kind == Kind::confirm) {
    if (request->second.person == act.person()) codes.insert("segregation_of_duties");
    if (request->second.article != act.was) codes.insert("invalid_field");
  }
}

Expected Model::write(std::string const& dossier, bool anywhere, Instant recorded_at) {
  Expected answer;
  answer.position = next();
  answer.version = ++versions_[dossier];
  answer.recorded_at = last_ = recorded_at;
  places_.push_back({.dossier = dossier, .in_any_dossier = anywhere});
  return answer;
}

void Model::happen(Act const& act, Position position, Instant recorded_at) {
  place(position).entity = act.entity;
  switch (act.kind) {
    case Kind::ceiling:
      place(position).amount = ceilings_[act.entity][position] = act.amount;
      break;
    case Kind::entity:
      ceilings_[act.entity];
      entities_[act.entity].insert(position);
      break;
    case Kind::correction:
      ceilings_[act.entity][act.target] = act.amount;
      place(act.target).corrections.push_back(position);
      break;
    case Kind::hold:
    case Kind::lift:
      held_[act.entity] = act.kind == Kind::hold;
      break;
    case Kind::ask:
      asked_[act.target] = {act.person(), act.was};
      break;
    case Kind::confirm:
      erase(act.target, recorded_at);
      break;
    default:
      break;
  }
}

/// The order stands already; the corrections of the event go by an order each.
void Model::erase(Position position, Instant recorded_at) {
  auto const corrections = place(position).corrections;
  auto const dossier = place(position).dossier;
  place(position).erased = true;
  asked_.erase(position);
  ceilings_[place(position).entity].erase(position);
  entities_[place(position).entity].erase(position);
  for (auto const one : corrections) {
    if (place(one).erased) continue;
    write(dossier, true, recorded_at);
    place(one).erased = true;
  }
}

void Model::erase_again(Position position, Instant now) {
  auto const recorded_at = std::max(now, last_);
  write(place(position).dossier, true, recorded_at);
  erase(position, recorded_at);
}

}  // namespace probant::test
