// Sealed evidence: the same input gives the same bytes, and nothing altered or unknown passes for good.
// SPDX-License-Identifier: Apache-2.0
#include "evidence/seal.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "base/encoding.h"
#include "base/file.h"

namespace hoshi::evidence {
namespace {

FileSet assessment() {
  FileSet files{{"assessment.json", "{\"verdict\":\"pass\"}"},
                {"documents/説明書.txt", "manual"},
                {"transcripts/" + std::string(120, 'x') + "/" + std::string(120, 'y') + ".jsonl", "{}\n"}};
  files.emplace(manifest_path, to_pretty_json(make_manifest(files, "hoshi test")));
  return files;
}

const Value predicate = object({{"verdict", "pass"}});

TEST(Seal, GivesTheSameBytesForTheSameInput) {
  const auto key = signing::KeyPair::generate("a");
  EXPECT_EQ(*seal(assessment(), predicate, key), *seal(assessment(), predicate, key));
}

TEST(Seal, OpensAsGoodOnlyForATrustedSigner) {
  const auto key = signing::KeyPair::generate("laboratory");
  const Bytes archive = *seal(assessment(), predicate, key);
  const auto good = open_sealed(archive, {key.public_key()});
  ASSERT_TRUE(good.has_value()) << good.error().message;
  EXPECT_EQ(good->signature, SignatureState::good);
  EXPECT_EQ(good->signer_name, "laboratory");
  EXPECT_EQ(good->files, assessment());
  const auto unknown = open_sealed(archive, {});
  ASSERT_TRUE(unknown.has_value());
  EXPECT_EQ(unknown->signature, SignatureState::unknown_signer);
  EXPECT_EQ(unknown->signer_name, "");
}

// Takes the archive apart, lets the test change it, and puts it together again.
template <class Change>
Result<Opened> reopened(const signing::KeyPair& key, Change change) {
  FileSet files = *read_archive(*seal(assessment(), predicate, key));
  change(files);
  return open_sealed(*write_archive(files), {key.public_key()});
}

TEST(Seal, NoticesAChangedFile) {
  const auto key = signing::KeyPair::generate("a");
  const auto opened = reopened(key, [](FileSet& files) { files["assessment.json"] = "{\"verdict\":\"fail\"}"; });
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
}

TEST(Seal, NoticesAnAddedFile) {
  const auto key = signing::KeyPair::generate("a");
  const auto opened = reopened(key, [](FileSet& files) { files["extra.txt"] = "x"; });
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
}

TEST(Seal, NoticesAMissingFile) {
  const auto key = signing::KeyPair::generate("a");
  const auto opened = reopened(key, [](FileSet& files) { files.erase("assessment.json"); });
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
}

TEST(Seal, NoticesAManifestMadeToFitTheChange) {
  const auto key = signing::KeyPair::generate("a");
  const auto opened = reopened(key, [](FileSet& files) {
    files["assessment.json"] = "{}";
    const std::string envelope = files[std::string(envelope_path)];
    files.erase(std::string(envelope_path));
    files[std::string(manifest_path)] = to_pretty_json(make_manifest(files, "hoshi test"));
    files[std::string(envelope_path)] = envelope;
  });
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
}

TEST(Seal, CallsASignatureWrongWhenATrustedKeyDidNotMakeIt) {
  const auto key = signing::KeyPair::generate("a");
  const auto opened = reopened(key, [](FileSet& files) {
    Value envelope = *parse_json(files[std::string(envelope_path)]);
    Value signature = envelope["signatures"].as_list()[0];
    signature.set("sig", to_base64(Bytes(64, 7)));
    envelope.set("signatures", ValueList{signature});
    files[std::string(envelope_path)] = to_json(envelope);
  });
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->signature, SignatureState::wrong);
}

TEST(Archive, RefusesPathsThatLeadElsewhere) {
  for (const char* path : {"../x", "/etc/passwd", "a/../../b", "a//b", "a\\b", "", "a/./b", "x\n"}) {
    EXPECT_FALSE(is_plain_path(path)) << path;
  }
  EXPECT_TRUE(is_plain_path("documents/説明書 v1.pdf"));
}

TEST(Archive, RefusesEveryCut) {
  const Bytes archive = *write_archive(assessment());
  for (std::size_t length = 0; length < archive.size(); ++length) {
    EXPECT_FALSE(read_archive(ByteView(archive).first(length)).has_value()) << length;
  }
  EXPECT_EQ(*read_archive(archive), assessment());
}

TEST(Archive, RefusesEveryChangedHeaderByte) {
  const Bytes archive = *write_archive({{"a", "x"}});
  for (std::size_t at = 0; at < 512; ++at) {
    Bytes altered = archive;
    altered[at] ^= 1;
    const auto read = read_archive(altered);
    EXPECT_TRUE(!read || *read != (FileSet{{"a", "x"}})) << at;
  }
}

TEST(Archive, IsReadByOrdinaryTar) {
  const std::string path = ::testing::TempDir() + "archive-test.tar";
  ASSERT_TRUE(write_file(path, to_text(*write_archive(assessment()))).has_value());
  const std::string command = "LC_ALL=C.UTF-8 tar -tf " + path + " | grep -c .";
  FILE* pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  char count[16] = {};
  ASSERT_NE(std::fgets(count, sizeof count, pipe), nullptr);
  ::pclose(pipe);
  EXPECT_EQ(std::string(count), "4\n");
}

TEST(Archive, KeepsItsLimits) {
  FileSet many;
  for (int i = 0; i < 30; ++i) many.emplace("f" + std::to_string(i), std::string(100, 'x'));
  const Bytes archive = *write_archive(many);
  EXPECT_FALSE(read_archive(archive, {.files = 10}).has_value());
  EXPECT_FALSE(read_archive(archive, {.total_bytes = 1000}).has_value());
  EXPECT_FALSE(read_archive(archive, {.file_bytes = 99}).has_value());
}

}  // namespace
}  // namespace hoshi::evidence
