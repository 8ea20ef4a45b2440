// The one doorway to Boost.MSM: turns a transition table of facts into three plain functions. Only
// lifecycle.cpp files include it. A machine lives inside one call, set to a phase and then thrown
// away: copying, moving or storing one can silently lose its state (decision 0002).
#pragma once

#include <boost/mpl/for_each.hpp>
#include <boost/mpl/vector.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>
#include <optional>
#include <type_traits>

#include "engine/kernel/lifecycle.hpp"

namespace probant {

/// What the machine is told: that an event of this type happened. The data stays outside.
template <class E>
struct Happened {};

template <auto P>
struct In : boost::msm::front::state<> {
  static constexpr auto phase = P;
};

/// A row: from this phase, this event leads to that phase. No guards, no actions.
template <auto From, class E, auto To>
struct On : boost::msm::front::Row<In<From>, Happened<E>, In<To>, boost::msm::front::none,
                                   boost::msm::front::none> {
  using event = E;
  static constexpr auto from = From;
  static constexpr auto to = To;
};

template <class Phase, Phase Initial, class Table>
class Machine {
  struct Front : boost::msm::front::state_machine_def<Front> {
    using transition_table = Table;
    using initial_state = In<Initial>;
    using no_message_queue = int;
    using no_exception_thrown = int;
    template <class Fsm, class Event>
    void no_transition(Event const&, Fsm&, int) {}
  };
  using Back = boost::msm::back::state_machine<Front>;

  template <Phase P>
  static constexpr int id_of =
      boost::msm::back::get_state_id<typename Back::stt, In<P>>::type::value;

  /// Stands in for an archive: MSM's own serialize hook is the only public way to a state's id.
  struct RegionAccess {
    std::optional<int> set;
    int seen = -1;
    template <class T>
    RegionAccess& operator&(T& member) {
      if constexpr (std::is_same_v<T, int[1]>) {
        if (set) member[0] = *set;
        seen = member[0];
      }
      return *this;
    }
  };

  template <class F>
  static void for_each_row(F&& visit) {
    boost::mpl::for_each<Table, std::add_pointer<boost::mpl::_1>>(
        [&]<class Row>(Row*) { visit(Row{}); });
  }

  static int id_of_phase(Phase phase) {
    int id = -1;
    for_each_row([&]<class Row>(Row) {
      if (Row::from == phase) id = id_of<Row::from>;
      if (Row::to == phase) id = id_of<Row::to>;
    });
    return id;
  }

  static std::optional<Phase> phase_of_id(int id) {
    std::optional<Phase> phase;
    for_each_row([&]<class Row>(Row) {
      if (id_of<Row::from> == id) phase = Row::from;
      if (id_of<Row::to> == id) phase = Row::to;
    });
    return phase;
  }

  template <class E>
  static std::optional<Phase> step(int from) {
    Back machine;
    machine.start();
    RegionAccess entry{.set = from};
    machine.serialize(entry, 0);
    if (machine.process_event(Happened<E>{}) != boost::msm::back::HANDLED_TRUE) return std::nullopt;
    RegionAccess exit{};
    machine.serialize(exit, 0);
    return phase_of_id(exit.seen);
  }

 public:
  /// The phase after an event of `type`; nothing when the table has no such row.
  static std::optional<Phase> next(Phase phase, EventType type) {
    // The outcome is a pure function of (phase, type), so each is asked of the machine once.
    static auto const outcomes = all_outcomes();
    return outcomes[static_cast<std::size_t>(phase)][type];
  }

  /// The phase after the fact that tag E stands for: for a table whose tags say more than an event
  /// type does (which party signed).
  template <class E>
  static std::optional<Phase> after(Phase phase) {
    int const id = id_of_phase(phase);
    return id < 0 ? std::nullopt : step<E>(id);
  }

  static std::vector<Transition> transitions() {
    std::vector<Transition> rows;
    for_each_row([&]<class Row>(Row) {
      rows.push_back({name_of(Row::from), Row::event::about.name, name_of(Row::to)});
    });
    return rows;
  }

 private:
  using Outcomes =
      std::array<std::array<std::optional<Phase>, event_type_count>, Names<Phase>::values.size()>;

  static Outcomes all_outcomes() {
    Outcomes outcomes{};
    for_each_row([&]<class Row>(Row) {
      auto const type = event_type(Row::event::about.name);
      for (std::size_t p = 0; p < outcomes.size(); ++p) {
        int const id = id_of_phase(static_cast<Phase>(p));
        if (id >= 0) outcomes[p][*type] = step<typename Row::event>(id);
      }
    });
    return outcomes;
  }
};

}  // namespace probant
