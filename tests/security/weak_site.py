# A site with one hole, so that it can be seen that the scanners find holes.
# SPDX-License-Identifier: Apache-2.0
import http.server
import sqlite3
import threading
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("q", ["1"])[0]
        database = sqlite3.connect(":memory:")
        database.execute("CREATE TABLE t (id INTEGER, name TEXT)")
        database.execute("INSERT INTO t VALUES (1, 'one'), (2, 'two')")
        try:
            said = str(database.execute("SELECT name FROM t WHERE id = " + asked).fetchall())
            status = 200
        except sqlite3.Error as error:
            said, status = "SQLite error: %s" % error, 500
        page = ("<html><body>%s<p>%s</p></body></html>" % (asked, said)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


class WeakSite:
    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = "http://127.0.0.1:%d" % self.server.server_address[1]
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
