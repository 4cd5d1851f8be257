# SPDX-License-Identifier: Apache-2.0
# Sourced by the zoo's weak gateways: the daemons they are made of, each as a function that starts one of them.

weak_web() { # lighttpd: Basic on 80 and 443, Digest in /camera; TLS 1.0 and RSA-1024.
  make_site "Weak gateway WG-1 firmware 1.0.3"
  mkdir "$root/var/www/camera"
  echo '{"stream":"rtsp","key":"kitsune-soba-2208"}' >"$root/var/www/camera/settings.json"
  make_certificate wg-1 -newkey rsa:1024
  echo 'admin:admin' >"$root/etc/users"
  cat >"$root/etc/openssl.cnf" <<'CONFIGURATION'
openssl_conf = start
[start]
ssl_conf = all
[all]
system_default = weak
[weak]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
CONFIGURATION
  cat >"$root/etc/lighttpd.conf" <<'CONFIGURATION'
server.modules = ( "mod_auth", "mod_authn_file", "mod_openssl" )
server.document-root = "/var/www"
server.errorlog = "/var/log/lighttpd.log"
index-file.names = ( "index.html" )
mimetype.assign = ( ".html" => "text/html; charset=utf-8", ".json" => "application/json" )
server.bind = "0.0.0.0"
server.port = 80
auth.backend = "plain"
auth.backend.plain.userfile = "/etc/users"
auth.require = (
  "/camera" => ( "method" => "digest", "realm" => "WG-1 camera", "require" => "valid-user" ),
  "/" => ( "method" => "basic", "realm" => "WG-1", "require" => "valid-user" )
)
ssl.pemfile = "/etc/keys/both.pem"
ssl.openssl.ssl-conf-cmd = ( "MinProtocol" => "TLSv1", "MaxProtocol" => "TLSv1.2", "CipherString" => "ALL:@SECLEVEL=0" )
$SERVER["socket"] == "0.0.0.0:443" { ssl.engine = "enable" }
$SERVER["socket"] == "[::]:443" { ssl.engine = "enable" }
$SERVER["socket"] == "[::]:80" { }
CONFIGURATION
  start_in_device OPENSSL_CONF=/etc/openssl.cnf lighttpd -D -f /etc/lighttpd.conf
}

weak_second_web() { # mini_httpd on 8080: no password at all.
  mkdir -p "$root/srv/status"
  echo '<html><head><title>WG-1 status</title></head><body>WG-1 firmware 1.0.3</body></html>' >"$root/srv/status/index.html"
  echo '{"wifi_ssid":"lab","wifi_key":"kitsune-soba-2208"}' >"$root/srv/status/backup.json"
  start_in_device mini_httpd -D -p 8080 -d /srv/status -u root -l /dev/null -i /run/mini_httpd.pid
}

weak_shells() { # dropbear and BusyBox telnetd, admin:admin.
  mkdir -p "$root/etc/dropbear"
  inside dropbearkey -t ed25519 -f /etc/dropbear/host_key >/dev/null 2>&1
  echo "WG-1 gateway" >"$root/etc/issue"
  ln -s /usr/bin/busybox "$root/run/login"
  start_in_device dropbear -F -E -r /etc/dropbear/host_key -p 22
  start_in_device busybox telnetd -F -p 23 -f /etc/issue -l /run/login
}

weak_files() { # vsftpd with anonymous, atftpd.
  add_account ftp 106
  use_pam vsftpd
  mkdir -p "$root"/srv/ftp/incoming "$root"/run/vsftpd/empty "$root"/srv/tftp
  chmod 777 "$root/srv/ftp/incoming" "$root/srv/tftp"
  echo '{"wifi_ssid":"lab","wifi_key":"kitsune-soba-2208"}' >"$root/srv/ftp/settings.json"
  printf 'hostname wg-1\nwifi_key kitsune-soba-2208\n' >"$root/srv/tftp/config.cfg"
  cat >"$root/etc/vsftpd.conf" <<'CONFIGURATION'
listen_ipv6=YES
background=NO
anonymous_enable=YES
anon_root=/srv/ftp
anon_upload_enable=YES
local_enable=YES
write_enable=YES
check_shell=NO
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
secure_chroot_dir=/run/vsftpd/empty
pam_service_name=vsftpd
pasv_min_port=40000
pasv_max_port=40100
ftpd_banner=WG-1 gateway
CONFIGURATION
  start_in_device vsftpd /etc/vsftpd.conf
  start_in_device atftpd --daemon --no-fork --user root --group root --logfile - /srv/tftp
}

weak_broker() { # mosquitto for everybody; its first messages are put in before it opens.
  store_retained home/wifi '{"ssid":"lab","password":"kitsune-soba-2208"}'
  printf '%s\n' 'user root' 'persistence true' 'persistence_location /var/lib/' 'log_dest stderr' 'allow_anonymous true' \
    'listener 1883' >"$root/etc/mosquitto.conf"
  start_in_device mosquitto -c /etc/mosquitto.conf
}

weak_machines() { # snmpd public and private, CoAP, Modbus.
  mkdir -p "$root"/etc/snmp "$root"/var/lib/snmp
  cat >"$root/etc/snmp/snmpd.conf" <<'CONFIGURATION'
agentaddress udp:161,udp6:161
rocommunity public
rwcommunity private
rocommunity6 public
rwcommunity6 private
sysDescr WG-1 gateway, firmware 1.0.3
sysObjectID 1.3.6.1.4.1.32473.1.3
syslocation Yamada's house
CONFIGURATION
  cp "$(dirname "${BASH_SOURCE[0]}")/modbus_open/server.py" "$root/run/modbus_server.py"
  start_in_device MIBS= snmpd -f -Lo -C -c /etc/snmp/snmpd.conf -I -smux
  start_in_device coap-server-notls -A :: -d 4
  put_settings coap-client-notls coap://127.0.0.1/example_data
  start_in_device python3 -B /run/modbus_server.py
}

weak_names() { # dnsmasq, MiniDLNA, wsdd, avahi.
  add_account avahi 107
  mkdir -p "$root"/etc/avahi/services "$root"/run/avahi-daemon "$root"/srv/media "$root"/var/cache/minidlna
  printf 'user=root\nno-resolv\nno-hosts\nno-poll\naddress=/router.lan/%s\n' "$HOSHI_DEVICE_ADDRESS" >"$root/etc/dnsmasq.conf"
  printf '%s\n' port=8200 media_dir=/srv/media 'friendly_name=WG-1 of the Yamada family' db_dir=/var/cache/minidlna \
    log_dir=/var/log inotify=no notify_interval=10 serial=WG1-000042 model_name=WG-1 model_number=1.0.3 \
    network_interface=eth0 >"$root/etc/minidlna.conf"
  printf '%s\n' '[server]' host-name=wg-1 enable-dbus=no allow-interfaces=eth0 >"$root/etc/avahi/avahi-daemon.conf"
  cat >"$root/etc/avahi/services/web.service" <<'CONFIGURATION'
<?xml version="1.0" standalone="no"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name>WG-1 of Hanako Yamada</name>
  <service><type>_http._tcp</type><port>80</port><txt-record>model=WG-1</txt-record></service>
</service-group>
CONFIGURATION
  start_in_device dnsmasq --keep-in-foreground --conf-file=/etc/dnsmasq.conf --log-facility=-
  start_in_device minidlnad -S -f /etc/minidlna.conf -P /run/minidlna.pid
  start_in_device python3 -B /usr/sbin/wsdd -i eth0 -n WG-1 -w FAMILY -U 5ad8b4ad-0b0e-4c3c-9f2f-000000000044
  start_in_device avahi-daemon --no-drop-root --no-chroot --no-rlimits --file /etc/avahi/avahi-daemon.conf
}

weak_cameras() { # RTSP behind Basic, motion's control page without a password.
  prepare_rtsp
  printf '%s\n' 'daemon off' 'log_level 5' 'webcontrol_port 8081' 'webcontrol_localhost off' 'webcontrol_parms 2' \
    'webcontrol_ipv6 on' 'stream_port 0' 'netcam_url http://127.0.0.1:1/none' 'picture_output off' 'movie_output off' \
    'webcontrol_auth_method 0' >"$root/etc/motion.conf"
  start_in_device "${rtsp_variables[@]}" python3 -B /run/rtsp_server.py 554 basic admin admin
  start_in_device motion -n -c /etc/motion.conf
}
