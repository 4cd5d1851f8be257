// The table of hellos.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/services/hellos.h"

#include <algorithm>

#include "protocols/services/answers.h"

namespace hoshi::protocols::services {

const std::vector<Hello>& hellos() {
  static const std::vector<Hello> all{
      {"http", "http request", http_hello},
      {"rtsp", "rtsp options", rtsp_hello},
      {"mqtt", "mqtt connect", mqtt_hello},
      {"sip", "sip options", sip_hello},
      {"modbus", "modbus identification", modbus_hello, modbus_answer},
      {"s7comm", "s7 setup", s7_hello, s7_answer, s7_second},
      {"ethernet_ip", "ethernet/ip identity", ethernet_ip_hello, ethernet_ip_answer},
      {"dnp3", "dnp3 link status", dnp3_hello, dnp3_answer},
      {"iec104", "iec 104 test", iec104_hello, iec104_answer},
      {"opcua", "opc ua hello", opcua_hello, opcua_answer},
      {"redis", "redis info", redis_hello, redis_answer},
      {"memcached", "memcached version", memcached_hello, memcached_answer},
      {"mongodb", "mongodb build information", mongodb_hello, mongodb_answer},
      {"postgresql", "postgresql tls request", postgresql_hello, postgresql_answer},
      {"amqp", "amqp header", amqp_hello, amqp_answer},
      {"smb", "smb negotiation", smb_hello, smb_answer},
      {"dns", "dns version", dns_hello, dns_answer},
      {"portmap", "rpc call", portmap_hello, portmap_answer},
      {"nfs", "rpc call", nfs_hello, nfs_answer},
      {"x11", "x11 setup", x11_hello, x11_answer},
      {"socks", "socks greeting", socks_hello, socks_answer},
      {"adb", "adb connect", adb_hello, adb_answer},
      {"nut", "nut version", nut_hello, nut_answer},
      {"rdp", "rdp connection request", rdp_hello, rdp_answer},
  };
  return all;
}

const Hello* find_hello(std::string_view name) {
  const auto& all = hellos();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Hello& hello) { return hello.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace hoshi::protocols::services
