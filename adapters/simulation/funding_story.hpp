// The funding of one beneficiary, from its request to the controls (arrêté du 27/01/2026).
#pragma once

#include "adapters/simulation/play.hpp"
#include "engine/kernel/figures.hpp"

namespace probant::simulation {

class FundingStory : public Story {
 public:
  FundingStory(Play& play, Candidate const& candidate);
  void start(Date validated_on);
  void too_soon(Date day);

 private:
  // fundings.cpp
  mie::FundingRequested request() const;
  Actor depositor();
  void requested(Date day);
  void decide(Date day);
  void sign_convention(Date validated_on);
  void order_cards(Date day, int number);

  // declarations.cpp
  void declare_from(Date ready_on);
  void extend_declaration(std::int64_t year, Span window);
  void declare(std::int64_t year, Date day);
  mie::DeclarationTransmitted declaration(std::int64_t year, Date day);
  std::vector<mie::CostLine> costs(Money total, Date first, Date last);
  mie::CostLine cost_line(Money amount, Date first, Date last);

  // campaigns.cpp
  void declared(std::int64_t year, Date day, Outcome const& outcome);
  void ask_for_complement(std::int64_t year, Date day, Actor const& actor,
                          std::function<void(Date)> then);
  void give_opinion(std::int64_t year, Date day);
  void attest(std::int64_t year, Date day, bool favourable);
  void deny(std::int64_t year, Date day);
  void order_payment(std::int64_t year, Date day);
  void execute_payment(std::int64_t year, Date day);
  void paid(std::int64_t year, Date day);

  // controls.cpp
  void open_control(Date day);
  void conclude_control(Date day);
  void draw_consequences(Date day);
  void denounce_false_declaration(Date day);
  std::optional<Money> figure(Figure figure, Instant at) const;

  Candidate const& candidate_;
  Date declared_until_;  ///< costs up to that day are declared
  bool controlled_ = false;
};

}  // namespace probant::simulation
