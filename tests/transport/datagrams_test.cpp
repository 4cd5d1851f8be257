// Tests UDP: the relay's limits, live conversations and questions with their replay, STARTTLS and DTLS.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <functional>
#include <thread>

#include "servers.h"
#include "transport/datagram_frames.h"
#include "transport/multicast_groups.h"
#include "transport/replay_network.h"

namespace hoshi::transport {
namespace {

using testing::MemorySink;

sockaddr_in loopback(std::uint16_t port, const char* address = "127.0.0.1") {
  sockaddr_in wire{};
  wire.sin_family = AF_INET;
  wire.sin_port = htons(port);
  ::inet_pton(AF_INET, address, &wire.sin_addr);
  return wire;
}

const sockaddr* raw(const sockaddr_in& wire) { return static_cast<const sockaddr*>(static_cast<const void*>(&wire)); }

Descriptor udp_on(std::uint16_t& port, const char* address = "127.0.0.1") {
  Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in own = loopback(port, address);
  EXPECT_EQ(::bind(socket.number(), raw(own), sizeof own), 0);
  socklen_t size = sizeof own;
  ::getsockname(socket.number(), static_cast<sockaddr*>(static_cast<void*>(&own)), &size);
  port = ntohs(own.sin_port);
  return socket;
}

// Calls `answer` with each datagram, its socket and its sender, until destroyed.
class UdpServer {
 public:
  using Answer = std::function<void(int socket, const std::string& said, const sockaddr_in& from)>;
  explicit UdpServer(Answer answer) : socket_(udp_on(port)), answer_(std::move(answer)), thread_([this] { serve(); }) {}
  ~UdpServer() {
    ending_ = true;
    thread_.join();
  }
  UdpServer(const UdpServer&) = delete;
  UdpServer& operator=(const UdpServer&) = delete;

  std::uint16_t port = 0;
  std::atomic<int> heard{0};

 private:
  void serve() {
    while (!ending_) {
      pollfd entry{socket_.number(), POLLIN, 0};
      if (::poll(&entry, 1, 20) <= 0) continue;
      std::string said(70'000, '\0');
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t count = ::recvfrom(socket_.number(), said.data(), said.size(), 0,
                                       static_cast<sockaddr*>(static_cast<void*>(&from)), &size);
      if (count < 0) continue;
      said.resize(static_cast<std::size_t>(count));
      ++heard;
      answer_(socket_.number(), said, from);
    }
  }
  Descriptor socket_;
  Answer answer_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

void say(int socket, const std::string& text, const sockaddr_in& to) {
  ::sendto(socket, text.data(), text.size(), 0, raw(to), sizeof to);
}

UdpServer::Answer echo() {
  return [](int socket, const std::string& said, const sockaddr_in& from) { say(socket, "echo " + said, from); };
}

// Runs a script live and in replay; both must say the same.
void expect_same(DirectConnector&& connector, const std::function<std::string(Network&)>& script,
                 const std::string& expected, LiveOptions options = {}) {
  MemorySink sink;
  {
    options.began = std::chrono::steady_clock::now();
    const auto network = live_network(connector, testing::tls_context(), sink, options);
    EXPECT_EQ(script(*network), expected) << "live";
  }
  const auto network = replay_network(sink.lanes());
  ASSERT_TRUE(network.has_value()) << network.error().message;
  EXPECT_EQ(script(**network), expected) << "replayed";
}

std::string told(const Result<Datagram>& got, std::uint16_t usual) {
  if (!got) return std::string(name_of(got.error().code)) + "\n";
  return to_text(got->bytes) + (got->port == usual ? "\n" : " from another port\n");
}

TEST(Datagrams, AnswerAndAreReplayed) {
  UdpServer server(echo());
  expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) {
    auto udp = network.open_datagrams("main", server.port, Reach::port);
    EXPECT_TRUE(udp.has_value());
    EXPECT_TRUE((*udp)->send(to_bytes("one")));
    std::string log = told((*udp)->receive(milliseconds(2'000)), server.port);
    return log + told((*udp)->receive(milliseconds(20)), server.port);
  }, "echo one\ntimed_out\n");
}

TEST(Datagrams, TellAPortThatRefuses) {
  std::uint16_t port = 0;
  udp_on(port).reset();
  expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) {
    auto udp = network.open_datagrams("main", port, Reach::port);
    EXPECT_TRUE(udp.has_value());
    EXPECT_TRUE((*udp)->send(to_bytes("x")));
    return told((*udp)->receive(milliseconds(2'000)), port);
  }, "unavailable\n");
}

TEST(Datagrams, MayBeAnsweredFromAnotherPortWhereAskedFor) {
  std::uint16_t other = 0;
  const Descriptor second = udp_on(other);
  UdpServer server([&](int, const std::string& said, const sockaddr_in& from) { say(second.number(), "data " + said, from); });
  expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) {
    auto narrow = network.open_datagrams("main", server.port, Reach::port);
    EXPECT_TRUE((*narrow)->send(to_bytes("a")));
    std::string log = told((*narrow)->receive(milliseconds(100)), server.port);
    auto wide = network.open_datagrams("main", server.port, Reach::any_port);
    EXPECT_TRUE((*wide)->send(to_bytes("b")));
    auto got = (*wide)->receive(milliseconds(2'000));
    log += told(got, server.port);
    if (got) EXPECT_TRUE((*wide)->send(to_bytes("ack"), got->port));
    EXPECT_TRUE(network.wait(milliseconds(50)));  // the relay ends with the connector
    return log;
  }, "timed_out\ndata b from another port\n");
  pollfd entry{second.number(), POLLIN, 0};
  EXPECT_EQ(::poll(&entry, 1, 1'000), 1) << "the acknowledgement goes to the port that answered";
}

TEST(Datagrams, GoToNoPortThatNeverAnswered) {
  std::uint16_t silent = 0;
  const Descriptor bystander = udp_on(silent);
  UdpServer server(echo());
  MemorySink sink;
  auto connector = testing::connector_to("127.0.0.1");
  LiveOptions options;
  const auto network = live_network(connector, testing::tls_context(), sink, options);
  auto udp = network->open_datagrams("main", server.port, Reach::any_port);
  ASSERT_TRUE(udp.has_value());
  EXPECT_TRUE((*udp)->send(to_bytes("x"), silent));
  EXPECT_TRUE((*udp)->send(to_bytes("y")));
  EXPECT_TRUE((*udp)->receive(milliseconds(2'000)).has_value());
  pollfd entry{bystander.number(), POLLIN, 0};
  EXPECT_EQ(::poll(&entry, 1, 50), 0);
}

TEST(Datagrams, OfOtherHostsAreDropped) {
  std::uint16_t port = 0;
  const Descriptor stranger = udp_on(port, "127.0.0.9");
  UdpServer server([&](int socket, const std::string& said, const sockaddr_in& from) {
    say(stranger.number(), "stranger", from);
    say(socket, "echo " + said, from);
  });
  for (const Reach reach : {Reach::port, Reach::any_port}) {
    MemorySink sink;
    auto connector = testing::connector_to("127.0.0.1");
    const auto network = live_network(connector, testing::tls_context(), sink, {});
    auto udp = network->open_datagrams("main", server.port, reach);
    ASSERT_TRUE(udp.has_value());
    EXPECT_TRUE((*udp)->send(to_bytes("x")));
    EXPECT_EQ(told((*udp)->receive(milliseconds(2'000)), server.port), "echo x\n");
    EXPECT_EQ(told((*udp)->receive(milliseconds(50)), server.port), "timed_out\n");
  }
}

TEST(Datagrams, AreForNamedTargetsAndKnownGroupsOnly) {
  MemorySink sink;
  auto connector = testing::connector_to("127.0.0.1");
  const auto network = live_network(connector, testing::tls_context(), sink, {});
  EXPECT_EQ(network->open_datagrams("other", 53, Reach::port).error().code, ErrorCode::forbidden);
  EXPECT_EQ(network->open_datagrams("main", 4'444, Reach::group).error().code, ErrorCode::forbidden);
  EXPECT_EQ(group_of(4'444), nullptr);
  ASSERT_NE(group_of(5'353), nullptr);
  EXPECT_STREQ(group_of(5'353)->ipv4, "224.0.0.251");
}

TEST(Datagrams, StopAtTheTasksDeadline) {
  UdpServer server([](int, const std::string&, const sockaddr_in&) {});
  LiveOptions options;
  options.budget = milliseconds(150);
  expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) {
    auto udp = network.open_datagrams("main", server.port, Reach::port);
    EXPECT_TRUE((*udp)->send(to_bytes("x")));
    std::string log = told((*udp)->receive(milliseconds(60'000)), server.port);
    return log + (network.ask_datagrams("main", {{server.port, to_bytes("q"), Reach::port}}, {}) ? "asked" : "refused");
  }, "timed_out\nrefused", options);
}

TEST(Datagrams, HideSecretsInTheTranscript) {
  UdpServer server(echo());
  MemorySink sink;
  {
    auto connector = testing::connector_to("127.0.0.1");
    const auto network = live_network(connector, testing::tls_context(), sink, {});
    network->keep_secret("s3cr3t-word");
    auto udp = network->open_datagrams("main", server.port, Reach::port);
    EXPECT_TRUE((*udp)->send(to_bytes("user s3cr3t-word")));
    EXPECT_TRUE((*udp)->receive(milliseconds(2'000)).has_value());
  }
  const auto events = parse_transcript(sink.lanes().at(""));
  ASSERT_TRUE(events.has_value());
  for (const auto& event : *events) EXPECT_EQ(to_text(event.bytes).find("s3cr3t"), std::string::npos);
}

TEST(Questions, AreAskedTogetherAndAgainWhileUnanswered) {
  UdpServer answering(echo());
  std::atomic<int> tries{0};
  UdpServer forgetful([&](int socket, const std::string& said, const sockaddr_in& from) {
    if (++tries % 2 == 0) say(socket, "late " + said, from);
  });
  UdpServer silent([](int, const std::string&, const sockaddr_in&) {});
  std::uint16_t closed = 0;
  udp_on(closed).reset();
  AskOptions options;
  options.send_at = {milliseconds(0), milliseconds(100), milliseconds(200)};
  options.patience = milliseconds(400);
  expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) {
    const auto answers = network.ask_datagrams("main",
                                               {{answering.port, to_bytes("a"), Reach::port},
                                                {forgetful.port, to_bytes("b"), Reach::any_port},
                                                {silent.port, to_bytes("c"), Reach::port},
                                                {closed, to_bytes("d"), Reach::port}},
                                               options);
    if (!answers) return answers.error().message;
    std::string log;
    for (const auto& answer : *answers) {
      log += answer.refused ? "refused" : answer.got.empty() ? "silent" : to_text(answer.got.front().bytes);
      log += ";";
    }
    return log;
  }, "echo a;late b;silent;refused;");
  EXPECT_EQ(answering.heard, 1);
  EXPECT_EQ(silent.heard, 3);
}

TEST(Questions, TakeABoundedNumberOfAnswers) {
  UdpServer flood([](int socket, const std::string&, const sockaddr_in& from) {
    for (int i = 0; i < 500; ++i) say(socket, "more", from);
  });
  AskOptions options;
  options.patience = milliseconds(300);
  options.answers_max = 5;
  expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) {
    const auto answers = network.ask_datagrams("main", {{flood.port, to_bytes("a"), Reach::port}}, options);
    return answers ? std::to_string(answers->front().got.size()) : answers.error().message;
  }, "5");
}

TEST(Questions, ReplayRefusesOtherQuestions) {
  UdpServer server(echo());
  AskOptions options;
  options.patience = milliseconds(100);
  MemorySink sink;
  {
    auto connector = testing::connector_to("127.0.0.1");
    const auto network = live_network(connector, testing::tls_context(), sink, {});
    EXPECT_TRUE(network->ask_datagrams("main", {{server.port, to_bytes("a"), Reach::port}}, options));
  }
  const auto other = replay_network(sink.lanes());
  const auto answers = (*other)->ask_datagrams("main", {{server.port, to_bytes("b"), Reach::port}}, options);
  ASSERT_FALSE(answers.has_value());
  EXPECT_EQ(answers.error().code, ErrorCode::corrupt);
}

TEST(Relay, EndsARouteThatIsFlooded) {
  std::atomic<bool> ending{false};
  UdpServer flood([&](int socket, const std::string&, const sockaddr_in& from) {
    while (!ending) say(socket, std::string(100, 'x'), from);  // a slow reader drops most of them
  });
  DatagramRelay relay(1'000);
  auto address = Address::parse("127.0.0.1");
  const auto opened = relay.open({{*address}, flood.port, Reach::port, ""});
  ASSERT_TRUE(opened.has_value());
  const Descriptor pair(*opened);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(100);
  ASSERT_TRUE(send_frame(pair.number(), 0, to_bytes("go"), until));
  bool ended = false;
  while (!ended && std::chrono::steady_clock::now() < until) ended = !receive_frame(pair.number(), until).has_value();
  ending = true;
  EXPECT_TRUE(ended);
  EXPECT_LT(std::chrono::steady_clock::now(), until);
}

TEST(StartTls, GoesOnOverTlsOnTheSameConnection) {
  const auto identity = testing::make_identity();
  const auto context = testing::server_context(identity, 0);
  testing::Server server([context](int socket) {
    EXPECT_EQ(testing::read_some(socket), "STARTTLS");
    testing::send_text(socket, "go");
    SSL* ssl = SSL_new(context.get());
    SSL_set_fd(ssl, socket);
    if (SSL_accept(ssl) == 1) SSL_write(ssl, "inside", 6);
    SSL_shutdown(ssl);
    SSL_free(ssl);
  });
  expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) {
    auto plain = network.connect("main", server.port(), milliseconds(2'000));
    EXPECT_TRUE(plain && (*plain)->write(to_bytes("STARTTLS")));
    EXPECT_EQ(to_text(*(*plain)->read(10, milliseconds(2'000))), "go");
    auto inside = network.start_tls(std::move(*plain), {}, milliseconds(3'000));
    if (!inside) return inside.error().message;
    const std::string version = (*inside)->tls()->version;
    return version + " " + to_text(*(*inside)->read(10, milliseconds(2'000)));
  }, "TLSv1.3 inside");
}

// A DTLS server for one peer: says "inside" and what it heard. With a key it takes no certificate.
class DtlsServer {
 public:
  explicit DtlsServer(bool with_psk, int maximum_version = 0)
      : identity_(testing::make_identity()), socket_(udp_on(port)), context_(SSL_CTX_new(DTLS_server_method())) {
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), DTLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), maximum_version);
    if (with_psk) {
      SSL_CTX_set_cipher_list(context_.get(), "PSK:@SECLEVEL=0");
      SSL_CTX_set_psk_server_callback(context_.get(), [](SSL*, const char* user, unsigned char* key, unsigned) -> unsigned {
        if (std::string_view(user) != "sensor") return 0;
        std::copy_n("0123456789", 10, key);
        return 10;
      });
    } else {
      SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
      SSL_CTX_use_certificate(context_.get(), identity_.certificate.get());
      SSL_CTX_use_PrivateKey(context_.get(), identity_.key.get());
    }
    thread_ = std::thread([this] { serve(); });
  }
  ~DtlsServer() {
    ending_ = true;
    thread_.join();
  }
  DtlsServer(const DtlsServer&) = delete;
  DtlsServer& operator=(const DtlsServer&) = delete;
  std::uint16_t port = 0;

 private:
  void serve() {
    pollfd entry{socket_.number(), POLLIN, 0};
    while (!ending_ && ::poll(&entry, 1, 20) <= 0) {
    }
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    char first = 0;
    if (ending_ || ::recvfrom(socket_.number(), &first, 1, MSG_PEEK, static_cast<sockaddr*>(static_cast<void*>(&peer)), &size) < 0) return;
    ::connect(socket_.number(), raw(peer), sizeof peer);
    SSL* ssl = SSL_new(context_.get());
    BIO* bio = BIO_new_dgram(socket_.number(), BIO_NOCLOSE);
    timeval patience{2, 0};
    BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &peer);
    BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_RECV_TIMEOUT, 0, &patience);
    SSL_set_bio(ssl, bio, bio);
    char said[16] = {};
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, said, 15) > 0) {
      const std::string answer = std::string("inside ") + said;
      SSL_write(ssl, answer.data(), static_cast<int>(answer.size()));
    }
    SSL_free(ssl);
  }

  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  testing::Identity identity_;
  Descriptor socket_;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

std::string ask_over_dtls(Network& network, std::uint16_t port, const DtlsOptions& options) {
  auto stream = network.connect_dtls("main", port, options, milliseconds(3'000));
  if (!stream) return std::string(name_of(stream.error().code));
  EXPECT_TRUE((*stream)->write(to_bytes("hello")));
  const auto got = (*stream)->read(100, milliseconds(2'000));
  return (*stream)->tls()->version + " " + std::to_string((*stream)->tls()->certificates_der.size()) + " " +
         (got ? to_text(*got) : got.error().message);
}

TEST(Dtls, TalksToAServerWithACertificateOfAnyAge) {
  for (const auto& [maximum, name] : {std::pair{DTLS1_2_VERSION, "DTLSv1.2"}, std::pair{DTLS1_VERSION, "DTLSv1"}}) {
    DtlsServer server(false, maximum);
    expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) { return ask_over_dtls(network, server.port, {}); },
                std::string(name) + " 1 inside hello");
  }
}

// A record that a wrong key made is dropped without a word (RFC 6347, 4.1.2.7); an unknown name gets an alert.
TEST(Dtls, OpensWithTheSharedKeyAndNotWithAnother) {
  struct Try {
    const char* user;
    const char* key;
    const char* expected;
  };
  for (const auto& [user, key, expected] : {Try{"sensor", "0123456789", "DTLSv1.2 0 inside hello"},
                                            Try{"sensor", "wrong", "timed_out"}, Try{"nobody", "wrong", "unavailable"}}) {
    DtlsServer server(true);
    expect_same(testing::connector_to("127.0.0.1"), [&, user = std::string(user), key = std::string(key)](Network& network) {
      DtlsOptions options;
      options.psk_identity = user;
      options.psk = key;
      network.keep_secret(key);
      return ask_over_dtls(network, server.port, options);
    }, expected);
  }
}

TEST(Dtls, TellsSilenceAndRefusal) {
  UdpServer silent([](int, const std::string&, const sockaddr_in&) {});
  std::uint16_t closed = 0;
  udp_on(closed).reset();
  LiveOptions options;
  options.budget = milliseconds(400);
  expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) { return ask_over_dtls(network, silent.port, {}); },
              "timed_out", options);
  expect_same(testing::connector_to("127.0.0.1"), [&](Network& network) { return ask_over_dtls(network, closed, {}); },
              "unavailable");
}

}  // namespace
}  // namespace hoshi::transport
