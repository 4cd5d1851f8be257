// What a probe is given: the product, what was seen, the wire, test credentials, and a place for observations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/observation.h"
#include "base/bytes.h"
#include "domain/product.h"
#include "probes/effect.h"
#include "transport/network.h"

namespace hoshi::probes {

// A test account. The password never leaves memory; in replay `password` is empty and `has_password` recorded.
struct Credential {
  std::string authentication;  // id of an authentication of the description
  std::string account;
  std::string password;
  bool second = false;         // a second account, for looking at the scope of locks
  std::string next{};          // the value it may be changed to while it is tested; "" when any will do
};

// A document the description names, as read before the run (files) or to be fetched (URLs).
struct DocumentContent {
  std::string id;
  std::string path;     // where it lies in the evidence folder
  std::string sha256;
  std::string content;  // hostile
};

// A file the description names as an artifact; mapped before the sandbox closed, and kept as evidence.
struct Artifact {
  std::string id;
  std::string path;    // in the evidence folder
  std::string sha256;
  ByteView bytes;      // hostile, and up to gigabytes
};

// A unique value put into the device before the tests, to be looked for afterwards. Secret like a password.
struct Canary {
  std::string id;
  std::string asset;  // what it stands for; "" when nothing of the description
  std::string value;
};

// What a unit's label gives as its first password (or what was in force at delivery). Secret.
struct InitialPassword {
  std::string unit;
  std::string authentication;
  std::string account;
  std::string password;
};

struct Knowledge {
  std::string name;     // file name in knowledge/: "default_credentials.toml" arrives parsed, as a Value
  Value content;
};

// One per task. Not shared between threads; parallel work uses network().lane() and collects before observing.
class Bench {
 public:
  virtual ~Bench() = default;
  virtual const Product& product() const = 0;
  virtual const Observations& seen() const = 0;
  virtual transport::Network& network() = 0;
  virtual const std::vector<Credential>& credentials() const = 0;
  // The file's content, or nothing when the document has none (a URL) or could not be read.
  virtual const DocumentContent* document(std::string_view id) const = 0;
  // Keeps fetched bytes as evidence (documents/<name>); gives path and SHA-256.
  virtual EvidenceReference keep(std::string_view name, std::string_view content) = 0;
  // Parsed data of knowledge/<name> ("default_credentials"); null when there is no such file.
  virtual const Value& knowledge(std::string_view name) const = 0;
  // Whether everything this probe declares it may do to the device (Probe::effects) was allowed.
  virtual bool disruption_allowed() const = 0;
  // For what depends on the description: a recipe that may restart the device.
  virtual bool is_allowed(Effect) const { return disruption_allowed(); }
  // In the order of the description; those that could not be read are left out.
  virtual const std::vector<Artifact>& artifacts() const;
  virtual const std::vector<Canary>& canaries() const;
  virtual const std::vector<InitialPassword>& initial_passwords() const;
  // Addresses of this machine that --source named; target names end with "@source2" to use the second. At least 1.
  virtual int sources() const { return 1; }
  // Emits an observation; probe name and transcript reference are filled in. `value` is a map.
  virtual void observe(std::string_view fact, Subject subject, Value value,
                       std::vector<EvidenceReference> further_evidence = {}) = 0;
};

}  // namespace hoshi::probes
