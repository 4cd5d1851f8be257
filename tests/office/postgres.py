# A PostgreSQL server of the tests' own, from the Debian package: in a temporary folder, on a Unix socket alone, ended by its pid.
# SPDX-License-Identifier: Apache-2.0
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAMS = "/usr/lib/postgresql/15/bin"
START_SECONDS = 60


class Server:
    def __init__(self, shared_buffers="64MB"):
        self.folder = tempfile.mkdtemp(prefix="hoshi-pg-")
        self.rights = []
        if os.geteuid() == 0:  # The server refuses to run as root: it gets the folder and the rights of nobody.
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self.rights = ["/usr/bin/setpriv", "--reuid=%d" % nobody.pw_uid, "--regid=%d" % nobody.pw_gid, "--clear-groups"]
        self.quietly(["initdb", "-D", self.folder + "/data", "-U", "hoshi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync"])
        command = self.rights + [PROGRAMS + "/postgres", "-D", self.folder + "/data", "-k", self.folder, "-c", "listen_addresses=", "-c", "max_connections=60",
                                 "-c", "shared_buffers=" + shared_buffers]
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, cwd="/")
        until = time.monotonic() + START_SECONDS
        while not self.says("SELECT 1"):
            if time.monotonic() > until or self.process.poll() is not None:
                raise AssertionError("PostgreSQL did not start")
            time.sleep(0.1)

    def quietly(self, command):
        subprocess.run(self.rights + [os.path.join(PROGRAMS, command[0])] + command[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True, cwd="/")

    def says(self, sql):
        command = [PROGRAMS + "/psql", "-qAtX", "-h", self.folder, "-U", "hoshi", "-d", "postgres", "-c", sql]
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0

    def address(self, schema):
        """Of a schema that is made here."""
        assert self.says("CREATE SCHEMA " + schema)
        return "postgresql:///postgres?host=%s&user=hoshi&options=-csearch_path%%3D%s" % (self.folder, schema)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
