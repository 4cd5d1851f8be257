// Three rounds of questions to groups: who is there, which instances, and their details.
// SPDX-License-Identifier: Apache-2.0
#include "probes/discovery/group_questions.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/coap/message.h"

namespace hoshi::probes {
namespace {

namespace coap = protocols::coap;
namespace dns = protocols::dns;
namespace ssdp = protocols::ssdp;
namespace ws_discovery = protocols::ws_discovery;
using transport::DatagramAnswer;
using transport::DatagramQuestion;
using transport::Reach;

constexpr std::uint16_t coap_port = 5683;  // RFC 7252, 6.1
constexpr int ssdp_spread_seconds = 1;     // devices wait up to that long, at random
constexpr std::size_t answers_max = 64;    // a media server alone answers ssdp:all with ten
constexpr std::size_t round_limit = 24;    // questions of the later rounds
constexpr std::size_t names_limit = 4;

// The first round waits for the spread of SSDP and one repetition; mDNS and LLMNR answer within 120 ms (RFC 6762,
// 6; RFC 4795, 2.7: LLMNR_TIMEOUT of 100 ms to 1 s).
transport::AskOptions first_round() {
  return {{std::chrono::milliseconds(0), std::chrono::milliseconds(300), std::chrono::milliseconds(900)},
          std::chrono::milliseconds(2100), answers_max};
}
transport::AskOptions later_round() {
  return {{std::chrono::milliseconds(0), std::chrono::milliseconds(300)}, std::chrono::milliseconds(900), answers_max};
}

struct NameQuestion {
  std::uint16_t id = 0;
  dns::Question question;
};

NameQuestion numbered(transport::Network& network, const dns::Question& question) {
  const Bytes random = network.random(2);
  return {static_cast<std::uint16_t>(random[0] << 8 | random[1]), question};
}

DatagramQuestion datagram(std::uint16_t port, const NameQuestion& asked) {
  return {port, dns::encode_query(asked.id, asked.question), Reach::group};
}

// RFC 6762, 6.7: an answer to a port other than 5353 repeats number and question; some devices leave both out.
bool belongs_to(const dns::Message& message, const NameQuestion& asked) {
  if (message.questions.empty()) return message.is_response && (message.id == asked.id || message.id == 0);
  return dns::answers_question(message, asked.id, asked.question);
}

bool add_names(const DatagramAnswer& answer, const NameQuestion& asked, dns::Services& services) {
  bool of_use = false;
  for (const auto& datagram : answer.got) {
    const auto message = dns::parse(datagram.bytes);
    if (message && belongs_to(*message, asked)) of_use = services.add(*message) || of_use;
  }
  return of_use;
}

// Several questions to one group, and their answers collected. True: something of use came.
Result<bool> ask_names(transport::Network& network, std::string_view target, const std::vector<dns::Question>& questions,
                       dns::Services& services) {
  if (questions.empty()) return false;
  std::vector<NameQuestion> asked;
  std::vector<DatagramQuestion> datagrams;
  for (const auto& question : questions) {
    if (asked.size() >= round_limit) break;
    asked.push_back(numbered(network, question));
    datagrams.push_back(datagram(dns::multicast_port, asked.back()));
  }
  const auto answers = HOSHI_TRY(network.ask_datagrams(target, datagrams, later_round()));
  bool of_use = false;
  for (std::size_t i = 0; i < std::min(asked.size(), answers.size()); ++i)
    of_use = add_names(answers[i], asked[i], services) || of_use;
  return of_use;
}

bool has_instance(const dns::Services& services, const dns::Name& type) {
  return std::any_of(services.instances().begin(), services.instances().end(),
                     [&](const dns::Instance& instance) { return instance.name.ends_with(type); });
}

std::vector<dns::Question> instance_questions(const dns::Services& services) {
  std::vector<dns::Question> questions;
  for (const auto& type : services.types()) {
    if (!has_instance(services, type)) questions.push_back(dns::instances_question(type));
  }
  return questions;
}

std::vector<dns::Question> detail_questions(const dns::Services& services) {
  std::vector<dns::Question> questions;
  for (const auto& instance : services.instances()) {
    if (instance.port == 0) questions.push_back(dns::detail_question(instance.name, dns::Type::srv));
    if (!instance.has_text) questions.push_back(dns::detail_question(instance.name, dns::Type::txt));
  }
  return questions;
}

std::vector<std::string> single_labels(const dns::Services& services, const std::vector<std::string>& further) {
  std::vector<std::string> labels;
  const auto add = [&](const std::string& label) {
    const bool is_new = std::find(labels.begin(), labels.end(), lower(label)) == labels.end();
    if (labels.size() < names_limit && is_new) labels.push_back(lower(label));
  };
  for (const auto& host : services.hosts()) add(host.labels.front());
  for (const auto& label : further) add(label);
  return labels;
}

// RFC 4795, 2.1 and 2.4: link-local names cannot be listed, so that only known names can be asked for.
Result<std::vector<std::string>> ask_link_local(transport::Network& network, std::string_view target,
                                                const std::vector<std::string>& labels) {
  std::vector<NameQuestion> asked;
  std::vector<DatagramQuestion> datagrams;
  for (const auto& label : labels) {
    asked.push_back(numbered(network, {{{label}}, static_cast<std::uint16_t>(dns::Type::a), 1, false}));
    datagrams.push_back(datagram(dns::link_local_port, asked.back()));
  }
  std::vector<std::string> known;
  if (asked.empty()) return known;
  const auto answers = HOSHI_TRY(network.ask_datagrams(target, datagrams, later_round()));
  for (std::size_t i = 0; i < std::min(asked.size(), answers.size()); ++i) {
    for (const auto& datagram : answers[i].got) {
      const auto message = dns::parse(datagram.bytes);
      // RFC 4795, 2.3: who is not responsible for a name does not answer, so an answer without an error vouches.
      if (!message || message->code != 0 || !dns::answers_question(*message, asked[i].id, asked[i].question)) continue;
      known.push_back(labels[i]);
      break;
    }
  }
  return known;
}

void hear_ssdp(const DatagramAnswer& answer, std::string_view wanted, std::vector<ssdp::Answer>& heard) {
  for (const auto& datagram : answer.got) {
    auto parsed = ssdp::parse_answer(datagram.bytes);
    if (parsed && ssdp::answers_search(*parsed, wanted)) heard.push_back(std::move(*parsed));
  }
}

void hear_matches(const DatagramAnswer& answer, std::string_view name, std::vector<ws_discovery::Match>& heard) {
  for (const auto& datagram : answer.got) {
    const auto parsed = ws_discovery::parse_matches(datagram.bytes);
    if (!parsed || parsed->relates_to != name) continue;
    heard.insert(heard.end(), parsed->matches.begin(), parsed->matches.end());
  }
}

// RFC 7252, 8.1: questions to a group are not confirmable; the token tells whose answer it is (5.3.2).
coap::Message links_request(transport::Network& network) {
  coap::Message request = coap::request(coap::code::get, "/.well-known/core");
  request.type = coap::Type::non_confirmable;
  request.token = network.random(4);
  const Bytes id = network.random(2);
  request.id = static_cast<std::uint16_t>(id[0] << 8 | id[1]);
  return request;
}

bool hear_links(const DatagramAnswer& answer, const coap::Message& request, std::vector<coap::Link>& heard) {
  bool answered = false;
  for (const auto& datagram : answer.got) {
    const auto message = coap::read_message(datagram.bytes);
    const bool is_response = message && message->code >> 5 >= 2 && message->code >> 5 <= 5;
    if (!is_response || message->token != request.token) continue;
    answered = true;
    const auto links = coap::read_links(to_text(message->payload));
    if (message->code == coap::code::content && links) heard.insert(heard.end(), links->begin(), links->end());
  }
  return answered;
}

struct Found {
  std::vector<ssdp::Answer> searches;
  std::vector<ws_discovery::Match> matches;
  std::vector<coap::Link> links;
  bool has_links = false;
  dns::Services services;
  bool has_services = false;
  std::vector<std::string> link_local;
};

Result<void> ask_everybody(transport::Network& network, std::string_view target, Found& found) {
  const auto types = numbered(network, dns::service_types_question());
  const std::string probe = ws_discovery::message_name(network.random(16));
  const std::string camera_probe = ws_discovery::message_name(network.random(16));
  const std::string device_probe = ws_discovery::message_name(network.random(16));
  const auto links = links_request(network);
  const std::vector<DatagramQuestion> questions{
      {ssdp::port, ssdp::encode_search(ssdp::everything, ssdp_spread_seconds), Reach::group},
      {ssdp::port, ssdp::encode_search(ssdp::root_devices, ssdp_spread_seconds), Reach::group},
      datagram(dns::multicast_port, types),
      {ws_discovery::port, ws_discovery::encode_probe(probe, ws_discovery::Wanted::everything), Reach::group},
      {ws_discovery::port, ws_discovery::encode_probe(camera_probe, ws_discovery::Wanted::onvif_cameras), Reach::group},
      {ws_discovery::port, ws_discovery::encode_probe(device_probe, ws_discovery::Wanted::devices), Reach::group},
      {coap_port, coap::write_message(links), Reach::group}};
  const auto answers = HOSHI_TRY(network.ask_datagrams(target, questions, first_round()));
  if (answers.size() != questions.size()) return fail(ErrorCode::internal, "not as many answers as questions");
  hear_ssdp(answers[0], ssdp::everything, found.searches);
  hear_ssdp(answers[1], ssdp::root_devices, found.searches);
  found.has_services = add_names(answers[2], types, found.services);
  hear_matches(answers[3], probe, found.matches);
  hear_matches(answers[4], camera_probe, found.matches);
  hear_matches(answers[5], device_probe, found.matches);
  found.has_links = hear_links(answers[6], links, found.links);
  return {};
}

std::vector<Heard> heard_from(const Found& found) {
  std::vector<Heard> heard;
  if (!found.searches.empty()) heard.push_back({ssdp::port, announcement_of(found.searches)});
  if (found.has_services) heard.push_back({dns::multicast_port, announcement_of(found.services)});
  if (!found.matches.empty()) heard.push_back({ws_discovery::port, announcement_of(found.matches)});
  if (found.has_links) heard.push_back({coap_port, announcement_of(found.links)});
  if (!found.link_local.empty()) {
    Announcement names;
    names.protocol = "llmnr";
    names.names = found.link_local;
    heard.push_back({dns::link_local_port, std::move(names)});
  }
  return heard;
}

}  // namespace

Result<std::vector<Heard>> ask_groups(transport::Network& network, std::string_view target,
                                      const std::vector<std::string>& further_names) {
  Found found;
  HOSHI_CHECK(ask_everybody(network, target, found));
  for (const auto& next : {instance_questions, detail_questions}) {
    const bool more = HOSHI_TRY(ask_names(network, target, next(found.services), found.services));
    found.has_services = found.has_services || more;
  }
  found.link_local = HOSHI_TRY(ask_link_local(network, target, single_labels(found.services, further_names)));
  return heard_from(found);
}

}  // namespace hoshi::probes
