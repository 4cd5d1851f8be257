// Connects, says one hello (or waits), and reads until the answer is recognised.
// SPDX-License-Identifier: Apache-2.0
#include "probes/services/conversation.h"

#include <algorithm>
#include <system_error>
#include <thread>

#include "base/text.h"
#include "protocols/telnet/decoder.h"
#include "protocols/tls/client_hello.h"
#include "protocols/tls/server_answer.h"

namespace hoshi::probes {

namespace {

namespace services = protocols::services;
namespace tls = protocols::tls;
using std::chrono::milliseconds;
using transport::Stream;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds answer_timeout{2500};
constexpr milliseconds unlikely_timeout{1500};  // where nothing says that this protocol is spoken
constexpr milliseconds short_greeting{700};     // most daemons greet at once
constexpr milliseconds patient_greeting{6000};  // some look the client's name up first
constexpr milliseconds settle_timeout{400};     // for the rest of a greeting whose beginning is recognised
constexpr int reads_limit = 64;                 // against one byte at a time

bool lists(const Value& ports, std::uint16_t port) {
  const auto& list = ports.as_list();
  return std::any_of(list.begin(), list.end(), [port](const Value& entry) { return entry.as_integer() == port; });
}

std::optional<Opening> opening_called(std::string_view name) {
  if (name == "greeting") return Opening{Opening::Kind::greeting, nullptr};
  if (name == "patient_greeting") return Opening{Opening::Kind::patient_greeting, nullptr};
  if (name == "tls") return Opening{Opening::Kind::tls, nullptr};
  const auto* hello = services::find_hello(name);
  return hello != nullptr ? std::optional(Opening{Opening::Kind::hello, hello}) : std::nullopt;
}

// Rounds to which each opening is added once.
class RoundsOnce {
 public:
  void add(const std::vector<std::string_view>& names) {
    std::vector<Opening> round;
    for (const auto name : names) {
      const auto opening = opening_called(name);
      if (!opening || std::find(seen_.begin(), seen_.end(), *opening) != seen_.end()) continue;
      seen_.push_back(*opening);
      round.push_back(*opening);
    }
    if (!round.empty()) rounds_.push_back(std::move(round));
  }
  // Those whose list of ports names this one, each in a round of its own.
  void add_hints(const Value& hints, std::uint16_t port) {
    for (const auto& [name, ports] : hints.as_map()) {
      if (lists(ports, port)) add({name == "greeting" ? std::string_view("patient_greeting") : std::string_view(name)});
    }
  }
  void add_rounds(const Value& rounds) {
    for (const Value& round : rounds.as_list()) {
      std::vector<std::string_view> names;
      for (const Value& name : round.as_list()) names.push_back(name.as_text());
      add(names);
    }
  }
  Rounds take() && { return std::move(rounds_); }

 private:
  Rounds rounds_;
  std::vector<Opening> seen_;
};

Bytes client_hello(transport::Network& network) {
  const auto groups = tls::all_groups();
  // The common suites only: a long list makes small stacks refuse.
  auto suites = tls::suites_for(tls::Version::tls_1_2);
  suites.resize(std::min<std::size_t>(suites.size(), 100));
  return tls::write_client_hello(
      {tls::Version::tls_1_2, network.random(32), suites, {groups.begin(), groups.end()}, {}, "", {}});
}

Bytes hello_of(const Opening& opening, transport::Network& network) {
  switch (opening.kind) {
    case Opening::Kind::greeting:
    case Opening::Kind::patient_greeting: return {};
    case Opening::Kind::tls: return client_hello(network);
    case Opening::Kind::hello: return opening.hello->first();
  }
  return {};
}

milliseconds patience(const Opening& opening, Company company) {
  switch (opening.kind) {
    case Opening::Kind::greeting: return short_greeting;
    case Opening::Kind::patient_greeting: return patient_greeting;
    case Opening::Kind::tls:
    case Opening::Kind::hello: break;
  }
  return company == Company::side_by_side ? unlikely_timeout : answer_timeout;
}

bool is_tls(ByteView received) {
  const auto answer = tls::read_server_answer(received);
  if (!answer) {
    return true;  // records of TLS with something broken inside
  }
  return answer->kind == tls::ServerAnswer::Kind::sslv2 || answer->alert || answer->hello;
}

// An answer to a ClientHello that is there in full: nothing more is needed to know that TLS is spoken, and waiting for the
// server's silence would cost every TLS port its time-out.
bool is_whole_tls_answer(ByteView received) {
  const auto answer = tls::read_server_answer(received);
  return answer && (answer->kind == tls::ServerAnswer::Kind::sslv2 || answer->alert || answer->hello);
}

// Nothing while nobody can tell, or when it is TLS, which only the caller may follow.
std::optional<services::Recognised> understand(const Opening& opening, ByteView sent, ByteView received) {
  const auto same = std::min(sent.size(), received.size());
  const bool is_echo = !sent.empty() && std::equal(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(same),
                                                   received.begin());
  if (is_echo) return std::nullopt;
  if (opening.hello != nullptr && opening.hello->answer != nullptr) {
    if (auto found = opening.hello->answer(received)) return found;
  }
  return services::recognise(received);
}

// What the client says next on its own: the second half of a hello, refusals of Telnet's options.
class Replies {
 public:
  explicit Replies(const Opening& opening) : opening_(opening) {}

  Bytes to(ByteView received, ByteView latest, const Reaction& reaction) {
    const Bytes refusals = telnet_.feed(latest).reply;
    if (reaction.service.protocol == "telnet") return refusals;
    const bool has_second = opening_.hello != nullptr && opening_.hello->second != nullptr && !said_second_;
    Bytes second = has_second ? opening_.hello->second(received) : Bytes{};
    said_second_ = said_second_ || !second.empty();
    return second;
  }

 private:
  const Opening& opening_;
  protocols::telnet::Decoder telnet_;
  bool said_second_ = false;
};

// Reads until the service is recognised and has said it all, or is silent, or enough came.
Reaction listen(Stream& stream, const Opening& opening, ByteView sent, milliseconds timeout) {
  Reaction reaction;
  Bytes received;
  Replies replies(opening);
  for (int reads = 0; reads < reads_limit && received.size() < services::looked_at_bytes; ++reads) {
    const auto bytes = stream.read(services::looked_at_bytes - received.size(), timeout);
    if (!bytes || bytes->empty()) {
      break;
    }
    received.insert(received.end(), bytes->begin(), bytes->end());
    if (auto found = understand(opening, sent, received)) {
      reaction.outcome = Reaction::Outcome::recognised;
      reaction.service = std::move(*found);
      timeout = settle_timeout;
    }
    const bool is_known = reaction.outcome == Reaction::Outcome::recognised;
    if (is_known ? reaction.service.whole : is_whole_tls_answer(received)) {
      break;
    }
    const Bytes reply = replies.to(received, *bytes, reaction);
    if (!reply.empty() && !stream.write(reply)) {
      break;
    }
  }
  if (reaction.outcome != Reaction::Outcome::recognised && !received.empty()) {
    reaction.outcome = is_tls(received) ? Reaction::Outcome::speaks_tls : Reaction::Outcome::unknown;
    reaction.said = printable(to_text(received));
  }
  return reaction;
}

// Errors that say something about the device, not about us.
bool is_the_device(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::timed_out || error.code == ErrorCode::corrupt;
}

// Understood well enough to ask nothing more; what speaks TLS inside TLS is no news.
bool is_settled(const Reaction& reaction, const Place& place) {
  return reaction.outcome == Reaction::Outcome::recognised ||
         (reaction.outcome == Reaction::Outcome::speaks_tls && !place.inside_tls);
}

struct Lane {
  std::unique_ptr<transport::Network> network;
  Result<Reaction> reaction = Reaction{};
};

// Without a thread to be had (limits of the system) the lane works alone: slower, and never wrong.
void start(std::vector<std::jthread>& threads, Lane& lane, const Place& place, const Opening& opening) {
  const auto talk = [&lane, &place, &opening] {
    lane.reaction = converse(*lane.network, place, opening, Company::side_by_side);
  };
  try {
    threads.emplace_back(talk);
  } catch (const std::system_error&) {
    talk();
  }
}

// The reactions in the order of the openings.
Result<std::vector<Reaction>> try_round(transport::Network& network, const Place& place,
                                        const std::vector<Opening>& round) {
  std::vector<Reaction> reactions;
  if (round.size() == 1) {
    reactions.push_back(HOSHI_TRY(converse(network, place, round.front(), Company::alone)));
    return reactions;
  }
  std::vector<Lane> lanes(round.size());
  for (std::size_t i = 0; i < round.size(); ++i) {
    const std::string where = place.inside_tls ? "inside-" : "";
    const std::string_view name = round[i].hello != nullptr ? round[i].hello->name : "greeting";
    lanes[i].network = network.lane(where + std::string(name));
  }
  {
    std::vector<std::jthread> threads;  // joined at the end of the block
    threads.reserve(lanes.size());
    for (std::size_t i = 0; i < lanes.size(); ++i) start(threads, lanes[i], place, round[i]);
  }
  for (auto& lane : lanes) reactions.push_back(HOSHI_TRY(std::move(lane.reaction)));
  return reactions;
}

}  // namespace

std::string_view name_of(const Opening& opening) {
  switch (opening.kind) {
    case Opening::Kind::greeting:
    case Opening::Kind::patient_greeting: return "greeting";
    case Opening::Kind::tls: return "tls hello";
    case Opening::Kind::hello: return opening.hello->how;
  }
  return "";
}

Rounds openings_for(const Value& knowledge, std::uint16_t port) {
  RoundsOnce rounds;
  const Value& first = knowledge["first"];
  if (lists(knowledge["listen_only"], port)) {
    rounds.add({"greeting"});
    return std::move(rounds).take();
  }
  rounds.add_hints(first, port);
  rounds.add_rounds(knowledge["rounds"]);
  return std::move(rounds).take();
}

Rounds openings_inside(const Value& knowledge, std::uint16_t port) {
  RoundsOnce rounds;
  rounds.add_hints(knowledge["inside"], port);
  rounds.add_rounds(knowledge["rounds_inside"]);
  return std::move(rounds).take();
}

Result<Reaction> converse(transport::Network& network, const Place& place, const Opening& opening,
                          Company company) {
  auto stream = place.inside_tls ? network.connect_tls(place.target, place.port, {}, connect_timeout)
                                 : network.connect(place.target, place.port, connect_timeout);
  if (!stream && !is_the_device(stream.error())) {
    return tl::unexpected(stream.error());
  }
  if (!stream) {
    // A deadline that passed looks like a silent device; only waiting tells.
    HOSHI_CHECK(network.wait(milliseconds(0)));
    return Reaction{Reaction::Outcome::not_answering, {}, ""};
  }
  const Bytes hello = hello_of(opening, network);
  if (!hello.empty() && !(*stream)->write(hello)) {
    return Reaction{};
  }
  return listen(**stream, opening, hello, patience(opening, company));
}

Result<Finding> try_openings(transport::Network& network, const Place& place, const Rounds& rounds) {
  Finding best;
  best.reaction.outcome = Reaction::Outcome::not_answering;
  for (const auto& round : rounds) {
    auto reactions = HOSHI_TRY(try_round(network, place, round));
    bool has_connected = false;
    for (std::size_t i = 0; i < reactions.size(); ++i) {
      Reaction& reaction = reactions[i];
      if (is_settled(reaction, place)) return Finding{std::move(reaction), round[i]};
      if (reaction.outcome == Reaction::Outcome::not_answering) continue;
      has_connected = true;
      if (best.reaction.said.empty()) best = {std::move(reaction), round[i]};
    }
    if (!has_connected && place.inside_tls) return best;  // no TLS we have: trying again would not help
  }
  return best;
}

}  // namespace hoshi::probes
