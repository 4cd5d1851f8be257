// The message layer of CoAP as a client needs it (RFC 7252, 4 and 5.2; RFC 7959, 2).
// SPDX-License-Identifier: Apache-2.0
#include "probes/coap_client.h"

#include <algorithm>

namespace hoshi::probes {
namespace {

namespace coap = protocols::coap;

constexpr Patience patience{milliseconds(1500), milliseconds(4000)};  // RFC 7252, 4.8: again after 2 to 3 s
constexpr milliseconds handshake_timeout{6000};
constexpr milliseconds record_timeout{4000};
constexpr std::size_t record_bytes = 16u << 10;
constexpr coap::Block put_block{0, false, 6};  // RFC 7252, 4.6: 1,024 bytes fit everywhere
constexpr int blocks_max = 1024;
constexpr int records_max = 16;
constexpr std::size_t token_bytes = 4;

bool is_answer_to(const coap::Message& request, ByteView datagram) {
  const auto message = coap::read_message(datagram);
  if (!message) return false;
  if (message->type == coap::Type::reset) return message->id == request.id;
  return message->code >> 5 >= 2 && message->token == request.token;
}

CoapAnswer answer_from(coap::Message message) {
  CoapAnswer answer;
  answer.code = message.type == coap::Type::reset ? coap::code::empty : message.code;
  if (const auto* format = message.find(coap::option::content_format)) answer.content_format = format->value;
  answer.payload = std::move(message.payload);
  return answer;
}

// The block option of an answer that has more to come.
std::optional<coap::Block> block_with_more(const coap::Message& message) {
  const auto* option = message.find(coap::option::block2);
  if (option == nullptr) return std::nullopt;
  const auto block = coap::read_block(option->value);
  return block && block->more ? std::optional(*block) : std::nullopt;
}

}  // namespace

Result<CoapClient> CoapClient::open(transport::Network& network, std::string_view target, std::uint16_t port) {
  CoapClient client(network);
  client.dialogue_ = HOSHI_TRY(DatagramDialogue::open(network, target, port));
  return client;
}

Result<CoapClient> CoapClient::open_secured(transport::Network& network, std::string_view target, std::uint16_t port,
                                            const transport::DtlsOptions& options) {
  CoapClient client(network);
  client.stream_ = HOSHI_TRY(network.connect_dtls(target, port, options, handshake_timeout));
  return client;
}

Result<coap::Message> CoapClient::ask_stream(const Bytes& written, const Fits& fits) {
  HOSHI_CHECK(stream_->write(written));
  for (int i = 0; i < records_max; ++i) {
    auto record = HOSHI_TRY(stream_->read(record_bytes, record_timeout));
    if (record.empty()) return fail(ErrorCode::unavailable, "the server closed");
    const transport::Datagram got{std::move(record), 0, stream_->time()};
    if (fits(got)) return coap::read_message(got.bytes);
  }
  return fail(ErrorCode::timed_out, "no answer");
}

Result<coap::Message> CoapClient::ask(coap::Message request) {
  const Bytes random = network_->random(2 + token_bytes);
  request.id = static_cast<std::uint16_t>(random[0] << 8 | random[1]);
  request.token.assign(random.begin() + 2, random.end());
  const Bytes written = coap::write_message(request);
  const auto fits = [&request](const transport::Datagram& got) { return is_answer_to(request, got.bytes); };
  auto answer = stream_ ? ask_stream(written, fits) : Result<coap::Message>();
  if (!stream_) answer = coap::read_message(HOSHI_TRY(dialogue_->ask({written}, fits, patience)).bytes);
  if (answer) HOSHI_CHECK(acknowledge(*answer));
  return answer;
}

// RFC 7252, 5.2.2: a separate answer wants to be acknowledged, else it comes again.
Result<void> CoapClient::acknowledge(const coap::Message& answer) {
  if (answer.type != coap::Type::confirmable) return {};
  coap::Message receipt;
  receipt.type = coap::Type::acknowledgement;
  receipt.id = answer.id;
  const Bytes written = coap::write_message(receipt);
  return stream_ ? stream_->write(written) : dialogue_->socket().send(written);
}

Result<CoapAnswer> CoapClient::get(std::string_view path) {
  auto message = HOSHI_TRY(ask(coap::request(coap::code::get, path)));
  auto block = block_with_more(message);
  CoapAnswer answer = answer_from(std::move(message));
  for (int i = 0; block && i < blocks_max; ++i) {
    auto request = coap::request(coap::code::get, path);
    const coap::Block wanted{block->number + 1, false, block->size_exponent};
    request.options.push_back({coap::option::block2, coap::write_block(wanted)});
    auto next = ask(request);
    // What breaks off in the middle was still handed out.
    answer.is_whole = next && coap::is_success(next->code);
    if (!answer.is_whole) return answer;
    answer.payload.insert(answer.payload.end(), next->payload.begin(), next->payload.end());
    block = block_with_more(*next);
    if (block && block->number != wanted.number) return fail(ErrorCode::corrupt, "another block than was asked for");
    if (answer.payload.size() > coap_answer_bytes_max) break;
  }
  answer.is_whole = answer.is_whole && !block && answer.payload.size() <= coap_answer_bytes_max;
  if (answer.payload.size() > coap_answer_bytes_max) answer.payload.resize(coap_answer_bytes_max);
  return answer;
}

Result<CoapAnswer> CoapClient::put(std::string_view path, const std::optional<Bytes>& content_format,
                                   ByteView payload) {
  if (payload.size() > coap_answer_bytes_max) return fail(ErrorCode::invalid_input, "too long to be put");
  CoapAnswer answer;
  for (std::uint32_t number = 0;; ++number) {
    const std::size_t from = std::size_t{number} * put_block.bytes();
    const ByteView part = payload.subspan(from, std::min(put_block.bytes(), payload.size() - from));
    const bool more = from + part.size() < payload.size();
    auto request = coap::request(coap::code::put, path);
    if (content_format) request.options.push_back({coap::option::content_format, *content_format});
    if (more || number > 0) {
      request.options.push_back({coap::option::block1, coap::write_block({number, more, put_block.size_exponent})});
    }
    request.payload.assign(part.begin(), part.end());
    answer = answer_from(HOSHI_TRY(ask(std::move(request))));
    if (!more || !coap::is_success(answer.code)) return answer;
  }
}

}  // namespace hoshi::probes
