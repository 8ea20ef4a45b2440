#include "engine/transverse/decide.hpp"

#include <algorithm>
#include <array>

#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/kernel/same_person.hpp"
#include "engine/rules/house_rules.hpp"
#include "engine/transverse/consequences.hpp"
#include "engine/transverse/correction.hpp"
#include "engine/transverse/kept.hpp"

namespace probant {
namespace {

using namespace transverse;

/// The calendar keys of a dossier are those of its procedure: "aap.window, aap.proofs".
std::string keys_of(DossierKind kind, Rulebook const& rules) {
  constexpr std::string_view head = "calendar.";
  constexpr std::string_view tail = ".closes_on";
  auto const own = std::string{head} + std::string{name_of(kind)} + ".";
  std::string keys;
  for (auto const& parameter : rules.parameters()) {
    std::string_view const key = parameter.key;
    if (!key.starts_with(own) || !key.ends_with(tail)) continue;
    keys += keys.empty() ? "" : ", ";
    keys += key.substr(head.size(), key.size() - head.size() - tail.size());
  }
  return keys;
}

/// The day that an extension goes beyond: that in force. Before anyone knows who will lead a
/// project each ARS puts it off for its own leads, whatever another one did under the same number.
std::optional<Date> day_to_pass(ExtensionGranted const& e, Window const& window,
                                Context const& context) {
  auto const* dossier = context.find(context.dossier());
  auto const* project = dossier ? std::get_if<AapState>(&dossier->state) : nullptr;
  bool const shared = project && !project->project && context.actor().role == Role::ars;
  if (!shared || !window.extended_from) return window.closes_on;
  auto day = *window.extended_from;
  for (auto const* one : context.extensions(e.key.value)) {
    bool const counts = !one->by || one->by->text() == context.actor().organisation;
    if (counts) day = std::max(day, one->new_date);
  }
  return day;
}

}  // namespace

void check_extension(ExtensionGranted const& e, Context const& context, Verdict& verdict) {
  auto const kind = context.dossier().kind;
  auto const window = context.window(e.key.value);
  if (!e.key.value.starts_with(std::string{name_of(kind)} + ".") || !window.closes_on) {
    auto const keys = keys_of(kind, context.rules());
    verdict.refuse_field("data.key",
                         "« " + e.key.value + " » n'est pas une échéance de " +
                             context.dossier().text() +
                             (keys.empty() ? " : aucune des siennes ne se proroge."
                                           : " ; celles qui se prorogent sont : " + keys + "."),
                         house_rule("calendar.keys"));
  } else if (auto const day = day_to_pass(e, window, context); e.new_date <= *day) {
    verdict.refuse_field("data.new_date",
                         "Une prorogation repousse l'échéance : le " + to_french(e.new_date) +
                             " n'est pas après le " + to_french(*day) + ".",
                         house_rule("calendar.keys"));
  }
}

namespace {

void check_hold(Dossier const& dossier, EventBody const& body, Verdict& verdict) {
  if (next_phase(dossier.transverse.hold, body.index())) return;
  refuse_not_now(verdict, body, "le gel juridique", label_of(dossier.transverse.hold));
}

/// The dossier that an event of another one is about: an update of Convergence, a refusal.
std::optional<DossierId> concerned_by(Event const& event, DossierId const& dossier) {
  if (auto const* receipt = std::get_if<convergence::UpdateReceived>(&event.body)) {
    return receipt->concerns;
  }
  bool const refusal = dossier.kind == DossierKind::refusals;
  return refusal ? DossierId::parse(dossier.reference) : std::nullopt;
}

void check_not_held(Dossier const& dossier, Verdict& verdict) {
  if (dossier.transverse.hold != HoldPhase::held) return;
  verdict.refuse(ReasonCode::legal_hold,
                 "Le dossier " + dossier.id.text() +
                     " est sous gel juridique : rien de ce qui le concerne n'est effacé avant sa "
                     "levée.",
                 house_rule("dossier.legal_hold"));
}

template <class... Types>
bool is_of(EventType type) {
  static std::array const types{type_of<Types>()...};
  return std::ranges::find(types, type) != types.end();
}

/// What was granted, ordered, paid, claimed back, withdrawn, repaid, remitted or written off.
bool is_of_the_accounts(EventType type) {
  return is_of<aap::ProjectSelected, aap::InstalmentOrdered, aap::InstalmentPaid,
               mie::PaymentOrdered, mie::PaymentExecuted, recovery::Opened,
               recovery::WithdrawalDecided, recovery::RepaymentOrdered, recovery::RepaymentReceived,
               recovery::Waived, recovery::WrittenOff, recovery::RestitutionOrdered,
               recovery::RestitutionPaid>(type);
}

/// What was refused manages nothing, and its reasons may tell of somebody.
bool is_of_management(EventType type) {
  return catalogue[type].in_any_dossier && !is_of<ProposalRefused>(type);
}

/// The costs that an order to pay was computed from; a control's findings, which say what of them
/// counts, and the cards, which lower what may be paid, whatever the year.
bool carries_a_payment(Event const& event, Dossier const& dossier) {
  auto const* funding = std::get_if<MieState>(&dossier.state);
  if (funding == nullptr) return false;
  if (std::holds_alternative<mie::ControlConcluded>(event.body) ||
      std::holds_alternative<mie::CardsOrdered>(event.body) ||
      std::holds_alternative<mie::CardsCancelled>(event.body)) {
    return !funding->payments.empty();
  }
  auto const* declared = std::get_if<mie::DeclarationTransmitted>(&event.body);
  return declared != nullptr &&
         std::ranges::any_of(funding->payments, [declared](MiePayment const& one) {
           return one.year == declared->year.value;
         });
}

/// Why this event is never erased, in French; empty when it may be.
std::string never_erased(Event const& event, Dossier const& dossier) {
  if (dossier.id.kind == DossierKind::journal) return "c'est la mémoire du journal lui-même";
  if (std::holds_alternative<programme::RulebookAdopted>(event.body)) {
    return "un jeu de règles explique les décisions prises sous lui";
  }
  if (dossier.id.kind == DossierKind::programme) {
    return "c'est une date du calendrier national, sur laquelle reposent les échéances de tous";
  }
  if (is_of_the_accounts(event.type())) {
    return "les comptes reposent sur son montant, et il en est la pièce justificative (décret "
           "n° 2012-1246, art. 50 à 52 ; RGPD, art. 17, paragraphe 3, point b)";
  }
  if (carries_a_payment(event, dossier)) {
    return "un paiement ordonnancé repose sur les montants qu'il porte, dont il est la pièce "
           "justificative (décret n° 2012-1246, art. 50 à 52 ; RGPD, art. 17, paragraphe 3, "
           "point b)";
  }
  return is_of_management(event.type()) ? "c'est un acte de gestion" : "";
}

/// What was recorded of an entity carries the dossiers that rest on it: who is competent, what the
/// ceiling is. Once one does, it is corrected and not erased.
bool refuse_what_others_stand_on(std::string const& at, Dossier const& dossier, World const& world,
                                 Verdict& verdict) {
  auto const* state = std::get_if<RegisterState>(&dossier.state);
  if (state == nullptr) return false;
  auto const others = standing_on(dossier.id, *state, world);
  if (others.empty()) return false;
  auto const held = std::ranges::find_if(
      others, [](Dossier const* one) { return one->transverse.hold == HoldPhase::held; });
  if (held != others.end()) {
    verdict.refuse(ReasonCode::legal_hold,
                   at + " ne s'efface pas : " + (*held)->id.text() +
                       ", qui repose sur lui, est sous gel juridique.",
                   house_rule("dossier.legal_hold"));
  } else {
    verdict.refuse(ReasonCode::not_allowed_now,
                   at + " ne s'efface pas : " + others.front()->id.text() +
                       " repose sur lui (région, établissements, plafonds) ; une erreur se corrige "
                       "par une correction.");
  }
  return true;
}

/// The dossiers whose matter this one is part of: the target of a recovery, the recoveries against
/// a dossier, the fundings and projects that a candidacy carries.
std::vector<Dossier const*> bound_to(Dossier const& dossier, World const& world) {
  if (auto const* recovery = std::get_if<RecoveryState>(&dossier.state)) {
    auto const* target = world.find(recovery->against);
    return target ? std::vector{target} : std::vector<Dossier const*>{};
  }
  auto found = world.recoveries_against(dossier.id);
  auto const* candidacy = std::get_if<HospiconnectState>(&dossier.state);
  if (!candidacy) return found;
  for (auto const entity : candidacy->entities) {
    auto const* record = world.entity(entity);
    if (!record) continue;
    auto const id = DossierId::of(DossierKind::register_, entity);
    for (auto const* other : standing_on(id, *record, world)) {
      if (other->id.kind != DossierKind::hospiconnect) found.push_back(other);
    }
  }
  return found;
}

Dossier const* held_with(Dossier const& dossier, World const& world) {
  for (auto const* other : bound_to(dossier, world)) {
    if (other->transverse.hold == HoldPhase::held) return other;
  }
  return nullptr;
}

}  // namespace

bool is_never_erased(EventType type, DossierId const& dossier) {
  return dossier.kind == DossierKind::journal || dossier.kind == DossierKind::programme ||
         is_of_the_accounts(type) || is_of_management(type);
}

std::string why_never_erased(Event const& event, DossierId const& id, World const& world) {
  auto const* dossier = world.find(id);
  if (dossier == nullptr) return "son dossier n'existe pas";
  auto const* held = dossier->transverse.hold == HoldPhase::held ? dossier : nullptr;
  auto const about = concerned_by(event, id);
  auto const* concerned = about ? world.find(*about) : nullptr;
  if (concerned && concerned->transverse.hold == HoldPhase::held) held = concerned;
  if (!held) held = held_with(*dossier, world);
  if (held) return held->id.text() + " est sous gel juridique";
  if (auto why = never_erased(event, *dossier); !why.empty()) return why;
  Verdict unsaid;
  bool const carries = refuse_what_others_stand_on({}, *dossier, world, unsaid);
  return carries ? "d'autres dossiers reposent sur lui" : "";
}

namespace {

/// The event at `position` when it may be erased; else nothing, and the reason is given.
std::optional<StoredFact> erasable(Position position, Dossier const& dossier, World const& world,
                                   FactReader const& facts, Verdict& verdict) {
  auto fact = facts(position);
  auto const at = "L'événement à la position " + std::to_string(position);
  if (!fact || fact->dossier != dossier.id) {
    verdict.refuse(ReasonCode::invalid_field, at + " n'est pas de " + dossier.id.text() + ".");
    return std::nullopt;
  }
  if (fact->erased || dossier.transverse.erasures.contains(position)) {
    verdict.refuse(ReasonCode::not_allowed_now, at + " est déjà effacé.");
    return std::nullopt;
  }
  if (auto const why = never_erased(fact->event, dossier); !why.empty()) {
    verdict.refuse(ReasonCode::not_allowed_now, at + " ne s'efface pas : " + why + ".");
    return std::nullopt;
  }
  if (refuse_what_others_stand_on(at, dossier, world, verdict)) return std::nullopt;
  if (auto const* held = held_with(dossier, world)) check_not_held(*held, verdict);
  auto const about = concerned_by(fact->event, dossier.id);
  if (auto const* concerned = about ? world.find(*about) : nullptr) {
    check_not_held(*concerned, verdict);
  }
  return fact;
}

void check(ErasureRequested const& e, Dossier const& dossier, World const& world,
           FactReader const& facts, Verdict& verdict) {
  check_not_held(dossier, verdict);
  if (!erasable(e.position, dossier, world, facts, verdict)) return;
  auto const& corrections = dossier.transverse.corrections;
  if (auto const found = corrections.find(e.position); found != corrections.end()) {
    std::string positions;
    for (auto const one : found->second) {
      positions += (positions.empty() ? "" : ", ") + std::to_string(one);
    }
    verdict.warn("corrections_erased_too",
                 "La confirmation effacera aussi ce qui corrige cet acte et en porte le contenu : "
                 "position(s) " +
                     positions + ".");
  }
  auto const asked = dossier.transverse.erasures_asked.find(e.position);
  if (asked == dossier.transverse.erasures_asked.end()) return;
  verdict.refuse(ReasonCode::not_allowed_now,
                 "L'effacement de la position " + std::to_string(e.position) +
                     " est déjà demandé par " + asked->second.by +
                     " : une autre personne le confirme avec « probant erase " +
                     std::to_string(e.position) + " --confirm ».");
}

/// Four eyes: another person than the one who asked, for the reason that was given.
void check(PayloadErased& e, Dossier const& dossier, World const& world, Context const& context,
           FactReader const& facts, Verdict& verdict) {
  check_not_held(dossier, verdict);
  auto const fact = erasable(e.position, dossier, world, facts, verdict);
  if (!fact) return;
  auto const asked = dossier.transverse.erasures_asked.find(e.position);
  if (asked == dossier.transverse.erasures_asked.end()) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   "L'effacement de la position " + std::to_string(e.position) +
                       " n'a pas été demandé : une personne le demande avec « probant erase " +
                       std::to_string(e.position) + " --basis … », une autre le confirme.");
    return;
  }
  if (same_person(asked->second.by, context.actor().id)) {
    verdict.refuse(ReasonCode::segregation_of_duties,
                   "Un effacement demande deux personnes : " + asked->second.by +
                       " l'a demandé et ne peut le confirmer.");
  }
  if (same_person(fact->actor.id, context.actor().id)) {
    verdict.refuse(ReasonCode::segregation_of_duties,
                   "Un effacement est confirmé par une autre personne que celle qui a enregistré "
                   "l'acte, " +
                       fact->actor.id + ".");
  }
  if (asked->second.legal_basis != e.legal_basis.value) {
    verdict.refuse(ReasonCode::invalid_field,
                   "legal_basis : l'effacement a été demandé au titre de « " +
                       asked->second.legal_basis + " », la confirmation porte sur lui.");
  }
  e.kept = kept_of(fact->event.body);
}

}  // namespace

void decide_transverse(World const& world, Dossier const& dossier, EventBody& body,
                       Context const& context, FactReader const& facts, Verdict& verdict) {
  std::visit(Overload{
                 [&](ExtensionGranted const& e) { check_extension(e, context, verdict); },
                 [&](CorrectionRecorded& e) {
                   decide_correction(e, dossier, world, context, facts, verdict);
                 },
                 [&](LegalHoldSet const&) { check_hold(dossier, body, verdict); },
                 [&](LegalHoldLifted const&) { check_hold(dossier, body, verdict); },
                 [&](ErasureRequested const& e) { check(e, dossier, world, facts, verdict); },
                 [&](PayloadErased& e) { check(e, dossier, world, context, facts, verdict); },
                 [](auto const&) {},
             },
             static_cast<EventTypes&>(body));
}

std::vector<EventType> possible_transverse_events(Dossier const& dossier, Rulebook const& rules) {
  bool const exists = dossier.version > 0;
  auto types = exists ? possible_from(dossier.transverse.hold) : std::vector<EventType>{};
  if (!keys_of(dossier.id.kind, rules).empty()) {
    types.push_back(EventBody{ExtensionGranted{}}.index());
  }
  if (!exists) return types;
  types.push_back(EventBody{CorrectionRecorded{}}.index());
  if (dossier.transverse.hold == HoldPhase::held) return types;
  types.push_back(EventBody{ErasureRequested{}}.index());
  if (!dossier.transverse.erasures_asked.empty())
    types.push_back(EventBody{PayloadErased{}}.index());
  return types;
}

}  // namespace probant
