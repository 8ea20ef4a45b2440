// What a caller is told of a refused proposal that concerns a dossier they may not read: the same
// whether it exists or not, as for whoever asks for it. The log keeps every reason, for those who
// may read them.
#pragma once

#include "adapters/service/service.hpp"

namespace probant::service {

/// Of one proposal, made before it is judged.
class Veil {
 public:
  /// On the service's thread; a log that cannot be read hides nothing, since it answers nothing
  /// either.
  Veil(Call const& call, Proposal const& proposal);

  /// The outcome; of a refusal, where something is hidden from who proposed, no more than follows
  /// from the proposal alone. Any thread.
  Outcome over(Outcome outcome) const;

 private:
  enum class Reach : std::uint8_t {
    shown,
    open,    ///< a name that nobody has yet: who may begin there is told why not
    hidden,  ///< there, and not theirs
  };

  Reach reach_ = Reach::shown;
  Reasons instead_;
};

}  // namespace probant::service
