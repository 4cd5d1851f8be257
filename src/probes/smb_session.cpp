// Conversations with SMB servers.
// SPDX-License-Identifier: Apache-2.0
#include "probes/smb_session.h"

namespace hoshi::probes {

namespace smb = protocols::smb;

Result<SmbSession> SmbSession::open(transport::Network& network, std::string_view target, std::uint16_t port,
                                    smb::Newest newest) {
  SmbSession session(HOSHI_TRY(Questioner::open(network, target, {port, false})));
  const auto request = smb::negotiate_request(network.random(32), newest);
  const auto answer = HOSHI_TRY(session.questions_.ask(request, smb::read_message));
  session.negotiated_ = HOSHI_TRY(smb::negotiated_in(answer));
  return session;
}

Result<smb::SessionAnswer> SmbSession::log_in(transport::Network& network,
                                              const std::optional<smb::NtlmAccount>& account) {
  const auto hello = smb::session_setup_request(next_message_++, 0, smb::ntlm_negotiate());
  const auto first = HOSHI_TRY(questions_.ask(hello, smb::read_message));
  auto asked = HOSHI_TRY(smb::session_answer_in(first));
  if (asked.status != smb::status_more_processing) return asked;
  const auto challenge = HOSHI_TRY(smb::read_ntlm_challenge(asked.blob));
  name_ = challenge.name;
  const auto client_challenge = network.random(8);
  const auto blob =
      account ? smb::ntlm_authenticate(challenge, *account, client_challenge) : smb::ntlm_anonymous();
  if (account && !account->password.empty()) network.keep_secret(to_text(blob));
  const auto proof = smb::session_setup_request(next_message_++, asked.session, blob);
  const auto second = HOSHI_TRY(questions_.ask(proof, smb::read_message, milliseconds(10000)));
  auto answer = HOSHI_TRY(smb::session_answer_in(second));
  session_ = answer.session;
  return answer;
}

Result<std::uint32_t> SmbSession::connect_share(std::string_view share) {
  const auto request = smb::tree_connect_request(next_message_++, session_, share);
  const auto answer = HOSHI_TRY(questions_.ask(request, smb::read_message));
  if (answer.header.command != smb::command_tree_connect) return fail(ErrorCode::corrupt, "another command");
  return answer.header.status;
}

}  // namespace hoshi::probes
