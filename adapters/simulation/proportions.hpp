// How often things happen in the simulated programme, in thousandths. Guides: the volumes of the
// sister programme CaRE (1,207 candidacies, 84 % of those eligible, 1,182 validated, about 1,000
// attained); the rest is plausible, chosen so that every branch of every procedure is taken.
#pragma once

#include "adapters/simulation/random.hpp"

namespace probant::simulation::share {

// The nation.
/// Public entities outside any GHT (18 among about 900 in CaRE).
inline constexpr Share outside_ght{17};
/// Sites whose 2024 workforce is left blank in SAE, and which fall back on 2023.
inline constexpr Share workforce_blank{60};
/// Sites with nothing in SAE at all: their ceiling is zero.
inline constexpr Share workforce_never{10};
/// Sites that declare only one of the two parts of their workforce.
inline constexpr Share workforce_partial{40};
/// Sites closed between two SAE years.
inline constexpr Share site_closed{8};
/// PMSI numbers whose combined activity is not in the list yet.
inline constexpr Share activity_missing{25};
/// PMSI numbers that received a usage payment, by programme: catch-up projects are closed to them.
inline constexpr Share paid_sun_es{420};
inline constexpr Share paid_hopen2_phase1{90};
/// Candidates whose ceiling ANS has published, and those where it differs from the computed one.
inline constexpr Share ceiling_published{920};
inline constexpr Share ceiling_differs{50};

// HospiConnect candidacies.
/// Eligible private entities that apply; GHT and public entities all do.
inline constexpr Share private_candidate{860};
/// Candidates that try the evening before the window opens.
inline constexpr Share too_early{8};
/// Candidates that try in the first hours after it has closed.
inline constexpr Share too_late{8};
/// Candidates that were granted an extension, most often after a cyberattack, and use it.
inline constexpr Share extended{6};
/// GHT of which a member applies by itself before the support establishment does.
inline constexpr Share member_instead{60};
/// Deposits that reach the engine through Convergence.
inline constexpr Share by_convergence{600};
/// Candidacies for which the ARS asks for a complement, and those who never answer.
inline constexpr Share candidacy_complement{120};
inline constexpr Share complement_unanswered{40};
inline constexpr Share candidacy_withdrawn{6};
inline constexpr Share candidacy_rejected{10};
/// Entities that reach each half of the 2026 milestone.
inline constexpr Share note_deposited{950};
inline constexpr Share indicators_completed{940};

// Mistakes that anyone may make, each refused by the engine and then mended.
inline constexpr Share wrong_ars{8};
inline constexpr Share author_forgotten{8};
inline constexpr Share decides_too_soon{60};  ///< of the dossiers with a complement awaited
inline constexpr Share same_person_pays{6};
inline constexpr Share sent_twice{5};  ///< the same proposal again: a duplicate, not a mistake

// MIE funding.
inline constexpr Share requests_funding{970};
inline constexpr Share request_before_validation{10};
inline constexpr Share request_complement{80};
inline constexpr Share request_rejected{8};
/// Conventions: signed by ANS first, after the published day, or never.
inline constexpr Share ans_signs_first{100};
inline constexpr Share convention_late{80};
inline constexpr Share convention_never{15};
inline constexpr Share signs_for_the_other{5};
/// Beneficiaries that order cards from ANS; orders cancelled in part; a second order.
inline constexpr Share orders_cards{550};
inline constexpr Share cards_cancelled{60};
inline constexpr Share cards_again{250};
/// Beneficiaries that declare each year, most of them from the second on.
inline constexpr Share declares_2026{450};
inline constexpr Share declares_2027{800};
inline constexpr Share declares_2028{900};
inline constexpr Share declares_late{8};
inline constexpr Share declaration_extended{8};
inline constexpr Share declares_without_convention{300};  ///< of those that never signed
inline constexpr Share declares_twice{6};
inline constexpr Share cost_in_the_future{8};
inline constexpr Share objective_missed{50};
/// Cost lines before the period, or funded elsewhere in part.
inline constexpr Share cost_too_early{50};
inline constexpr Share cost_funded_elsewhere{90};
inline constexpr Share declaration_complement{70};
inline constexpr Share complement_after_opinion{40};
inline constexpr Share opinion_unfavourable{40};
inline constexpr Share denied_despite_opinion{10};
inline constexpr Share denied_after_unfavourable{800};
inline constexpr Share attests_late{30};
inline constexpr Share attests_again{100};  ///< of those denied
inline constexpr Share orders_before_attestation{8};
inline constexpr Share orders_again{20};
/// Beneficiaries paid that are controlled, and controls that recognise less than declared.
inline constexpr Share controlled{70};
inline constexpr Share control_finds_less{350};
inline constexpr Share false_declaration{6};

// AAP projects.
/// Establishments that file a project, a second one, and a third which the limit refuses.
inline constexpr Share files_project{420};
inline constexpr Share second_project{220};
inline constexpr Share third_project{150};  ///< of those with two
inline constexpr Share joint_project{160};
inline constexpr Share project_too_early{10};
inline constexpr Share project_too_late{12};
inline constexpr Share catch_up_theme{600};  ///< of those entitled to it
inline constexpr Share catch_up_despite_payment{25};
inline constexpr Share ght_not_consulted{20};
inline constexpr Share asks_too_much{20};
inline constexpr Share wrong_site{8};
inline constexpr Share project_complement{150};
inline constexpr Share project_withdrawn{30};
inline constexpr Share project_selected{620};
inline constexpr Share granted_as_requested{500};
inline constexpr Share grants_too_much{12};
inline constexpr Share abandons_grant{10};
inline constexpr Share orders_before_convention{12};
inline constexpr Share orders_second_too_soon{10};
inline constexpr Share proofs_never{50};
inline constexpr Share proofs_late{12};
inline constexpr Share proofs_extended{20};
inline constexpr Share proofs_complement{60};
inline constexpr Share target_missed{60};
inline constexpr Share project_breach{25};

// Recoveries.
inline constexpr Share withdraws_too_soon{120};
inline constexpr Share notice_short{60};
inline constexpr Share notice_again{40};
inline constexpr Share observations{600};
inline constexpr Share breach_remedied{120};
inline constexpr Share no_action{50};
inline constexpr Share withdrawal_reduced{250};
inline constexpr Share pays_by_instalments{350};
inline constexpr Share pays_in_part{250};
inline constexpr Share then_waived{
    500};  ///< of those that paid in part; the others are written off
inline constexpr Share appeals{150};
inline constexpr Share appeal_partly_annulled{250};
inline constexpr Share appeal_annulled{150};
inline constexpr Share appeal_given_up{150};

// Management.
inline constexpr Share corrected{8};
inline constexpr Share held{15};
inline constexpr Share erasure_attempted{500};  ///< of the dossiers held

}  // namespace probant::simulation::share
