"""Configures both routers for callback with Netmiko, pings until R2 is called back, and prints what the routers show as JSON.
usage: netmiko_drive.py cisco_ios_telnet|cisco_ios PORT1 PORT2 FOLDER"""
import json
import sys
import time

import netmiko

kind, port1, port2, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def connect(port):
    login = {"username": "admin", "password": "adm1n"} if kind == "cisco_ios" else {"username": "", "password": ""}
    return netmiko.ConnectHandler(device_type=kind, host="127.0.0.1", port=port, secret="", **login)


def lines(name):
    with open(f"{folder}/{name}") as file:
        return file.read().splitlines()


shown = {}
one, two = connect(port1), connect(port2)
for connection, name in ((one, "callback-r1.txt"), (two, "callback-r2.txt")):
    connection.enable()
    connection.config_mode()
    shown["config mode"] = connection.check_config_mode()
    connection.exit_config_mode()
    shown[name] = connection.send_config_set(lines(name))
    shown["saved " + name] = connection.save_config()
shown["prompts"] = [one.find_prompt(), two.find_prompt()]
shown["alive"] = [one.is_alive(), two.is_alive()]
deadline = time.time() + 40
while time.time() < deadline:
    shown["ping"] = two.send_command("ping 172.12.12.1")
    if "!!!!!" in shown["ping"]:
        break
for command in ("show dialer", "show isdn status", "show users", "show version", "show ip interface brief", "show interfaces"):
    shown[command] = two.send_command(command)
shown["R1 show dialer"] = one.send_command("show dialer")
shown["R1 show running-config"] = one.send_command("show running-config")
one.disconnect()
two.disconnect()
print(json.dumps(shown))
