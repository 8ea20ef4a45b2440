// One recovery, from its opening to its closing.
#pragma once

#include "adapters/simulation/play.hpp"

namespace probant::simulation {

class RecoveryStory : public Story {
 public:
  RecoveryStory(Play& play, std::string const& reference, Region region, DossierId against);
  void start(recovery::Cause cause, Money amount, Date day, std::string grounds);

 private:
  bool of_ans() const { return against_.kind == DossierKind::mie; }
  Actor pursuer() const;
  Actor authorising_officer() const;
  Actor accounting_officer() const;
  AdministrativeDecision decision(Date day);

  // recoveries.cpp
  void withdraw_too_soon(Date day);
  void serve_notice(Date day);
  void conclude(Date day);
  void withdraw(Date day, Money most);
  void appeal(Date day);
  void judge(Date day);
  void decide_again(Date day, Money amount);
  void close(Date day);

  // collection.cpp
  void collect(Date day);
  void waive(Date day, Money amount);
  void order(Date day);
  void grant_instalments(Date day);
  void receive(Date day, Money amount, std::function<void(Date)> then);
  void receive_lines(std::size_t line);
  void give_up_rest(Date day);
  void settle_later(Date day);
  void settle(Date day);
  void restore(Date day);

  DossierId against_;
  int receipts_ = 0;
};

}  // namespace probant::simulation
