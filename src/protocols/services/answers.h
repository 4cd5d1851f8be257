// Answers that are known only by the question that was asked; each is nothing while bytes are missing or do not fit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/bytes.h"
#include "protocols/services/recognise.h"

namespace hoshi::protocols::services {

// Machines: answers_machines.cpp.
std::optional<Recognised> modbus_answer(ByteView received);
std::optional<Recognised> s7_answer(ByteView received);
Bytes s7_second(ByteView received);
std::optional<Recognised> ethernet_ip_answer(ByteView received);
std::optional<Recognised> dnp3_answer(ByteView received);
std::optional<Recognised> iec104_answer(ByteView received);
std::optional<Recognised> opcua_answer(ByteView received);
Bytes modbus_hello();
Bytes s7_hello();
Bytes ethernet_ip_hello();
Bytes dnp3_hello();
Bytes iec104_hello();
Bytes opcua_hello();

// Databases and queues: answers_data.cpp.
std::optional<Recognised> redis_answer(ByteView received);
std::optional<Recognised> memcached_answer(ByteView received);
std::optional<Recognised> mongodb_answer(ByteView received);
std::optional<Recognised> postgresql_answer(ByteView received);
std::optional<Recognised> amqp_answer(ByteView received);
Bytes redis_hello();
Bytes memcached_hello();
Bytes mongodb_hello();
Bytes postgresql_hello();
Bytes amqp_hello();

// Offices and networks: answers_network.cpp.
std::optional<Recognised> smb_answer(ByteView received);
std::optional<Recognised> dns_answer(ByteView received);
std::optional<Recognised> portmap_answer(ByteView received);
std::optional<Recognised> nfs_answer(ByteView received);
std::optional<Recognised> x11_answer(ByteView received);
std::optional<Recognised> socks_answer(ByteView received);
std::optional<Recognised> adb_answer(ByteView received);
std::optional<Recognised> nut_answer(ByteView received);
std::optional<Recognised> rdp_answer(ByteView received);
Bytes smb_hello();
Bytes dns_hello();
Bytes portmap_hello();
Bytes nfs_hello();
Bytes x11_hello();
Bytes socks_hello();
Bytes adb_hello();
Bytes nut_hello();
Bytes rdp_hello();
Bytes sip_hello();

}  // namespace hoshi::protocols::services
