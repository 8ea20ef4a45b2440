// One HOP'EN 2 project, from its deposit to its second instalment.
#pragma once

#include "adapters/simulation/play.hpp"

namespace probant::simulation {

struct ProjectPlan {
  Entity lead;
  Region region;
  Pmsi pmsi;
  aap::Theme theme = aap::Theme::maturity_catch_up;
  bool in_ght = false;
  std::vector<aap::PerimeterItem> perimeter;
};

class ProjectStory : public Story {
 public:
  ProjectStory(Play& play, std::string const& reference, ProjectPlan plan);
  void start();

 private:
  // filings.cpp
  aap::ProjectFiled filing();
  Money ceiling() const;
  void make_mistakes(aap::ProjectFiled const& right, Date day);
  void file(Date day);
  void refused(Outcome const& outcome, Date day);
  void mend(ReasonCode code, Date day);

  // project_story.cpp
  Actor depositor();
  void filed(Date day, Outcome const& outcome);
  void decide(Date day);
  void select(Date day);
  void sign_convention(Date day);
  void order(int instalment, Date day);
  void pay(int instalment, Date day);
  void await_proofs();
  void extend_proofs(Date closes_on);
  void deposit(Date day);
  void decide_attainment(Date day);
  void refuse_attainment(Date day);

  ProjectPlan plan_;
  bool mended_ = false;
};

}  // namespace probant::simulation
