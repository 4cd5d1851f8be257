// Offers everything, takes away what the server chose, and offers the rest, until it refuses.
// SPDX-License-Identifier: Apache-2.0
#include "probes/tls/survey.h"

#include <algorithm>

namespace hoshi::probes {

namespace {

namespace tls = protocols::tls;
using Kind = HelloOutcome::Kind;
using Codes = std::vector<std::uint16_t>;

constexpr std::size_t certificates_limit = 4;
// Some small stacks refuse hellos with more suites (wolfSSL reads at most 150).
constexpr std::size_t small_offer = 140;
constexpr int doubly_used_hellos = 3;  // nearly every server of TLS 1.3 has the three suites of RFC 8446, 9.1
constexpr std::uint8_t protocol_version_alert = 70;
constexpr std::uint8_t unknown_psk_identity_alert = 115;  // RFC 5054, 2.5.1.2: an SRP server without a user

template <class T>
bool contains(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

class Surveyor {
 public:
  explicit Surveyor(TlsDialogue dialogue) : dialogue_(std::move(dialogue)) {}

  Result<TlsSurvey> survey();

 private:
  Result<void> survey_version(tls::Version version);
  // Offers the list, without what was chosen, until it is refused; gives the last outcome.
  Result<HelloOutcome> eliminate(tls::Version version, Codes offer);
  Result<HelloOutcome> ask(tls::Version version, const Codes& suites, const Codes& groups);
  Result<void> survey_groups_of_tls_1_3();
  Result<void> survey_curves_below_tls_1_3();
  Result<void> fetch_certificate();
  void note(const HelloOutcome& outcome);
  void note_group(std::string name, std::optional<std::uint16_t> code);
  Codes groups_unseen_first() const;
  Codes unseen_groups() const;
  Codes accepted_suites(tls::Version version) const;

  TlsDialogue dialogue_;
  TlsSurvey survey_;
  Codes seen_groups_;
  std::set<std::string> seen_certificates_;
  bool send_shares_ = false;
  bool gone_ = false;  // no connection any more, or no TLS at all
};

Codes Surveyor::groups_unseen_first() const {
  const auto all = tls::all_groups();
  Codes order(all.begin(), all.end());
  std::stable_partition(order.begin(), order.end(),
                        [this](std::uint16_t code) { return !contains(seen_groups_, code); });
  return order;
}

Codes Surveyor::unseen_groups() const {
  Codes unseen = groups_unseen_first();
  std::erase_if(unseen, [this](std::uint16_t code) { return contains(seen_groups_, code); });
  return unseen;
}

Codes Surveyor::accepted_suites(tls::Version version) const {
  Codes codes;
  for (const AcceptedSuite& suite : survey_.suites) {
    if (suite.version == version) {
      codes.push_back(suite.code);
    }
  }
  return codes;
}

void Surveyor::note_group(std::string name, std::optional<std::uint16_t> code) {
  if (code && !contains(seen_groups_, *code)) {
    seen_groups_.push_back(*code);
  }
  if (!contains(survey_.groups, name)) {
    survey_.groups.push_back(std::move(name));
  }
}

// Whatever a chosen answer shows besides its suite.
void Surveyor::note(const HelloOutcome& outcome) {
  const tls::ServerAnswer& answer = outcome.answer;
  survey_.speaks_tls = survey_.speaks_tls || answer.hello || answer.alert;
  if (outcome.kind != Kind::chosen) {
    return;
  }
  if (const auto group = answer.hello->group ? answer.hello->group : answer.group) {
    note_group(tls::group_name(*group), group);
  }
  if (answer.dh_bits) {
    note_group("dh_" + std::to_string(*answer.dh_bits), std::nullopt);
  }
  if (!answer.certificates_der.empty() && survey_.certificates_der.size() < certificates_limit) {
    const Bytes& leaf = answer.certificates_der.front();
    if (seen_certificates_.insert(to_text(leaf)).second) {
      survey_.certificates_der.push_back(leaf);
    }
  }
}

Result<HelloOutcome> Surveyor::ask(tls::Version version, const Codes& suites, const Codes& groups) {
  tls::ClientHello hello{version, {}, suites, groups, {}, "", {}};
  if (version == tls::Version::tls_1_3 && send_shares_) {
    hello.key_shares = tls::placeholder_key_shares(Bytes(32, 9));
  }
  auto outcome = dialogue_.say(hello);
  if (outcome && outcome->kind == Kind::silent) {
    outcome = dialogue_.say(hello);  // one lost answer is no refusal
  }
  if (outcome) {
    note(*outcome);
  }
  return outcome;
}

Result<HelloOutcome> Surveyor::eliminate(tls::Version version, Codes offer) {
  bool without_srp = false;
  // While suites are left for sure, the same hello may find a further group as well.
  int with_new_groups_only = version == tls::Version::tls_1_3 && !send_shares_ ? doubly_used_hellos : 0;
  while (!offer.empty()) {
    const bool all_groups = with_new_groups_only-- <= 0 || seen_groups_.empty();
    auto outcome = ask(version, offer, all_groups ? groups_unseen_first() : unseen_groups());
    if (!outcome) {
      return outcome;
    }
    if (outcome->kind == Kind::refused && !all_groups) {
      with_new_groups_only = 0;  // for want of suites or of groups: only all groups tell
      continue;
    }
    if (outcome->kind == Kind::chosen) {
      const std::uint16_t chosen = outcome->answer.hello->suite;
      survey_.suites.push_back({version, chosen});
      std::erase(offer, chosen);
      continue;
    }
    const auto& alert = outcome->answer.alert;
    if (!without_srp && alert && alert->description == unknown_psk_identity_alert) {
      without_srp = true;
      std::erase_if(offer, [](std::uint16_t code) { return tls::suite_name(code).starts_with("TLS_SRP"); });
      continue;
    }
    return outcome;
  }
  return HelloOutcome{Kind::refused, {}};
}

bool says_wrong_version(const HelloOutcome& outcome) {
  return outcome.kind == Kind::other_version ||
         (outcome.answer.alert && outcome.answer.alert->description == protocol_version_alert);
}

Result<void> Surveyor::survey_version(tls::Version version) {
  const Codes all = tls::suites_for(version);
  HelloOutcome last = HOSHI_TRY(eliminate(version, all));
  const bool nothing = accepted_suites(version).empty();
  if (nothing && last.kind == Kind::refused && !says_wrong_version(last)) {
    if (version == tls::Version::tls_1_3) {
      send_shares_ = true;  // perhaps it cannot ask for a share
      last = HOSHI_TRY(eliminate(version, all));
      send_shares_ = !accepted_suites(version).empty();
    }
    for (std::size_t at = 0; all.size() > small_offer && at < all.size(); at += small_offer) {
      const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), at + small_offer));
      last = HOSHI_TRY(eliminate(version, Codes(all.begin() + static_cast<std::ptrdiff_t>(at), end)));
      if (last.kind != Kind::refused || says_wrong_version(last)) {
        break;
      }
    }
  }
  const bool accepted = !accepted_suites(version).empty();
  const bool ended = last.kind == Kind::refused || last.kind == Kind::other_version;
  if (accepted || ended) {
    survey_.versions[version] = accepted;
  }
  survey_.complete = survey_.complete && ended;
  gone_ = last.kind == Kind::unreachable || (last.kind == Kind::not_tls && !survey_.speaks_tls);
  return {};
}

Result<void> Surveyor::survey_groups_of_tls_1_3() {
  const Codes suites = accepted_suites(tls::Version::tls_1_3);
  // Placeholder shares are for two groups only, and such a server cannot ask for another.
  if (suites.empty() || send_shares_) {
    return {};
  }
  Codes unseen = unseen_groups();
  while (!unseen.empty()) {
    const HelloOutcome outcome = HOSHI_TRY(ask(tls::Version::tls_1_3, suites, unseen));
    const auto group = outcome.answer.hello ? outcome.answer.hello->group : std::nullopt;
    if (outcome.kind != Kind::chosen || !group || std::erase(unseen, *group) == 0) {
      return {};
    }
  }
  return {};
}

Result<void> Surveyor::survey_curves_below_tls_1_3() {
  tls::Version version = tls::Version::tls_1_2;
  while (version > tls::Version::ssl_3_0 && accepted_suites(version).empty()) {
    version = static_cast<tls::Version>(static_cast<std::uint16_t>(version) - 1);
  }
  Codes suites = accepted_suites(version);
  std::erase_if(suites, [](std::uint16_t code) {
    return tls::ephemeral_of(tls::suite_name(code)) != tls::Ephemeral::curve;
  });
  // SSL 3.0 has no extension to ask with.
  if (suites.empty() || version == tls::Version::ssl_3_0) {
    return {};
  }
  const auto all = tls::all_groups();
  for (std::size_t tries = 0; tries < all.size(); ++tries) {
    const Codes unseen = unseen_groups();
    const HelloOutcome outcome = HOSHI_TRY(ask(version, suites, unseen));
    if (outcome.kind != Kind::chosen || !outcome.answer.group || !contains(unseen, *outcome.answer.group)) {
      return {};
    }
  }
  return {};
}

Result<void> Surveyor::fetch_certificate() {
  if (!survey_.certificates_der.empty() || survey_.suites.empty()) {
    return {};
  }
  Bytes leaf = HOSHI_TRY(dialogue_.leaf_certificate());
  if (!leaf.empty()) {
    survey_.certificates_der.push_back(std::move(leaf));
  }
  return {};
}

Result<TlsSurvey> Surveyor::survey() {
  const auto versions = tls::all_versions();
  // The newest first: what it shows of groups need not be asked again below.
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    HOSHI_CHECK(survey_version(*version));
    if (*version == tls::Version::tls_1_3) {
      HOSHI_CHECK(survey_groups_of_tls_1_3());
    }
    if (gone_) {
      break;
    }
  }
  if (!gone_) {
    HOSHI_CHECK(survey_curves_below_tls_1_3());
    HOSHI_CHECK(fetch_certificate());
  }
  survey_.connections = dialogue_.connections();
  return survey_;
}

}  // namespace

Result<TlsSurvey> survey_tls(transport::Network& network, const std::string& target, std::uint16_t port,
                             StartTls start) {
  return Surveyor(TlsDialogue(network, target, port, start)).survey();
}

}  // namespace hoshi::probes
