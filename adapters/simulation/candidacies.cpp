// HospiConnect: candidacies from deposit to decision, and the two halves of the 2026 milestone.
#include <algorithm>

#include "adapters/simulation/play.hpp"

namespace probant::simulation {
namespace {

using namespace hospiconnect;

constexpr int complement_days = 15;
constexpr int extension_days = 14;
/// Most entities reach the milestone that long before its day, to file projects in time.
constexpr int days_in_hand = 28;

class CandidacyStory : public Story {
 public:
  CandidacyStory(Play& play, Candidate const& candidate)
      : Story(play, DossierId::of(DossierKind::hospiconnect, candidate.number), candidate.region),
        candidate_(candidate) {}

  void start() {
    auto const window = play_.calendar.candidacies;
    if (candidate_.is_ght && chance(share::member_instead)) member_applies(window);
    if (chance(share::too_early)) attempt(just_before(window.opens_on), applicant(), filing());
    if (chance(share::extended)) return file_with_extension(window.closes_on);
    if (chance(share::too_late))
      return attempt(just_after(window.closes_on), applicant(), filing());
    file(towards_the_end(window));
  }

 private:
  Actor applicant() { return establishment(candidate_.number); }
  Actor depositor() {
    return chance(share::by_convergence) ? convergence() : establishment(candidate_.number);
  }

  CandidacyFiled filing() const {
    CandidacyFiled filed;
    filed.candidate = candidate_.number;
    filed.entities.assign(candidate_.entities.begin(), candidate_.entities.end());
    return filed;
  }

  /// A member of a GHT applies for itself: only the support establishment may.
  void member_applies(Span window) {
    auto const member = std::ranges::find_if(
        candidate_.entities, [&](Entity entity) { return entity != candidate_.number; });
    if (member == candidate_.entities.end()) return;
    Proposal proposal;
    proposal.dossier = DossierId::of(DossierKind::hospiconnect, *member);
    proposal.actor = establishment(*member);
    proposal.occurred_at = hour(window.opens_on.plus_days(1));
    CandidacyFiled filed;
    filed.candidate = *member;
    filed.entities = {*member};
    proposal.event.body = filed;
    play_.stage.propose(std::move(proposal));
  }

  void file_with_extension(Date closes_on) {
    transverse::ExtensionGranted extension;
    extension.key = "hospiconnect.window";
    extension.new_date = closes_on.plus_days(extension_days);
    extension.decision = by_ars(closes_on.plus_days(-1));
    extension.grounds = "Cyberattaque en cours à la date de clôture (simulé).";
    act(hour(closes_on.plus_days(-1)), ars(region_), extension,
        [this, closes_on](Outcome const&) { file(closes_on.plus_days(random_.between(3, 10))); });
  }

  void file(Date day) {
    auto const at = moment(day);
    auto const actor = depositor();
    act(at, actor, filing(), [this, day](Outcome const&) { filed(day); });
  }

  void filed(Date day) {
    for (auto const entity : candidate_.entities) reach_milestone(entity, day);
    if (chance(share::request_before_validation)) request_too_soon(play_, candidate_, day);
    if (chance(share::candidacy_withdrawn)) {
      CandidacyWithdrawn withdrawn;
      withdrawn.grounds = "L'établissement renonce au programme (simulé).";
      return act(hour(later(day, 2, 20)), applicant(), withdrawn);
    }
    if (chance(share::candidacy_complement)) return ask_for_complement(later(day, 2, 12));
    decide(later(day, 7, 45));
  }

  void reach_milestone(Entity entity, Date filed_on) {
    auto const first = filed_on.plus_days(20);
    Span const span{first,
                    std::max(first, play_.calendar.milestone_closes_on.plus_days(-days_in_hand))};
    if (chance(share::note_deposited)) {
      NoteDeCadrageDeposited note;
      note.entity = entity;
      act(moment(towards_the_end(span)), establishment(entity), note);
    }
    if (chance(share::indicators_completed)) {
      MaturityIndicatorsCompleted indicators;
      indicators.entity = entity;
      act(moment(towards_the_end(span)), depositor(), indicators);
    }
  }

  void ask_for_complement(Date day) {
    ComplementRequested request;
    request.items = {"Lettre d'engagement signée du représentant légal"};
    request.due_on = day.plus_days(complement_days);
    act(hour(day), ars(region_), request, [this, day](Outcome const&) {
      if (chance(share::decides_too_soon)) {
        attempt(hour(later(day, 1, 2)), ars(region_), CandidacyValidated{by_ars(day)});
      }
      if (chance(share::complement_unanswered)) return reject(later(day, 25, 40));
      auto const answered = later(day, 3, complement_days + 4);
      ComplementReceived received;
      received.items = {"Lettre d'engagement signée"};
      act(hour(answered), depositor(), received,
          [this, answered](Outcome const&) { decide(later(answered, 3, 15)); });
    });
  }

  void decide(Date day) {
    if (chance(share::wrong_ars)) {
      attempt(hour(day), wrong_ars(), CandidacyValidated{by_ars(day)});
    }
    if (chance(share::author_forgotten)) {
      attempt(hour(day), ars(region_), CandidacyValidated{without_author(by_ars(day))});
    }
    day = later(day, 1, 2);
    if (chance(share::candidacy_rejected)) return reject(day);
    act(hour(day), ars(region_), CandidacyValidated{by_ars(day)},
        [this, day](Outcome const&) { play_funding(play_, candidate_, day); });
  }

  void reject(Date day) {
    CandidacyRejected rejected;
    rejected.decision = by_ars(day);
    rejected.grounds = "Pièces obligatoires absentes malgré la demande de complément (simulé).";
    act(hour(day), ars(region_), rejected);
  }

  Candidate const& candidate_;
};

}  // namespace

void play_candidacies(Play& play) {
  for (auto const& candidate : play.nation.candidates) {
    auto random = play.stage.random("applies " + candidate.number.text());
    if (!candidate.is_public && !random.chance(share::private_candidate)) continue;
    play.stage.cast<CandidacyStory>(play, candidate).start();
  }
}

}  // namespace probant::simulation
