#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP proxy that leads made-up host names to ports on loopback, and to nothing beyond it.

usage: name_proxy.py NAME=PORT...

Servers that federate need names without a port, as in @shop@bakery.test; with http_proxy in their environment they find
each other by this. Prints {"url"} when it listens, and ends when its standard input does.
"""

import http.client
import http.server
import json
import sys
import threading
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def __getattr__(self, name):
        if name.startswith('do_'):
            return self.serve
        raise AttributeError(name)

    def serve(self):
        url = urllib.parse.urlsplit(self.path)
        port = url.port if url.hostname == '127.0.0.1' else self.server.ports.get(url.hostname)
        if url.scheme != 'http' or port is None:
            self.send_error(502, 'Nobody of that name')
            return
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
        try:
            connection.putrequest(self.command, url._replace(scheme='', netloc='').geturl() or '/', skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ('connection', 'proxy-connection', 'expect'):
                    connection.putheader(name, value)
            connection.putheader('Connection', 'close')
            connection.endheaders(body or None)
            reply = connection.getresponse()
            content = reply.read()
        except OSError as error:
            self.send_error(502, str(error))
            return
        finally:
            connection.close()
        self.send_response_only(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in ('connection', 'transfer-encoding', 'content-length'):
                self.send_header(name, value)
        self.send_header('Content-Length', str(len(content)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(content)


def main():
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.daemon_threads = True
    server.ports = {name: int(port) for name, port in (pair.split('=') for pair in sys.argv[1:])}
    print(json.dumps({'url': f'http://127.0.0.1:{server.server_port}'}), flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == '__main__':
    main()
