// Tests when a certificate chain counts as verified.
// SPDX-License-Identifier: Apache-2.0
#include "transport/tls_context.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <cstdio>
#include <filesystem>

#include "servers.h"

namespace hoshi::transport {
namespace {

using testing::Identity;

// A context that trusts this certificate; the file is gone before the context is used.
TlsContext context_that_trusts(const Identity& identity) {
  const std::string path = ::testing::TempDir() + "hoshi_trust_" + std::to_string(::getpid()) + ".pem";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "w"), std::fclose);
  EXPECT_EQ(PEM_write_X509(file.get(), identity.certificate.get()), 1);
  std::fflush(file.get());
  TlsContext context = TlsContext::create(path).value();
  std::filesystem::remove(path);
  return context;
}

bool verified(const TlsContext& context, const Identity& server_identity, const TlsOptions& options) {
  const testing::Server server(testing::tls_answer("", 0, server_identity));
  testing::MemorySink sink;
  auto connector = testing::connector_to("127.0.0.1");
  const auto network = live_network(connector, context, sink, {});
  const auto stream = network->connect_tls("main", server.port(), options, milliseconds(5000));
  EXPECT_TRUE(stream.has_value()) << stream.error().message;
  EXPECT_EQ((*stream)->tls()->certificates_der.size(), 1u);
  return (*stream)->tls()->chain_verified;
}

class Verification : public ::testing::Test {
 protected:
  Verification() { static_cast<void>(testing::tls_context()); }
};

TEST_F(Verification, HoldsForATrustedChainOfTheNamedHost) {
  const Identity identity = testing::make_identity();
  const TlsContext context = context_that_trusts(identity);
  EXPECT_TRUE(context.has_trust_store());
  EXPECT_TRUE(verified(context, identity, {.server_name = "device.test", .verify = true, .alpn = ""}));
}

TEST_F(Verification, FailsForAnotherNameWithoutEndingTheConnection) {
  const Identity identity = testing::make_identity();
  const TlsContext context = context_that_trusts(identity);
  EXPECT_FALSE(verified(context, identity, {.server_name = "other.test", .verify = true, .alpn = ""}));
}

TEST_F(Verification, FailsForAnUnknownIssuer) {
  const TlsContext context = context_that_trusts(testing::make_identity());
  EXPECT_FALSE(verified(context, testing::make_identity(),
                        {.server_name = "device.test", .verify = true, .alpn = ""}));
}

TEST_F(Verification, IsNotClaimedWhenNotAsked) {
  const Identity identity = testing::make_identity();
  const TlsContext context = context_that_trusts(identity);
  EXPECT_FALSE(verified(context, identity, {.server_name = "device.test", .verify = false, .alpn = ""}));
}

TEST_F(Verification, NeedsATrustFileThatCanBeRead) {
  EXPECT_EQ(TlsContext::create("/nonexistent.pem").error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace hoshi::transport
