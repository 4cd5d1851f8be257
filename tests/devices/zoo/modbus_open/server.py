# Serves the registers of a heating controller over Modbus/TCP, on both address families.
# SPDX-License-Identifier: Apache-2.0
import asyncio

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.server import StartAsyncTcpServer

REGISTERS = 100


async def main():
    blocks = {name: ModbusSequentialDataBlock(0, [number] * REGISTERS) for number, name in enumerate(("di", "co", "hr", "ir"), 17)}
    context = ModbusServerContext(slaves=ModbusSlaveContext(**blocks), single=True)
    identity = ModbusDeviceIdentification(info_name={
        "VendorName": "Hoshizora", "ProductCode": "HT-1", "MajorMinorRevision": "1.2", "ProductName": "Heating controller",
        "ModelName": "HT-1"})
    await asyncio.gather(*(StartAsyncTcpServer(context=context, identity=identity, address=(address, 502))
                           for address in ("0.0.0.0", "::")))


asyncio.run(main())
