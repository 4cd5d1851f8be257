// Tests of tls_offer against a real `openssl s_server` on loopback, over the real transport.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <set>

#include "probes/tls/survey.h"
#include "protocols/tls/certificate.h"
#include "transport/direct_connector.h"
#include "transport/live_network.h"
#include "transport/tls_context.h"
#include "transport/transcript.h"

namespace hoshi::probes {

namespace {

namespace tls = protocols::tls;

// Forgets the transcript.
class NoTranscript final : public transport::TranscriptSink {
 public:
  void append(std::string_view, std::string_view) override {}
};

// A server that is stopped by its process id, and a folder with a key made for it.
class TlsServer {
 public:
  TlsServer(const std::string& key_type, std::vector<std::string> options) {
    char name[] = "/tmp/hoshi-tls-XXXXXX";
    folder_ = ::mkdtemp(name);
    const std::string key = folder_ + "/key.pem";
    const std::string certificate = folder_ + "/certificate.pem";
    std::vector<std::string> make{"openssl", "req",   "-x509", "-newkey", key_type, "-nodes",     "-days",
                                  "30",      "-subj", "/CN=device", "-keyout", key, "-out", certificate};
    if (key_type == "ec") {
      make.insert(make.end(), {"-pkeyopt", "ec_paramgen_curve:P-256"});
    }
    int status = 0;
    ::waitpid(start(make, -1), &status, 0);
    std::vector<std::string> serve{"openssl", "s_server", "-www", "-accept", "127.0.0.1:0", "-key", key,
                                   "-cert",   certificate};
    serve.insert(serve.end(), options.begin(), options.end());
    int ends[2] = {-1, -1};
    if (status != 0 || ::pipe(ends) != 0) {
      return;
    }
    process_ = start(serve, ends[1]);
    ::close(ends[1]);
    read_port(ends[0]);
    output_ = ends[0];
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer() {
    if (process_ > 0) {
      ::kill(process_, SIGTERM);
      ::waitpid(process_, nullptr, 0);
    }
    ::close(output_);
    std::filesystem::remove_all(folder_);
  }

  std::uint16_t port() const { return port_; }

 private:
  static pid_t start(const std::vector<std::string>& command, int output) {
    std::vector<char*> arguments;
    for (const std::string& argument : command) {
      arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      std::FILE* nothing = std::fopen("/dev/null", "r+");
      ::dup2(fileno(nothing), 0);
      ::dup2(output >= 0 ? output : fileno(nothing), 1);
      ::dup2(fileno(nothing), 2);
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    return child;
  }

  // The line "ACCEPT 127.0.0.1:40123".
  void read_port(int output) {
    std::string text;
    char byte = 0;
    while (text.find("ACCEPT") == std::string::npos || byte != '\n') {
      if (::read(output, &byte, 1) != 1) {
        return;
      }
      text.push_back(byte);
    }
    port_ = static_cast<std::uint16_t>(std::stoi(text.substr(text.rfind(':') + 1)));
  }

  std::string folder_;
  pid_t process_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
};

class TlsOfferLive : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_TRUE(transport::prepare_libraries()); }

  TlsSurvey survey(const std::string& key_type, std::vector<std::string> options) {
    const TlsServer server(key_type, std::move(options));
    EXPECT_NE(server.port(), 0) << "openssl s_server did not start";
    transport::DirectConnector connector({{"main", {transport::Address::parse("127.0.0.1").value()}}}, {});
    const auto context = transport::TlsContext::create().value();
    NoTranscript transcript;
    const auto network = transport::live_network(connector, context, transcript, {});
    const auto began = std::chrono::steady_clock::now();
    auto result = survey_tls(*network, "main", server.port());
    const auto took = std::chrono::steady_clock::now() - began;
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    const TlsSurvey found = result.value_or(TlsSurvey{});
    std::cout << found.suites.size() << " suites, " << found.groups.size() << " groups, " << found.connections
              << " connections, " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms\n";
    return found;
  }
  static std::set<std::string> names(const TlsSurvey& survey, tls::Version version) {
    std::set<std::string> all;
    for (const AcceptedSuite& suite : survey.suites) {
      if (suite.version == version) {
        all.insert(tls::suite_name(suite.code));
      }
    }
    return all;
  }
};

const std::set<std::string> openssl_tls_1_3{"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                            "TLS_CHACHA20_POLY1305_SHA256"};

}  // namespace

TEST_F(TlsOfferLive, FindsWhatOpensslAcceptsAsItComes) {
  const TlsSurvey found = survey("rsa:2048", {});
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(names(found, tls::Version::tls_1_3), openssl_tls_1_3);
  EXPECT_EQ(found.versions.at(tls::Version::ssl_3_0), false);
  EXPECT_EQ(found.versions.at(tls::Version::tls_1_2), true);
  EXPECT_GE(found.groups.size(), 10u);
  EXPECT_LE(found.connections, static_cast<int>(found.suites.size()) + 15);
  ASSERT_EQ(found.certificates_der.size(), 1u);
  EXPECT_EQ(tls::read_certificate(found.certificates_der[0])->subject, "CN=device");
}

TEST_F(TlsOfferLive, FindsExactlyTheSuitesConfigured) {
  const TlsSurvey found = survey("rsa:2048", {"-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA",
                                              "-curves", "P-384"});
  EXPECT_EQ(names(found, tls::Version::tls_1_2),
            (std::set<std::string>{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA"}));
  EXPECT_EQ(found.suites.size(), 2u);
  EXPECT_EQ(found.groups, std::vector<std::string>{"secp384r1"});
  EXPECT_EQ(found.versions.at(tls::Version::tls_1_3), false);
}

TEST_F(TlsOfferLive, FindsWhatIsLongOutOfDate) {
  const TlsSurvey found =
      survey("rsa:2048", {"-no_tls1_3", "-no_tls1_2", "-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"});
  EXPECT_TRUE(found.versions.at(tls::Version::tls_1_0));
  EXPECT_TRUE(found.versions.at(tls::Version::tls_1_1));
  EXPECT_FALSE(found.versions.at(tls::Version::tls_1_2));
  EXPECT_TRUE(names(found, tls::Version::tls_1_0).contains("TLS_RSA_WITH_NULL_SHA"));
  EXPECT_TRUE(names(found, tls::Version::tls_1_0).contains("TLS_DH_anon_WITH_AES_128_CBC_SHA"));
  EXPECT_LE(found.connections, static_cast<int>(found.suites.size()) + 15);
}

TEST_F(TlsOfferLive, ReadsTheCertificateThatTls13Hides) {
  const TlsSurvey found = survey("ec", {"-tls1_3", "-groups", "X25519:P-256"});
  EXPECT_EQ(names(found, tls::Version::tls_1_3), openssl_tls_1_3);
  EXPECT_EQ(found.groups, (std::vector<std::string>{"x25519", "secp256r1"}));
  ASSERT_EQ(found.certificates_der.size(), 1u);
  EXPECT_EQ(tls::read_certificate(found.certificates_der[0])->key, "ec");
}

TEST_F(TlsOfferLive, FindsTheCurvesOfAServerWithAnEcdsaCertificate) {
  const TlsSurvey found = survey("ec", {"-tls1_2"});
  EXPECT_FALSE(names(found, tls::Version::tls_1_2).empty());
  EXPECT_GE(found.groups.size(), 2u);
  EXPECT_TRUE(found.complete);
}

}  // namespace hoshi::probes
