// Tests that no form of a secret survives, however it is encoded and wherever it is split.
// SPDX-License-Identifier: Apache-2.0
#include "transport/secrets.h"

#include <gtest/gtest.h>

#include <random>

#include "base/encoding.h"
#include "base/text.h"
#include "transport/masked_stream.h"

namespace hoshi::transport {
namespace {

std::string base64(std::string_view text) { return to_base64(to_bytes(text)); }
std::string hex(std::string_view text) { return to_hex(to_bytes(text)); }

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

std::string url_escaped(std::string_view text, std::string_view kept) {
  std::string result;
  for (const char c : text)
    result += kept.find(c) != std::string_view::npos ? std::string(1, c) : "%" + upper(hex({&c, 1}));
  return result;
}

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

// Every form in which a device or a probe may write the secret, with harmless text around it.
std::vector<std::string> carriers(const std::string& secret) {
  std::vector<std::string> all{"before " + secret + " after", "{\"h\":\"" + hex(secret) + "\"}",
                               "H=" + upper(hex(secret)) + ";", "q=" + url_escaped(secret, letters) + "&x=1",
                               "q=" + url_escaped(secret, "") + "&x=1"};
  for (const char* front : {"", "u", "us", "use", "admin:", "user:"}) {
    for (const char* back : {"", "\r", "\r\n", "\r\n!"}) {
      all.push_back("Basic " + base64(front + secret + back) + "\r\n");
    }
  }
  return all;
}

// What is left of a text when the secret's bits are gone: no window of the secret's own characters may
// remain.
void expect_hidden(const std::string& carrier, const std::string& shown, const std::string& secret) {
  ASSERT_EQ(shown.size(), carrier.size());
  EXPECT_NE(shown, carrier);
  const std::vector<std::string> forms{secret, hex(secret), upper(hex(secret)), base64(secret)};
  for (const std::string& form : forms) EXPECT_EQ(shown.find(form), std::string::npos) << shown;
  for (const char* front : {"", "u", "us"}) {
    const std::string aligned = base64(front + secret);
    const std::string core = aligned.substr(4, aligned.size() - 8);
    EXPECT_TRUE(core.size() < 4 || shown.find(core) == std::string::npos) << shown;
  }
}

std::string through_stream(const Secrets& secrets, std::string_view first, std::string_view second) {
  MaskedStream stream;
  std::string shown;
  for (const std::string_view part : {first, second}) {
    stream.append(to_bytes(part));
    shown += to_text(stream.take(stream.settle(secrets)));
  }
  stream.finish();
  shown += to_text(stream.take(stream.settle(secrets)));
  return shown;
}

TEST(SecretsTest, AreHiddenInEveryEncodingAndSplitAtEveryByte) {
  for (const std::string secret : {"correct horse", "pa%s+w/o&r=d\"<>", "0123", "日本語の鍵", "aaaaaaab"}) {
    Secrets secrets;
    secrets.keep(secret);
    for (const std::string& carrier : carriers(secret)) {
      const std::string whole = secrets.redacted(carrier);
      expect_hidden(carrier, whole, secret);
      for (std::size_t at = 0; at <= carrier.size(); ++at) {
        const std::string_view view = carrier;
        EXPECT_EQ(through_stream(secrets, view.substr(0, at), view.substr(at)), whole) << "split at " << at;
      }
    }
  }
}

TEST(SecretsTest, AreHiddenWhenTheyComeByteByByte) {
  std::mt19937 generator(7);
  for (int round = 0; round < 50; ++round) {
    std::string secret;
    for (std::size_t i = 0; i < 4 + generator() % 20; ++i) secret += static_cast<char>(generator() % 256);
    Secrets secrets;
    secrets.keep(secret);
    for (const std::string& carrier : carriers(secret)) {
      MaskedStream stream;
      std::string shown;
      for (const char c : carrier) {
        stream.append(to_bytes({&c, 1}));
        shown += to_text(stream.take(stream.settle(secrets)));
      }
      stream.finish();
      shown += to_text(stream.take(stream.settle(secrets)));
      EXPECT_EQ(shown, secrets.redacted(carrier));
      expect_hidden(carrier, shown, secret);
    }
  }
}

TEST(SecretsTest, LeaveTheRestAsItWas) {
  Secrets secrets;
  secrets.keep("correct horse");
  EXPECT_EQ(secrets.redacted("user=a&password=correct+horse&x=1"), "user=a&password=*************&x=1");
  EXPECT_EQ(secrets.redacted("a correct answer"), "a correct answer");
}

TEST(SecretsTest, HideTheCharactersOfBase64SharedWithTheNeighbours) {
  Secrets secrets;
  secrets.keep("correct horse");
  // "admin:" is six bytes: the secret begins at a group, and ends inside one.
  EXPECT_EQ(secrets.redacted(base64("admin:correct horse")), "YWRtaW46" + std::string(18, '*') + "==");
  // One byte in front shares a character with the secret.
  EXPECT_EQ(secrets.redacted(base64("xcorrect horse")).substr(0, 2), "e*");
}

TEST(SecretsTest, ThatAreShortAreHiddenOnlyAsWholeFields) {
  Secrets secrets;
  secrets.keep("12");
  EXPECT_EQ(secrets.redacted("12"), "**");
  EXPECT_EQ(secrets.redacted("pin=12&x=123"), "pin=**&x=123");
  EXPECT_EQ(secrets.redacted("{\"pin\":\"12\"}"), "{\"pin\":\"**\"}");
  EXPECT_EQ(secrets.redacted("Content-Length: 12\r\n"), "Content-Length: 12\r\n");
  EXPECT_EQ(secrets.redacted(std::string("\x05\0\x02\x31\x32\x33", 6)), std::string("\x05\0\x02**\x33", 6));
}

TEST(SecretsTest, ThatAreHexadecimalOrBase64AreAlsoHiddenAsBytes) {
  Secrets secrets;
  secrets.keep(hex("raw token bytes"));
  secrets.keep(base64("other raw bytes!"));
  EXPECT_EQ(secrets.redacted("x raw token bytes y"), "x *************** y");
  EXPECT_EQ(secrets.redacted("x other raw bytes! y"), "x **************** y");
}

TEST(SecretsTest, ThatAreLongAreHiddenToTheLastByte) {
  std::mt19937 generator(11);
  for (const std::size_t size : {1023u, 1024u, 1025u, 1027u, 2049u, 5000u}) {
    std::string secret;
    for (std::size_t i = 0; i < size; ++i) secret += letters[generator() % letters.size()];
    Secrets secrets;
    secrets.keep(secret);
    EXPECT_EQ(secrets.redacted("(" + secret + ")"), "(" + std::string(size, '*') + ")");
  }
}

TEST(SecretsTest, LearntLateAreHiddenInWhatIsNotYetWritten) {
  Secrets secrets;
  MaskedStream stream;
  stream.append(to_bytes("Set-Cookie: id=abcdefgh\r\n"));
  EXPECT_GT(stream.settle(secrets), 0u);
  secrets.keep("abcdefgh");
  EXPECT_EQ(to_text(stream.take(stream.settle(secrets))), "Set-Cookie: id=********\r\n");
}

TEST(SecretsTest, AreTooManyAtSomePoint) {
  Secrets secrets;
  for (int i = 0; i < 4096; ++i) secrets.keep("secret number " + std::to_string(i));
  EXPECT_FALSE(secrets.overflowed());
  secrets.keep("one more");
  EXPECT_TRUE(secrets.overflowed());
}

}  // namespace
}  // namespace hoshi::transport
