// DNS-based service discovery (RFC 6763) over mDNS: the questions, and what the answers say of a device.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "protocols/dns/message.h"

namespace hoshi::protocols::dns {

constexpr std::uint16_t multicast_port = 5353;   // RFC 6762, 5
constexpr std::uint16_t link_local_port = 5355;  // RFC 4795, 2.1
constexpr std::size_t service_limit = 48;        // types and instances kept; what is beyond is left out
constexpr std::size_t text_limit = 64;           // keys of one TXT record kept

Question service_types_question();                       // RFC 6763, 9
Question instances_question(const Name& service_type);   // RFC 6763, 4
Question detail_question(const Name& instance, Type type);

struct Instance {
  Name name;               // "Kitchen._hap._tcp.local"
  Name host;               // of SRV; empty until seen
  std::uint16_t port = 0;  // of SRV
  bool has_text = false;
  // RFC 6763, 6.4: keys in lower case, the first of equal ones counts; values are hostile bytes.
  std::map<std::string, std::string> text;

  std::string label() const { return name.labels.empty() ? "" : name.labels.front(); }
};

// Collects what several messages of one device say. Only records under `local` count.
class Services {
 public:
  // Every section of a response; queries and messages with an error code tell nothing. True: at least one record
  // was of use.
  bool add(const Message& message);

  const std::vector<Name>& types() const { return types_; }  // "_http._tcp.local"
  const std::vector<Instance>& instances() const { return instances_; }
  const std::vector<Name>& hosts() const { return hosts_; }  // names with an address or that services point to

 private:
  bool add(const Record& record);
  void add_type(const Name& type);
  void add_host(const Name& host);
  Instance* instance(const Name& name);

  std::vector<Name> types_;
  std::vector<Instance> instances_;
  std::vector<Name> hosts_;
};

// A service type has the form _name._tcp.local or _name._udp.local (RFC 6763, 7).
bool is_service_type(const Name& name);

}  // namespace hoshi::protocols::dns
