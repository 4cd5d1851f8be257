// Collects service types, instances, hosts and texts from answers of mDNS.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/dns/service_discovery.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::dns {
namespace {

constexpr std::size_t type_labels = 3;  // _name, _tcp or _udp, local

const Name& enumeration() {
  static const Name name{{"_services", "_dns-sd", "_udp", "local"}};
  return name;
}

bool is_local(const Name& name) { return name.labels.size() > 1 && lower(name.labels.back()) == "local"; }

bool is_known(const std::vector<Name>& names, const Name& name) {
  return std::any_of(names.begin(), names.end(), [&](const Name& other) { return other.same_as(name); });
}

// "Kitchen._hap._tcp.local" without its first label.
Name type_of(const Name& instance) {
  return {std::vector<std::string>(instance.labels.begin() + 1, instance.labels.end())};
}

bool is_instance(const Name& name) {
  return name.labels.size() == type_labels + 1 && is_service_type(type_of(name));
}

void read_texts(const std::vector<std::string>& texts, Instance& instance) {
  instance.has_text = true;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    const std::string key = lower(text.substr(0, equals));
    if (key.empty() || instance.text.size() >= text_limit) continue;
    instance.text.emplace(key, equals == std::string::npos ? "" : text.substr(equals + 1));
  }
}

}  // namespace

Question service_types_question() {
  return {enumeration(), static_cast<std::uint16_t>(Type::ptr), 1, false};
}

Question instances_question(const Name& service_type) {
  return {service_type, static_cast<std::uint16_t>(Type::ptr), 1, false};
}

Question detail_question(const Name& instance, Type type) {
  return {instance, static_cast<std::uint16_t>(type), 1, false};
}

bool is_service_type(const Name& name) {
  if (name.labels.size() != type_labels || !is_local(name)) return false;
  const std::string transport = lower(name.labels[1]);
  return name.labels[0].size() > 1 && name.labels[0].front() == '_' && (transport == "_tcp" || transport == "_udp");
}

bool Services::add(const Message& message) {
  if (!message.is_response || message.operation != 0 || message.code != 0) return false;
  bool of_use = false;
  for (const auto* section : {&message.answers, &message.additionals}) {
    for (const auto& record : *section) of_use = add(record) || of_use;
  }
  return of_use;
}

bool Services::add(const Record& record) {
  if (!is_local(record.name)) return false;
  if (record.is(Type::ptr)) {
    if (record.name.same_as(enumeration()) && is_service_type(record.target)) {
      add_type(record.target);
      return true;
    }
    if (!is_service_type(record.name) || !is_instance(record.target)) return false;
    add_type(record.name);
    return instance(record.target) != nullptr;
  }
  if (record.is(Type::a) || record.is(Type::aaaa)) {
    add_host(record.name);
    return true;
  }
  if ((!record.is(Type::srv) && !record.is(Type::txt)) || !is_instance(record.name)) return false;
  Instance* found = instance(record.name);
  if (found == nullptr) return false;
  if (record.is(Type::txt)) {
    read_texts(record.texts, *found);
    return true;
  }
  found->host = record.target;
  found->port = record.port;
  add_host(record.target);
  return true;
}

void Services::add_type(const Name& type) {
  if (types_.size() < service_limit && !is_known(types_, type)) types_.push_back(type);
}

void Services::add_host(const Name& host) {
  if (is_local(host) && hosts_.size() < service_limit && !is_known(hosts_, host)) hosts_.push_back(host);
}

Instance* Services::instance(const Name& name) {
  for (auto& known : instances_) {
    if (known.name.same_as(name)) return &known;
  }
  if (instances_.size() >= service_limit) return nullptr;
  instances_.push_back({});
  instances_.back().name = name;
  return &instances_.back();
}

}  // namespace hoshi::protocols::dns
