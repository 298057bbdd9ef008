"""Configures both routers for callback with Netmiko, over telnet from the initial configuration dialog on, pings until R2 is called
back, and prints what the routers show as JSON.
usage: netmiko_drive.py cisco_ios_telnet|cisco_ios guarded|empty PORT1 PORT2 FOLDER"""
import inspect
import json
import sys
import time

import netmiko

kind, guarded, port1, port2, folder = sys.argv[1], sys.argv[2] == "guarded", int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]


def connect(port):
    login = {"username": "admin", "password": "adm1n", "secret": "en4ble"} if guarded else {"username": "", "password": "", "secret": ""}
    return netmiko.ConnectHandler(device_type=kind, host="127.0.0.1", port=port, **login)


def lines(name):
    with open(f"{folder}/{name}") as file:
        return file.read().splitlines()


shown = {}
one, two = connect(port1), connect(port2)
shown["first prompts"] = [one.find_prompt(), two.find_prompt()]
for connection, name, host in ((one, "callback-r1.txt", "R1"), (two, "callback-r2.txt", "R2")):
    connection.enable()
    if not guarded:
        connection.send_config_set([f"hostname {host}"], exit_config_mode=False)
        connection.set_base_prompt()
        connection.exit_config_mode()
        connection.set_base_prompt()
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
# Newer versions check that each line is echoed as it was sent.
verify = {"cmd_verify": True} if "cmd_verify" in inspect.signature(two.send_command).parameters else {}
for command in ("show dialer", "show isdn status", "show users", "show version", "show ip interface brief", "show interfaces"):
    shown[command] = two.send_command(command, **verify)
shown["R1 show dialer"] = one.send_command("show dialer")
shown["R1 show running-config"] = one.send_command("show running-config")
one.disconnect()
two.disconnect()
print(json.dumps(shown))
