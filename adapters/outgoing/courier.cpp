#include "adapters/outgoing/courier.hpp"

#include "adapters/outgoing/schedule.hpp"
#include "adapters/webhooks/signature.hpp"

namespace probant::outgoing {
namespace {

using Step = Next::Step;

constexpr std::int64_t unreadable_seconds = 5;

Parcel parcel_of(Subscription const& to, Letter const& letter, Instant now) {
  auto const id = letter_id(to, letter.position);
  auto const timestamp = std::to_string(now.unix_seconds());
  webhooks::Message const message{id, timestamp, letter.event};
  std::string signatures;
  auto const sign = [&](std::string const& text) {
    auto const secret = webhooks::Secret::parse(text);
    if (secret) signatures += (signatures.empty() ? "" : " ") + secret->sign(message);
  };
  sign(to.secret);
  if (!to.former_secret.empty() && now < to.former_until) sign(to.former_secret);
  return {to.url,
          {{"content-type", "application/cloudevents+json"},
           {"webhook-id", id},
           {"webhook-timestamp", timestamp},
           {"webhook-signature", signatures}},
          letter.event};
}

std::string failure_of(Attempt const& attempt) {
  return attempt.status == 0 ? attempt.answer : "réponse " + std::to_string(attempt.status);
}

struct Sent {
  Receipt receipt;
  Attempt attempt;
};

Sent send(Ports const& ports, Subscription const& to, Letter const& letter, int number) {
  auto const begun = ports.now();
  auto receipt = ports.post(parcel_of(to, letter, begun));
  auto const ended = ports.now();
  Attempt attempt;
  attempt.position = letter.position;
  attempt.at = begun;
  attempt.number = number;
  attempt.status = receipt.why.empty() ? receipt.response.status : 0;
  attempt.milliseconds = (ended.unix_ns() - begun.unix_ns()) / 1'000'000;
  // Never what was answered: it may quote the letter, whose content may have to be erased one day.
  attempt.answer = receipt.why;
  return {std::move(receipt), std::move(attempt)};
}

void disable(Book& book, Subscription& one) {
  one.state = State::disabled;
  one.why = "L'adresse a répondu 410 (Gone) : elle ne veut plus rien recevoir.";
  book.change(one);
}

/// Whether it arrives or not, `next` and its attempts stay as they are: it is tried once.
Next deliver_again(Book& book, Ports const& ports, Subscription one, Position position) {
  auto const found = ports.find(one, position);
  if (!found) return {Step::later, ports.now().plus_seconds(unreadable_seconds)};
  if (!found->letter || found->letter->position != position) {
    book.exhume(one.id, position);  // erased from view since, or no longer for this subscriber
    return {Step::at_once};
  }
  auto const sent = send(ports, one, *found->letter, 1);
  if (sent.receipt.abandoned) return {Step::when_woken};
  auto const verdict = verdict_of(sent.attempt.status);
  book.settle(one, sent.attempt);
  if (verdict == Verdict::delivered) {
    book.exhume(one.id, position);
  } else {
    book.bury(one.id, {position, sent.attempt.at, failure_of(sent.attempt)});
  }
  if (verdict == Verdict::gone) disable(book, one);
  return {Step::at_once};
}

Next deliver(Book& book, Ports const& ports, Subscription one, Letter const& letter) {
  auto const sent = send(ports, one, letter, one.attempt + 1);
  if (sent.receipt.abandoned) return {Step::when_woken};
  auto const verdict = verdict_of(sent.attempt.status);
  auto const arrived = [&] {
    one.next = letter.position + 1;
    one.attempt = 0;
    one.due = Instant{};
  };
  if (verdict == Verdict::gone) {
    book.settle(one, sent.attempt);
    disable(book, one);
    return {Step::when_woken};
  }
  if (verdict == Verdict::delivered) {
    arrived();
    book.settle(one, sent.attempt);
    return {Step::at_once};
  }
  ++one.attempt;
  auto const again = next_try(one.attempt, sent.attempt.at, sent.receipt.response, ports.chance());
  if (again) {
    one.due = *again;
    book.settle(one, sent.attempt);
    return {Step::later, *again};
  }
  book.bury(one.id, {letter.position, sent.attempt.at, failure_of(sent.attempt)});
  arrived();
  book.settle(one, sent.attempt);
  return {Step::at_once};
}

/// What is to be sent to a subscription, or why nothing is.
struct Waiting {
  Next next{};
  std::optional<Subscription> one{};
  std::optional<Position> revived{};
  std::optional<Letter> letter{};
};

Waiting look(Book& book, Ports const& ports, std::int64_t id) {
  auto one = book.find(id);
  if (!one) return {{Step::gone}};
  if (one->state != State::active) return {{Step::when_woken}};
  if (auto const position = book.revived(id)) return {{Step::at_once}, std::move(one), position};
  auto const now = ports.now();
  if (now < one->due) return {{Step::later, one->due}};
  auto found = ports.find(*one, one->next);
  if (!found) return {{Step::later, now.plus_seconds(unreadable_seconds)}};
  if (one->next < found->reached) book.pass(id, found->reached);
  if (!found->letter) return {{found->more ? Step::at_once : Step::when_woken}};
  one->next = found->letter->position;
  return {{Step::at_once}, std::move(one), std::nullopt, std::move(found->letter)};
}

}  // namespace

std::string letter_id(Subscription const& subscription, Position position) {
  auto const& mark = subscription.mark;
  return std::to_string(subscription.id) + (mark.empty() ? "" : "-" + mark) + "-" +
         std::to_string(position);
}

Next deliver_next(Book& book, Ports const& ports, std::int64_t id) {
  auto waiting = look(book, ports, id);
  if (waiting.revived) return deliver_again(book, ports, *waiting.one, *waiting.revived);
  return waiting.letter ? deliver(book, ports, *waiting.one, *waiting.letter) : waiting.next;
}

Next look_for_letter(Book& book, Ports const& ports, std::int64_t id) {
  return look(book, ports, id).next;
}

}  // namespace probant::outgoing
