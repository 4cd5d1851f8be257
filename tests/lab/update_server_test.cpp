// The false update server on loopback, visited by clients that look at certificates and by clients that do not.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "base/encoding.h"
#include "base/file.h"
#include "lab/updates/fetch_sight.h"
#include "lab/updates/served_files.h"
#include "lab/updates/update_loop.h"
#include "transport/address.h"
#include "transport/tls_context.h"

namespace hoshi::lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

constexpr const char* host = "updates.example.jp";

// Keys take a moment, so they are made once for all tests.
struct Keys {
  std::string authority;
  ServerIdentities identities;
};
Keys& keys() {
  static Keys made = [] {
    EXPECT_TRUE(transport::prepare_libraries());
    std::string authority = make_authority().value();
    auto identities = ServerIdentities::create(host, authority).value();
    return Keys{std::move(authority), std::move(identities)};
  }();
  return made;
}

class FalseServer : public testing::Test {
 protected:
  void SetUp() override {
    server_.files = {{"/fw.img", "", 5, "image"}, {"/latest.json", "", 2, "{}"}};
    int log = -1;
    log_path_ = testing::TempDir() + "hoshi-updates-" + std::to_string(::getpid());
    log = ::open(log_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    log_ = std::make_unique<ChannelLog>(transport::Descriptor(log));
    handed_ = transport::Descriptor(::open((log_path_ + "-handed").c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    listeners_.push_back(listen_at("127.0.0.1", 0).value());
    keys();
    thread_ = std::thread([this] {
      run_updates(listeners_, {server_, keys().identities, *log_, handed_.number()}, [this] { return session(); }, [this] { return is_over_.load(); });
    });
  }
  void TearDown() override {
    stop();
    ::unlink(log_path_.c_str());
    ::unlink((log_path_ + "-handed").c_str());
  }
  void stop() {
    is_over_ = true;
    if (thread_.joinable()) thread_.join();
  }
  ChannelSession session() {
    const std::lock_guard lock(mutex_);
    return session_;
  }
  void show(ChannelCase channel_case) {
    const std::lock_guard lock(mutex_);
    session_ = {session_.number + 1, channel_case};
  }
  void give_out(const std::vector<HandedFile>& files) {
    const std::lock_guard lock(mutex_);
    session_ = {session_.number + 1, ChannelCase::serving};
    EXPECT_TRUE(write_handed(handed_.number(), session_.number, files));
  }
  FetchSight fetched(const Bytes& content) {
    stop();
    return fetch_of(read_file(log_path_).value_or(""), session(), sha256_hex(content), content.size());
  }
  // The log is complete once the server has ended.
  ChannelSight sight() {
    stop();
    return sight_of(read_file(log_path_).value_or(""), session());
  }

  transport::Descriptor visit() const {
    transport::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto place = transport::Address::parse("127.0.0.1").value();
    place.set_port(listeners_[0].port);
    EXPECT_EQ(::connect(socket.number(), place.raw(), place.size()), 0);
    const timeval patience{10, 0};
    ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return socket;
  }

  static std::string all_from(int socket) {
    std::string got;
    char bytes[4096];
    for (ssize_t count = 0; (count = ::recv(socket, bytes, sizeof bytes, 0)) > 0;) got.append(bytes, static_cast<std::size_t>(count));
    return got;
  }

  std::string ask_in_clear(const std::string& request) const {
    const auto socket = visit();
    EXPECT_GE(::send(socket.number(), request.data(), request.size(), MSG_NOSIGNAL), 0);
    return all_from(socket.number());
  }

  enum class Look { careless, careful };
  // What a client gets over TLS; "" when it broke off itself. A careful one trusts the lab's authority alone, and wants the host's name.
  std::string ask_over_tls(Look look, const std::string& request) const {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (look == Look::careful) trust_lab(context.get());
    const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), SSL_free);
    const auto socket = visit();
    SSL_set_fd(tls.get(), socket.number());
    SSL_set_tlsext_host_name(tls.get(), host);
    if (look == Look::careful) SSL_set1_host(tls.get(), host);
    if (SSL_connect(tls.get()) != 1) return "";
    if (!request.empty()) SSL_write(tls.get(), request.data(), static_cast<int>(request.size()));
    std::string got;
    char bytes[4096];
    for (int count = 0; !request.empty() && (count = SSL_read(tls.get(), bytes, sizeof bytes)) > 0;) got.append(bytes, static_cast<std::size_t>(count));
    SSL_shutdown(tls.get());
    return got;
  }

  static void trust_lab(SSL_CTX* context) {
    const std::string pem = certificate_of_authority(keys().authority).value();
    const std::unique_ptr<BIO, decltype(&BIO_free)> buffer(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> authority(PEM_read_bio_X509(buffer.get(), nullptr, nullptr, nullptr), X509_free);
    ASSERT_NE(authority, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  }

  UpdateServer server_;
  std::string log_path_;
  std::unique_ptr<ChannelLog> log_;
  transport::Descriptor handed_;
  std::vector<Listener> listeners_;
  std::mutex mutex_;
  ChannelSession session_;
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

const std::string wants_image = "GET /fw.img?unit=A HTTP/1.1\r\nHost: updates.example.jp\r\n\r\n";
constexpr std::array bad_cases{ChannelCase::self_signed, ChannelCase::wrong_name, ChannelCase::expired, ChannelCase::unknown_ca};

TEST_F(FalseServer, ACarefulDeviceFetchesOverTheGoodCertificate) {
  show(ChannelCase::good);
  EXPECT_THAT(ask_over_tls(Look::careful, wants_image), HasSubstr("200 OK"));
  const auto seen = sight();
  EXPECT_EQ(seen.requests, 1U);
  EXPECT_EQ(seen.bytes, 5U);
  EXPECT_EQ(seen.method + " " + seen.path, "GET /fw.img");
}

TEST_F(FalseServer, ACarelessDeviceFetchesOverEveryBadCertificate) {
  for (const auto bad : bad_cases) {
    show(bad);
    EXPECT_THAT(ask_over_tls(Look::careless, wants_image), HasSubstr("\r\n\r\nimage")) << name_of(bad);
  }
  EXPECT_EQ(sight().requests, 1U);
}

struct Refusal {
  ChannelCase channel_case;
  std::string alert;
};
class RefusedServer : public FalseServer, public testing::WithParamInterface<Refusal> {};

TEST_P(RefusedServer, ACarefulDeviceSaysWhatIsWrongWithTheCertificate) {
  show(GetParam().channel_case);
  EXPECT_EQ(ask_over_tls(Look::careful, wants_image), "");
  const auto seen = sight();
  EXPECT_EQ(seen.contacts, 1U);
  EXPECT_EQ(seen.requests, 0U);
  EXPECT_EQ(seen.alert, GetParam().alert);
  EXPECT_TRUE(seen.is_about_certificate);
}
INSTANTIATE_TEST_SUITE_P(Each, RefusedServer,
                         testing::Values(Refusal{ChannelCase::self_signed, "unknown_ca"}, Refusal{ChannelCase::wrong_name, "bad_certificate"},
                                         Refusal{ChannelCase::expired, "certificate_expired"}, Refusal{ChannelCase::unknown_ca, "unknown_ca"}),
                         [](const auto& info) { return std::string(name_of(info.param.channel_case)); });

TEST_F(FalseServer, AHandshakeWithoutARequestIsNoUse) {
  show(ChannelCase::self_signed);
  ask_over_tls(Look::careless, "");
  const auto seen = sight();
  EXPECT_EQ(seen.handshakes, 1U);
  EXPECT_EQ(seen.requests, 0U);
  EXPECT_EQ(seen.bytes, 0U);
}

TEST_F(FalseServer, GivesOutFilesInTheClearOnlyWhereThatIsTheCase) {
  show(ChannelCase::plaintext);
  EXPECT_THAT(ask_in_clear(wants_image), HasSubstr("\r\n\r\nimage"));
  EXPECT_THAT(ask_in_clear("GET /latest.json HTTP/1.0\r\n\r\n"), HasSubstr("application/json"));
  EXPECT_THAT(ask_in_clear("GET /other HTTP/1.0\r\n\r\n"), HasSubstr("404 Not Found"));
  EXPECT_THAT(ask_in_clear("HEAD /fw.img HTTP/1.0\r\n\r\n"), Not(HasSubstr("image")));
  EXPECT_THAT(ask_in_clear("POST /fw.img HTTP/1.0\r\nContent-Length: 4\r\n\r\nbody"), HasSubstr("\r\n\r\nimage"));
  EXPECT_EQ(ask_over_tls(Look::careless, wants_image), "");
  for (const auto other : {ChannelCase::good, ChannelCase::expired, ChannelCase::closed}) {
    show(other);
    EXPECT_EQ(ask_in_clear(wants_image), "") << name_of(other);
  }
}

Bytes large_image() {
  Bytes image(300'000);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<std::uint8_t>(i * 31 + i / 256);
  return image;
}

std::string wants(std::string_view range) { return "GET /fw.img HTTP/1.1\r\nRange: " + std::string(range) + "\r\n\r\n"; }

TEST_F(FalseServer, AnswersARangeWithThatPart) {
  show(ChannelCase::plaintext);
  EXPECT_THAT(ask_in_clear(wants("bytes=1-2")), AllOf(HasSubstr("206 Partial"), HasSubstr("Content-Range: bytes 1-2/5"), HasSubstr("\r\n\r\nma")));
  EXPECT_THAT(ask_in_clear(wants("bytes=3-99")), HasSubstr("\r\n\r\nge"));
  EXPECT_THAT(ask_in_clear(wants("bytes=-2")), HasSubstr("\r\n\r\nge"));
  EXPECT_THAT(ask_in_clear(wants("bytes=5-")), AllOf(HasSubstr("416 Range"), HasSubstr("bytes */5")));
  for (const auto* all : {"bytes=2-1", "bytes=", "bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=x-2", "bytes=99999999999999999999-"}) {
    EXPECT_THAT(ask_in_clear(wants(all)), AllOf(HasSubstr("200 OK"), HasSubstr("\r\n\r\nimage"))) << all;
  }
  EXPECT_THAT(ask_in_clear("GET /fw.img HTTP/1.1\r\nRange: bytes=1-2\r\nIf-Range: \"x\"\r\n\r\n"), HasSubstr("\r\n\r\nimage"));
}

TEST_F(FalseServer, GivesOutWhatATestHandsOverBeforeWhatItCameUpWith) {
  const Bytes image = large_image();
  give_out({{"/fw.img", image}, {"/new.json", to_bytes("{\"v\":2}")}});
  EXPECT_THAT(ask_over_tls(Look::careful, wants_image), HasSubstr(to_text(image)));
  EXPECT_THAT(ask_in_clear("GET /new.json HTTP/1.1\r\n\r\n"), HasSubstr("{\"v\":2}"));
  EXPECT_THAT(ask_in_clear("GET /latest.json HTTP/1.1\r\n\r\n"), HasSubstr("\r\n\r\n{}"));
  const auto seen = fetched(image);
  EXPECT_TRUE(seen.is_whole());
  EXPECT_EQ(seen.requests, 1U);
}

TEST_F(FalseServer, RangesAddUpToAWholeFetch) {
  const Bytes image = large_image();
  give_out({{"/fw.img", image}});
  ask_over_tls(Look::careful, wants("bytes=200000-"));
  ask_over_tls(Look::careful, wants("bytes=0-99"));
  ask_over_tls(Look::careful, wants("bytes=50-199999"));
  EXPECT_EQ(fetched(image).bytes, image.size());
}

TEST_F(FalseServer, APartAHeadOrAnotherImageIsNoWholeFetch) {
  const Bytes image = large_image();
  give_out({{"/fw.img", image}});
  ask_in_clear(wants("bytes=0-199998"));
  ask_in_clear(wants("bytes=200000-"));
  ask_in_clear("HEAD /fw.img HTTP/1.1\r\n\r\n");
  const auto seen = fetched(image);
  EXPECT_FALSE(seen.is_whole());
  EXPECT_EQ(seen.bytes, image.size() - 1);
  EXPECT_EQ(fetched(to_bytes("image")).requests, 0U);
}

// Its machine may have taken more than it read.
TEST_F(FalseServer, WhoClosesWithoutReadingHasNotFetched) {
  const Bytes image(20'000, 7);
  give_out({{"/fw.img", image}});
  {
    const auto socket = visit();
    ::send(socket.number(), wants_image.data(), wants_image.size(), MSG_NOSIGNAL);
    char first[100];
    EXPECT_GT(::recv(socket.number(), first, sizeof first, 0), 0);
  }
  std::this_thread::sleep_for(500ms);
  EXPECT_EQ(fetched(image).bytes, 0U);
}

TEST_F(FalseServer, AFormerImageIsNotGivenOutForALaterSession) {
  give_out({{"/new.img", to_bytes("former")}});
  EXPECT_THAT(ask_in_clear("GET /new.img HTTP/1.1\r\n\r\n"), HasSubstr("former"));
  give_out({{"/fw.img", to_bytes("later")}});
  EXPECT_THAT(ask_in_clear("GET /new.img HTTP/1.1\r\n\r\n"), HasSubstr("404"));
  show(ChannelCase::plaintext);
  EXPECT_THAT(ask_in_clear("GET /fw.img HTTP/1.1\r\n\r\n"), HasSubstr("\r\n\r\nimage"));
}

TEST(HandedFiles, AreBoundedAndTheirHeadIsReadStrictly) {
  const std::string path = testing::TempDir() + "hoshi-handed-" + std::to_string(::getpid());
  const transport::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  EXPECT_FALSE(write_handed(file.number(), 1, {{"no path", {}}}));
  EXPECT_FALSE(write_handed(file.number(), 1, std::vector<HandedFile>(most_handed_files + 1, {"/a", to_bytes("x")})));
  ASSERT_TRUE(write_handed(file.number(), 1, {{"/a", to_bytes("x")}}));
  EXPECT_EQ(handed_in(file.number(), 1).size(), 1U);
  EXPECT_TRUE(handed_in(file.number(), 2).empty());
  const std::string head = read_file(path).value().substr(0, 16u << 10);
  for (std::size_t size = 0; size < head.size(); size += 13) EXPECT_TRUE(handed_from(head.substr(0, size), 1).empty()) << size;
  std::string other = head;
  other.replace(other.find("\"at\":1"), 7, "\"at\":-");
  EXPECT_TRUE(handed_from(other, 1).empty());
  ::unlink(path.c_str());
}

TEST_F(FalseServer, ClosedAnswersNobodyAndWritesThemDown) {
  show(ChannelCase::closed);
  EXPECT_EQ(ask_over_tls(Look::careless, wants_image), "");
  EXPECT_EQ(sight().began_tls, true);
}

TEST_F(FalseServer, GarbageCutAnywhereEndsTheConnectionAndNotTheServer) {
  show(ChannelCase::plaintext);
  for (std::size_t size = 0; size <= wants_image.size(); size += 7) {
    const auto socket = visit();
    ::send(socket.number(), wants_image.data(), size, MSG_NOSIGNAL);
    ::shutdown(socket.number(), SHUT_WR);
    all_from(socket.number());
  }
  EXPECT_EQ(ask_in_clear(std::string("\0\x16\xff garbage\r\n\r\n", 15)), "");
  show(ChannelCase::good);
  for (const auto garbage : {"\x16\x03\x01\xff\xff"sv, "\x16"sv, "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"sv}) {
    const auto socket = visit();
    ::send(socket.number(), garbage.data(), garbage.size(), MSG_NOSIGNAL);
    ::shutdown(socket.number(), SHUT_WR);
    all_from(socket.number());
  }
  EXPECT_THAT(ask_over_tls(Look::careful, wants_image), HasSubstr("image"));
}

TEST_F(FalseServer, SilentVisitorsDoNotKeepItFromEnding) {
  show(ChannelCase::good);
  std::vector<transport::Descriptor> silent;
  for (std::size_t i = 0; i < most_visitors; ++i) silent.push_back(visit());
  const auto began = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(100ms);
  stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST_F(FalseServer, AFloodIsCutOffAndALaterSessionIsStillSeen) {
  const ChannelSession first{7, ChannelCase::good};
  const ChannelSession second{8, ChannelCase::good};
  for (std::size_t i = 0; i < ChannelLog::events_of_a_session_max + 500; ++i) log_->add(first, ChannelEvent::hello, i, {});
  log_->add(second, ChannelEvent::hello, 1, {});
  stop();
  const std::string text = read_file(log_path_).value();
  EXPECT_EQ(sight_of(text, first).contacts, ChannelLog::events_of_a_session_max);
  EXPECT_EQ(sight_of(text, second).contacts, 1U);
}

TEST(LabAuthority, IsACertificateThatMaySignAndItsKey) {
  const std::string& pem = keys().authority;
  EXPECT_THAT(pem, HasSubstr("PRIVATE KEY"));
  const auto certificate = certificate_of_authority(pem);
  ASSERT_TRUE(certificate);
  EXPECT_THAT(*certificate, Not(HasSubstr("PRIVATE KEY")));
  EXPECT_THAT(*certificate, HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_FALSE(certificate_of_authority(*certificate));  // no key
  EXPECT_FALSE(certificate_of_authority(pem.substr(0, pem.size() / 2)));
  EXPECT_FALSE(certificate_of_authority(""));
  const std::string other = make_authority().value();
  EXPECT_FALSE(certificate_of_authority(other.substr(0, other.find("-----BEGIN CERT")) + *certificate));  // of another key
}

TEST(UpdateListener, SaysWhereSomebodyElseListens) {
  const auto first = listen_at("127.0.0.1", 0);
  ASSERT_TRUE(first);
  const auto second = listen_at("127.0.0.1", first->port);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_FALSE(listen_at("no address", 0));
}

}  // namespace
}  // namespace hoshi::lab
