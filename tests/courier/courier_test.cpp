// Delivery of notices: rounds over the outbox, mails and webhooks to receivers on the loopback.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "base/encoding.h"
#include "base/file.h"
#include "base/identifier.h"
#include "courier/addresses.h"
#include "courier/curl_carrier.h"
#include "courier/message.h"

namespace hoshi::courier {
namespace {

using testing::HasSubstr;
using testing::Not;

const Instant now = parse_instant("2026-11-30T01:00:00.000Z").value();

// Accepts one connection and speaks as told: reads until `until` stands in what came, answers, and so on.
class Receiver {
 public:
  struct Step {
    std::string until, answer;
  };
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  explicit Receiver(std::vector<Step> steps, std::string greeting = "") : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = static_cast<sockaddr*>(static_cast<void*>(&address));
    EXPECT_EQ(::bind(socket_, plain, size), 0);
    EXPECT_EQ(::listen(socket_, 1), 0);
    ::getsockname(socket_, plain, &size);
    port = std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this, steps = std::move(steps), greeting = std::move(greeting)] { serve(steps, greeting); });
  }
  ~Receiver() {
    ::shutdown(socket_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    ::close(socket_);
  }
  void cut() { ::shutdown(accepted_, SHUT_RDWR); }
  std::string heard() {
    thread_.join();
    return heard_;
  }
  std::string port;
  std::atomic<bool> was_reached = false;

 private:
  void serve(const std::vector<Step>& steps, const std::string& greeting) {
    const int one = ::accept(socket_, nullptr, nullptr);
    if (one < 0) return;
    was_reached = true;
    accepted_ = one;
    ::send(one, greeting.data(), greeting.size(), MSG_NOSIGNAL);
    std::size_t begin = 0;
    for (const Step& step : steps) {
      while (heard_.find(step.until, begin) == std::string::npos) {
        char bytes[4096];
        const auto count = ::recv(one, bytes, sizeof bytes, 0);
        if (count <= 0) break;
        heard_.append(bytes, static_cast<std::size_t>(count));
      }
      begin = heard_.size();
      ::send(one, step.answer.data(), step.answer.size(), MSG_NOSIGNAL);
    }
    ::close(one);
  }
  std::atomic<int> accepted_ = -1;
  int socket_;
  std::thread thread_;
  std::string heard_;
};

CarrierSettings to_loopback() {
  CarrierSettings settings;
  settings.from = "office@office.test";
  settings.plain = CarrierSettings::Plain::to_loopback;
  settings.webhooks = CarrierSettings::Reach::anywhere;
  settings.mail_time = settings.webhook_time = std::chrono::seconds(5);
  return settings;
}

std::unique_ptr<Carrier> carrier(CarrierSettings settings) { return curl_carrier(std::move(settings), [] { return now; }).value(); }

TEST(Mail, IsWrittenSoThatNothingInItBecomesAHeader) {
  const std::string text = mail_text({"a@b.test", "審査の結果\r\nBcc: c@d.test", "一行目\n二行目"}, "office@office.test", "<1@office.test>", now).value();
  EXPECT_THAT(text, Not(HasSubstr("\r\nBcc:")));
  EXPECT_THAT(text, HasSubstr("\r\nSubject: =?UTF-8?B?"));
  EXPECT_THAT(text, HasSubstr("\r\nDate: Mon, 30 Nov 2026 01:00:00 +0000\r\n"));
  EXPECT_THAT(text, HasSubstr(to_base64(view_of("一行目\r\n二行目"))));
  for (const char* wrong : {"", "a", "a@", "@b", "a@b@c", "a@b\r\nRCPT TO:<c>", "a b@c", "<a@b>", "あ@b"}) {
    EXPECT_FALSE(mail_text({wrong, "", ""}, "office@office.test", "<1@o>", now)) << wrong;
  }
}

TEST(Mail, SubjectsOfAnyLengthAreCutBetweenCharacters) {
  std::string subject;
  for (int i = 0; i < 100; ++i) {
    subject += "星";
    const std::string text = mail_text({"a@b.test", subject, ""}, "o@o.test", "<1@o>", now).value();
    const auto begin = text.find("Subject: ") + 9;
    std::string decoded;
    std::string words = text.substr(begin, text.find("\r\nDate:") - begin);
    for (std::size_t at = 0; (at = words.find("=?UTF-8?B?", at)) != std::string::npos; ++at) {
      const auto end = words.find("?=", at + 10);
      EXPECT_LE(end + 2 - at, 75u);
      decoded += to_text(from_base64(words.substr(at + 10, end - at - 10)).value());
    }
    EXPECT_EQ(decoded, subject);
  }
}

TEST(Mail, IsHandedToTheServer) {
  Receiver server({{"\r\n", "250 hello\r\n"}, {"MAIL FROM", "250 ok\r\n"}, {"RCPT TO", "250 ok\r\n"}, {"DATA", "354 go on\r\n"}, {"\r\n.\r\n", "250 taken\r\n"},
                   {"QUIT", "221 bye\r\n"}},
                  "220 test\r\n");
  CarrierSettings settings = to_loopback();
  settings.smtp = "smtp://127.0.0.1:" + server.port;
  ASSERT_TRUE(carrier(settings)->send(Mail{"maker@example.test", "件名", "本文"}, "<7@office.test>"));
  const std::string heard = server.heard();
  EXPECT_THAT(heard, HasSubstr("RCPT TO:<maker@example.test>"));
  EXPECT_THAT(heard, HasSubstr("Message-ID: <7@office.test>"));
}

TEST(Mail, GoesNowhereWithoutTls) {
  Receiver server({{"\r\n", "250 hello\r\n"}, {"\r\n", "250 ok\r\n"}}, "220 test\r\n");
  CarrierSettings settings = to_loopback();
  settings.plain = CarrierSettings::Plain::never;
  settings.smtp = "smtp://127.0.0.1:" + server.port;
  const auto sent = carrier(settings)->send(Mail{"maker@example.test", "s", "t"}, "<7@office.test>");
  EXPECT_FALSE(sent);
  EXPECT_THAT(sent.error().message, Not(HasSubstr("maker@example.test")));
}

TEST(Mail, PasswordsComeFromAFileOfTheOwner) {
  std::string folder = testing::TempDir() + "hoshi-courier-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  CarrierSettings settings = to_loopback();
  settings.smtp = "smtp://127.0.0.1:1";
  settings.user = "office";
  settings.password_file = folder + "/password";
  ASSERT_TRUE(write_file(settings.password_file, "secret"));
  ::chmod(settings.password_file.c_str(), 0644);
  EXPECT_EQ(carrier(settings)->send(Mail{"a@b.test", "s", "t"}, "<1@o>").error().code, ErrorCode::forbidden);
  std::filesystem::remove_all(folder);
}

// Steps up to the last line of a mail.
std::vector<Receiver::Step> up_to_the_end(const std::string& hello) {
  return {{"\r\n", hello}, {"MAIL FROM", "250 ok\r\n"}, {"RCPT TO", "250 ok\r\n"}, {"DATA", "354 go on\r\n"}};
}

Result<void> send_to(Receiver& server, CarrierSettings settings = to_loopback()) {
  settings.smtp = "smtp://127.0.0.1:" + server.port;
  return carrier(settings)->send(Mail{"maker@example.test", "件名", "本文"}, "<7@office.test>");
}

TEST(Mail, CutBeforeItIsTakenIsNotDelivered) {
  auto steps = up_to_the_end("250 hello\r\n");
  steps.push_back({"\r\n.\r\n", ""});
  Receiver server(steps, "220 test\r\n");
  const auto sent = send_to(server);
  EXPECT_FALSE(sent);
  EXPECT_THAT(server.heard(), HasSubstr("Message-ID: <7@office.test>")) << "the name under which it comes again";
}

TEST(Mail, RefusedForNowOrForGoodIsNotDelivered) {
  for (const char* refusal : {"451 later\r\n", "550 no such box\r\n", "not SMTP\r\n"}) {
    auto steps = up_to_the_end("250 hello\r\n");
    steps.push_back({"\r\n.\r\n", refusal});
    Receiver server(steps, "220 test\r\n");
    const auto sent = send_to(server);
    EXPECT_FALSE(sent) << refusal;
    EXPECT_THAT(sent ? "" : sent.error().message, Not(HasSubstr("example.test")));
  }
}

TEST(Mail, DoesNotGoInClearWhenStartTlsWasTakenAway) {
  CarrierSettings settings = to_loopback();
  settings.plain = CarrierSettings::Plain::never;
  Receiver server(up_to_the_end("250-hello\r\n250 AUTH PLAIN\r\n"), "220 test\r\n");
  EXPECT_FALSE(send_to(server, settings));
  EXPECT_THAT(server.heard(), Not(HasSubstr("MAIL FROM")));
}

TEST(Mail, IsTakenEvenThoughTheServerSaysNoGoodbye) {
  auto steps = up_to_the_end("250 hello\r\n");
  steps.push_back({"\r\n.\r\n", "250 taken\r\n"});
  steps.push_back({"never said", ""});
  Receiver server(steps, "220 test\r\n");
  CarrierSettings settings = to_loopback();
  settings.smtp = "smtp://127.0.0.1:" + server.port;
  const auto sender = carrier(settings);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(sender->send(Mail{"maker@example.test", "s", "t"}, "<7@office.test>"));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3)) << "it is noted before QUIT is waited for";
  server.cut();
}

TEST(Mail, WaitsForSilentAndTalkativeServersOnlySoLong) {
  CarrierSettings settings = to_loopback();
  settings.connect_time = settings.mail_time = std::chrono::seconds(1);
  Receiver silent(std::vector<Receiver::Step>{{"never said", ""}});
  settings.smtp = "smtp://127.0.0.1:" + silent.port;
  EXPECT_FALSE(carrier(settings)->send(Mail{"maker@example.test", "s", "t"}, "<7@office.test>"));
  std::string endless;
  for (int i = 0; i < 10'000; ++i) endless += "250-again and again\r\n";
  Receiver talkative(std::vector<Receiver::Step>{{"\r\n", endless}, {"never said", ""}}, "220 test\r\n");
  EXPECT_FALSE(send_to(talkative));
}

TEST(Webhook, IsSignedAndNamed) {
  Receiver receiver(std::vector<Receiver::Step>{{"{\"a\":1}", "HTTP/1.1 204 No Content\r\n\r\n"}});
  ASSERT_TRUE(carrier(to_loopback())->send(Webhook{"http://127.0.0.1:" + receiver.port + "/hook", "shared", "{\"a\":1}"}, "label/1/issued"));
  const std::string heard = receiver.heard();
  EXPECT_THAT(heard, HasSubstr("Idempotency-Key: label/1/issued\r\n"));
  EXPECT_THAT(heard, HasSubstr("Hoshi-Signature: " + webhook_signature("shared", "{\"a\":1}", now)));
  EXPECT_NE(webhook_signature("shared", "{}", now), webhook_signature("other", "{}", now));
  EXPECT_NE(webhook_signature("shared", "{}", now), webhook_signature("shared", "{}", now + std::chrono::seconds(1)));
}

TEST(Webhook, FollowsNoRedirectAndReportsRefusals) {
  Receiver receiver(std::vector<Receiver::Step>{{"{}", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"}});
  const auto sent = carrier(to_loopback())->send(Webhook{"http://127.0.0.1:" + receiver.port + "/hook", "shared", "{}"}, "n");
  EXPECT_EQ(sent.error().message, "the receiver answered 302");
}

TEST(Webhook, ReachesOnlyThePublicNetwork) {
  for (const char* url : {"http://127.0.0.1:80@evil.test/", "http://[::1]:80@evil.test/", "http://127.0.0.1\\@evil.test/", "http://example.test/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1.evil.test/", "http://127.0.0.1@evil.test/"}) {
    EXPECT_EQ(carrier(to_loopback())->send(Webhook{url, "s", "{}"}, "n").error().code, ErrorCode::invalid_input) << url;
  }
  CarrierSettings strict = to_loopback();
  strict.webhooks = CarrierSettings::Reach::public_only;
  Receiver receiver(std::vector<Receiver::Step>{});
  EXPECT_FALSE(carrier(strict)->send(Webhook{"http://127.0.0.1:" + receiver.port + "/", "s", "{}"}, "n"));
  for (const char* host : {"127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "0", "0.0.0.0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
                           "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "127.0.0.1.", "%31%32%37.0.0.1", "①②⑦.0.0.1"}) {
    EXPECT_FALSE(carrier(strict)->send(Webhook{"https://" + std::string(host) + ":" + receiver.port + "/", "s", "{}"}, "n")) << host;
  }
  EXPECT_FALSE(receiver.was_reached);
}

TEST(Webhook, IsNoDoorForEndlessAnswers) {
  std::string headers = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 2000; ++i) headers += "X-" + std::to_string(i) + ": " + std::string(100, 'a') + "\r\n";
  std::string early;
  for (int i = 0; i < 10'000; ++i) early += "HTTP/1.1 103 Early Hints\r\n\r\n";
  for (const std::string& answer : {headers, early, "HTTP/1.1 200 OK\r\n\r\n" + std::string(200'000, 'a')}) {
    Receiver receiver(std::vector<Receiver::Step>{{"{}", answer}, {"never said", ""}});
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(carrier(to_loopback())->send(Webhook{"http://127.0.0.1:" + receiver.port + "/", "s", "{}"}, "n"));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4)) << "ended by its size, not by the clock";
  }
}

TEST(PublicAddress, KnowsTheSpecialBlocks) {
  for (const Bytes& address : std::vector<Bytes>{{127, 0, 0, 1}, {10, 1, 2, 3}, {172, 31, 0, 1}, {192, 168, 0, 1}, {169, 254, 169, 254}, {100, 64, 0, 1},
                                                 {0, 0, 0, 0}, {224, 0, 0, 1}, {255, 255, 255, 255}, {}, {1, 2, 3}}) {
    EXPECT_FALSE(is_public_address(address)) << to_hex(address);
  }
  for (const Bytes& address : std::vector<Bytes>{{8, 8, 8, 8}, {172, 32, 0, 1}, {100, 128, 0, 1}, {192, 169, 0, 1}}) EXPECT_TRUE(is_public_address(address));
  const auto v6 = [](const char* text) {
    Bytes bytes(16);
    ::inet_pton(AF_INET6, text, bytes.data());
    return bytes;
  };
  for (const char* text : {"::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "2001::1"}) {
    EXPECT_FALSE(is_public_address(v6(text))) << text;
  }
  for (const char* text : {"2606:4700::1", "2400:cb00::1", "::ffff:8.8.8.8"}) EXPECT_TRUE(is_public_address(v6(text))) << text;
}

// Remembers what it was given, and fails when told to.
class Memory : public Carrier {
 public:
  Result<void> send(const Mail& mail, const std::string& message_id) override {
    if (on_send) on_send();
    if (fails > 0 && fails--) return fail(ErrorCode::unavailable, "the server is away");
    sent.push_back(mail.to + " " + message_id);
    return {};
  }
  Result<void> send(const Webhook& webhook, const std::string& name) override {
    sent.push_back(webhook.url + " " + name);
    return {};
  }
  int fails = 0;
  std::function<void()> on_send;
  std::vector<std::string> sent;
};

class Rounds : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "hoshi-rounds-XXXXXX";
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    database = store::open_database(folder_ + "/office.sqlite").value();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string id() {
    Bytes random(identifier_random_bytes, static_cast<std::uint8_t>(++count_));
    return new_identifier(time, std::span<const std::uint8_t, identifier_random_bytes>(random));
  }
  void queue(const std::string& name, const std::string& kind, const std::string& recipient) {
    ASSERT_TRUE(database->run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
      HOSHI_TRY(store::queue_notice(transaction, {id(), name, kind, recipient, ValueMap{}}, time));
      return {};
    }));
  }
  Round round() {
    Letters letters;
    letters.mail = [](store::Transaction&, const store::Notice& notice) -> Result<Mail> {
      if (notice.recipient == "erased") return fail(ErrorCode::not_found, "gone");
      return Mail{notice.recipient + "@example.test", "s", "t"};
    };
    letters.webhook = [](store::Transaction&, const store::Notice&) -> Result<Webhook> { return Webhook{"https://hook.test", "s", "{}"}; };
    return deliver_once({*database, memory, letters, [this] { return time; }, [this] { return id(); }, {"office.test"}}).value();
  }
  Instant time = now;
  std::unique_ptr<store::Database> database;
  Memory memory;

 private:
  std::string folder_;
  int count_ = 0;
};

TEST_F(Rounds, DeliverEachNoticeOnce) {
  queue("a", "mail", "taro");
  queue("b", "webhook", "subscription");
  queue("c", "mail", "erased");
  const Round first = round();
  EXPECT_EQ(first.delivered, 2);
  EXPECT_EQ(first.dropped, 1);
  EXPECT_EQ(round().claimed(), 0);
  EXPECT_EQ(memory.sent.size(), 2u);
}

TEST_F(Rounds, GiveBackWhatTheyHaveNoTimeFor) {
  for (const char* name : {"a", "b", "c"}) queue(name, "mail", name);
  queue("d", "webhook", "subscription");
  memory.on_send = [this] { time += std::chrono::minutes(2); };
  const Round first = round();
  EXPECT_EQ(first.delivered, 2) << "one slow mail, and the webhook behind it all the same";
  memory.on_send = {};
  EXPECT_EQ(round().delivered, 2) << "at once, not when a lease ends";
  EXPECT_EQ(memory.sent.size(), 4u);
}

TEST_F(Rounds, TryAgainLaterUnderTheSameName) {
  queue("a", "mail", "taro");
  memory.fails = 1;
  EXPECT_EQ(round().failed, 1);
  EXPECT_EQ(round().claimed(), 0) << "not at once";
  time += std::chrono::hours(1);
  EXPECT_EQ(round().delivered, 1);
  EXPECT_THAT(memory.sent.front(), HasSubstr("taro@example.test <"));
}

}  // namespace
}  // namespace hoshi::courier
