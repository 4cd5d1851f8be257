// Offers everything, takes away what the server chose, and offers the rest, until it refuses.
// SPDX-License-Identifier: Apache-2.0
#include "probes/dtls/survey.h"

#include <algorithm>
#include <set>

namespace hoshi::probes {
namespace {

namespace tls = protocols::tls;
namespace dtls = protocols::dtls;
using Kind = HelloOutcome::Kind;
using Codes = std::vector<std::uint16_t>;

constexpr std::size_t certificates_limit = 4;
// Constrained servers (RFC 7925) read hellos of few suites only; those of small devices are offered by themselves.
constexpr std::size_t small_offer = 40;

// RFC 6347, 4.1.2.2: stream ciphers are not for datagrams.
Codes suites_of(dtls::Version version) {
  Codes codes = tls::suites_for(dtls::counterpart_of(version));
  std::erase_if(codes, [](std::uint16_t code) { return tls::suite_name(code).find("RC4") != std::string::npos; });
  return codes;
}

// Those RFC 7925 asks small devices for come first, so that small offers meet them.
Codes constrained_first(Codes codes) {
  std::stable_partition(codes.begin(), codes.end(), [](std::uint16_t code) {
    const auto name = tls::suite_name(code);
    return name.find("CCM") != std::string::npos || name.find("PSK_WITH_AES") != std::string::npos;
  });
  return codes;
}

tls::ClientHello hello_with(const Codes& suites) {
  tls::ClientHello hello;
  hello.suites = suites;
  const auto groups = tls::all_groups();
  hello.groups.assign(groups.begin(), groups.end());
  return hello;
}

class Surveyor {
 public:
  explicit Surveyor(DtlsDialogue dialogue) : dialogue_(std::move(dialogue)) {}
  Result<TlsSurvey> survey();

 private:
  Result<void> survey_version(dtls::Version version);
  Result<HelloOutcome> eliminate(dtls::Version version, Codes offer);
  void note(const HelloOutcome& outcome);

  DtlsDialogue dialogue_;
  TlsSurvey survey_;
  std::set<std::string> seen_certificates_;
  bool gone_ = false;
};

void Surveyor::note(const HelloOutcome& outcome) {
  const auto& answer = outcome.answer;
  survey_.speaks_tls = survey_.speaks_tls || answer.hello || answer.alert;
  if (outcome.kind != Kind::chosen) return;
  std::string group;
  if (answer.group) group = tls::group_name(*answer.group);
  if (answer.dh_bits) group = "dh_" + std::to_string(*answer.dh_bits);
  const bool is_known = std::find(survey_.groups.begin(), survey_.groups.end(), group) != survey_.groups.end();
  if (!group.empty() && !is_known) survey_.groups.push_back(group);
  if (answer.certificates_der.empty() || survey_.certificates_der.size() == certificates_limit) return;
  const Bytes& leaf = answer.certificates_der.front();
  if (seen_certificates_.insert(to_text(leaf)).second) survey_.certificates_der.push_back(leaf);
}

Result<HelloOutcome> Surveyor::eliminate(dtls::Version version, Codes offer) {
  while (!offer.empty()) {
    HelloOutcome outcome = HOSHI_TRY(dialogue_.say(hello_with(offer), version));
    note(outcome);
    if (outcome.kind != Kind::chosen) return outcome;
    const std::uint16_t chosen = outcome.answer.hello->suite;
    survey_.suites.push_back({dtls::counterpart_of(version), chosen});
    std::erase(offer, chosen);
  }
  return HelloOutcome{Kind::refused, {}};
}

Result<void> Surveyor::survey_version(dtls::Version version) {
  const Codes all = constrained_first(suites_of(version));
  const std::size_t before = survey_.suites.size();
  HelloOutcome last = HOSHI_TRY(eliminate(version, all));
  // Silence to a long hello: perhaps it was too long.
  if (survey_.suites.size() == before && last.kind == Kind::silent) {
    last = HOSHI_TRY(eliminate(version, Codes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(small_offer, all.size())))));
  }
  const bool accepted = survey_.suites.size() > before;
  const bool ended = last.kind == Kind::refused || last.kind == Kind::other_version;
  if (accepted || ended) survey_.versions[dtls::counterpart_of(version)] = accepted;
  survey_.complete = survey_.complete && ended;
  gone_ = last.kind == Kind::unreachable || (last.kind == Kind::not_tls && !survey_.speaks_tls);
  return {};
}

Result<TlsSurvey> Surveyor::survey() {
  for (const auto version : {dtls::Version::dtls_1_2, dtls::Version::dtls_1_0}) {
    if (!gone_) HOSHI_CHECK(survey_version(version));
  }
  if (!gone_ && survey_.certificates_der.empty() && !survey_.suites.empty()) {
    Bytes leaf = HOSHI_TRY(dialogue_.leaf_certificate());
    if (!leaf.empty()) survey_.certificates_der.push_back(std::move(leaf));
  }
  survey_.connections = dialogue_.connections();
  return survey_;
}

}  // namespace

Result<TlsSurvey> survey_dtls(transport::Network& network, const std::string& target, std::uint16_t port) {
  return Surveyor(DtlsDialogue(network, target, port)).survey();
}

Result<bool> takes_pre_shared_keys(transport::Network& network, const std::string& target, std::uint16_t port) {
  Codes suites = suites_of(dtls::Version::dtls_1_2);
  std::erase_if(suites, [](std::uint16_t code) {
    return tls::key_exchange_of(tls::suite_name(code)).find("PSK") == std::string::npos;
  });
  DtlsDialogue dialogue(network, target, port);
  for (const auto version : {dtls::Version::dtls_1_2, dtls::Version::dtls_1_0}) {
    const HelloOutcome outcome = HOSHI_TRY(dialogue.say(hello_with(suites), version));
    if (outcome.kind == Kind::chosen) return true;
    if (outcome.kind == Kind::unreachable) return false;
  }
  return false;
}

}  // namespace hoshi::probes
