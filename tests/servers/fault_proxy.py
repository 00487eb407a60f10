#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that stands before a server on loopback and misbehaves as told.

usage: fault_proxy.py UPSTREAM [--port N] [--cert PEM] [--rule JSON]...

UPSTREAM  http://127.0.0.1:8101, or "echo": a tiny server of its own that answers GET with 200 and a description of
          the request, anything else with 201 and {"id": N}, as JSON.
--port    where to listen on 127.0.0.1; 0, the default, takes a free one.
--cert    a PEM file with key and certificate: listen with TLS.
--rule    a rule to begin with; may be given several times.

When it listens, it prints one line of JSON: {"port": N, "url": "http://127.0.0.1:N"}; it ends when its standard input does. The Host header is passed on as it
came, so a server that knows the proxy's address as its own answers with links to it.

Control, by HTTP on the same port:
  PUT    /__fault__/rules   a JSON array of rules; replaces those there are and begins their counting anew
  DELETE /__fault__/rules   none
  GET    /__fault__/log     a JSON array of the requests since the last DELETE of it: method, path (with query), authorization,
                            headers (lower case), connection (a number), protocol (with TLS the one agreed on), fault (or
                            null), passed_on, status (of upstream)
  DELETE /__fault__/log

A rule is an object. Which requests:
  method   "POST"; absent: any                      path    a regular expression searched in path and query; absent: any
  from     1: the first that matches; 2: the second times   how many from there on; 0: all; absent: 1
The first rule that applies is used. What to do, "fault":
  stall           never answer (seconds: then close). pass_on: true lets upstream have it first
  stall-body      answer with half the body, then nothing more (seconds)
  drip            the body one byte every "interval" seconds (0.2)
  truncate        announce the whole body, send half, close
  drop-before     close without passing on             drop-after   pass on, then close without an answer
  status          answer "status" with "headers" and "body" without passing on: {"status": 429, "headers": {"Retry-After": "7"}}
  status-after    pass on, then answer so              redirect     answer "status" (302) with "location", without passing on
  body            200 with "body" and "type" (text/html), without passing on
  prefix          pass on, put "text" (a PHP notice) before the body
  wrong-type      pass on, turn the types of the JSON round: objects for arrays, texts for numbers
  huge            200 with a JSON text of "bytes" (50 MB)   huge-chunked  the same, its length not announced
  deep            200 with "depth" (100000) brackets
  gzip-bomb       200 with "bytes" (200 MB) of JSON that travel as a few hundred kB
  bad-gzip        200 with gzip whose second half is zeros
  clock           pass on, move the Date header by "seconds" (86400)
  garbage         bytes that are no HTTP
"""

import argparse
import email.utils
import gzip
import http.client
import http.server
import itertools
import json
import re
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse
import zlib

HOP_BY_HOP = {'connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'}
PHP_NOTICE = '<br />\n<b>Warning</b>:  Undefined array key "x" in <b>/srv/wp-content/plugins/x/x.php</b> on line <b>7</b><br />\n'


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @classmethod
    def of(cls, status, body, content_type='application/json', headers=()):
        if isinstance(body, str):
            body = body.encode()
        return cls(status, [('Content-Type', content_type), *headers], body)


class State:
    """What rules there are, how often each matched, what was seen."""

    def __init__(self, rules):
        self.lock = threading.Lock()
        self.log = []
        self.connections = itertools.count(1)
        self.ids = itertools.count(1)
        self.set_rules(rules)

    def set_rules(self, rules):
        for rule in rules:
            if 'fault_' + rule['fault'].replace('-', '_') not in Handler.__dict__:
                raise ValueError(f'no such fault: {rule["fault"]}')
        with self.lock:
            self.rules = [(rule, itertools.count(1)) for rule in rules]

    def pick(self, method, path):
        with self.lock:
            for rule, counter in self.rules:
                if rule.get('method', method) != method or not re.search(rule.get('path', ''), path):
                    continue
                n, first, times = next(counter), rule.get('from', 1), rule.get('times', 1)
                if n >= first and (times == 0 or n < first + times):
                    return rule
        return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    server_version, sys_version = 'fault-proxy', ''
    # A client that keeps a stalled connection open must not keep the test's cleaning up waiting.
    timeout = 120

    def setup(self):
        super().setup()
        self.connection_number = next(self.server.state.connections)

    def log_message(self, *args):
        pass

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, ssl.SSLError, TimeoutError):
            self.close_connection = True

    def __getattr__(self, name):
        if name.startswith('do_'):
            return self.serve
        raise AttributeError(name)

    # ---- a request ----

    def serve(self):
        length = int(self.headers.get('Content-Length') or 0)
        if 'chunked' in self.headers.get('Transfer-Encoding', ''):
            self.request_body = self.read_chunks()
        else:
            self.request_body = self.rfile.read(length)
        if self.path.startswith('/__fault__/'):
            self.send(self.control())
            return
        rule = self.server.state.pick(self.command, self.path)
        self.entry = {
            'method': self.command, 'path': self.path, 'connection': self.connection_number,
            'authorization': self.headers.get('Authorization'),
            'headers': {name.lower(): value for name, value in self.headers.items()},
            'protocol': self.request_version if not self.server.tls else self.connection.selected_alpn_protocol(),
            'fault': rule and rule['fault'], 'passed_on': False, 'status': None,
        }
        self.server.state.log.append(self.entry)
        if rule:
            getattr(self, 'fault_' + rule['fault'].replace('-', '_'))(rule)
        else:
            self.send(self.pass_on())

    def read_chunks(self):
        body = b''
        while size := int(self.rfile.readline().split(b';')[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def control(self):
        state = self.server.state
        match self.command, self.path:
            case 'PUT', '/__fault__/rules':
                try:
                    state.set_rules(json.loads(self.request_body))
                except (ValueError, KeyError, TypeError) as error:
                    return Answer.of(400, json.dumps({'error': str(error)}))
            case 'DELETE', '/__fault__/rules':
                state.set_rules([])
            case 'DELETE', '/__fault__/log':
                state.log = []
            case 'GET', '/__fault__/log':
                return Answer.of(200, json.dumps(state.log))
            case _:
                return Answer.of(404, json.dumps({'error': 'no such control'}))
        return Answer.of(200, '{}')

    # ---- upstream ----

    def pass_on(self):
        self.entry['passed_on'] = True
        answer = self.echo() if self.server.upstream is None else self.forward()
        self.entry['status'] = answer.status
        return answer

    def echo(self):
        if self.command in ('GET', 'HEAD'):
            return Answer.of(200, json.dumps({'method': self.command, 'path': self.path,
                                              'authorized': self.headers.get('Authorization') is not None}))
        return Answer.of(201, json.dumps({'id': next(self.server.state.ids)}))

    def forward(self):
        upstream = self.server.upstream
        connection = http.client.HTTPConnection(upstream.hostname, upstream.port or 80, timeout=self.timeout)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP | {'content-length'}:
                    connection.putheader(name, value)
            if self.request_body or self.command in ('POST', 'PUT', 'PATCH'):
                connection.putheader('Content-Length', str(len(self.request_body)))
            connection.putheader('Connection', 'close')
            connection.endheaders(self.request_body or None)
            reply = connection.getresponse()
            body = reply.read()
            headers = [(n, v) for n, v in reply.getheaders() if n.lower() not in HOP_BY_HOP | {'content-length'}]
            return Answer(reply.status, headers, body)
        except OSError as error:
            return Answer.of(502, json.dumps({'error': f'upstream: {error}'}))
        finally:
            connection.close()

    # ---- answering ----

    def send_head(self, answer, length):
        self.send_response_only(answer.status)
        if not any(name.lower() == 'date' for name, _ in answer.headers):
            self.send_header('Date', self.date_time_string())
        for name, value in answer.headers:
            self.send_header(name, value)
        if length is None:
            self.send_header('Transfer-Encoding', 'chunked')
        elif answer.status != 204:
            self.send_header('Content-Length', str(length))
        self.end_headers()

    def send(self, answer):
        self.send_head(answer, len(answer.body))
        if self.command != 'HEAD':
            self.wfile.write(answer.body)

    def hang_up(self, reset=False):
        self.close_connection = True
        try:
            if reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            else:
                self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def wait(self, seconds):
        """Sleep, but not longer than the client stays."""
        end = time.monotonic() + seconds
        self.connection.settimeout(0.1)
        while time.monotonic() < end and not self.server.stopping.is_set():
            try:
                if self.connection.recv(1) == b'':
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        self.hang_up()

    # ---- faults ----

    def fault_stall(self, rule):
        if rule.get('pass_on'):
            self.pass_on()
        self.wait(rule.get('seconds', 3600))

    def fault_stall_body(self, rule):
        answer = self.pass_on()
        self.send_head(answer, len(answer.body))
        self.wfile.write(answer.body[:len(answer.body) // 2])
        self.wait(rule.get('seconds', 3600))

    def fault_drip(self, rule):
        answer = self.pass_on()
        self.send_head(answer, len(answer.body))
        for i in range(len(answer.body)):
            self.wfile.write(answer.body[i:i + 1])
            time.sleep(rule.get('interval', 0.2))

    def fault_truncate(self, rule):
        answer = self.pass_on()
        self.send_head(answer, len(answer.body))
        self.wfile.write(answer.body[:len(answer.body) // 2])
        self.hang_up()

    def fault_drop_before(self, rule):
        self.hang_up(rule.get('reset', False))

    def fault_drop_after(self, rule):
        self.pass_on()
        self.hang_up(rule.get('reset', False))

    def answer_of_rule(self, rule, status, content_type):
        return Answer.of(rule.get('status', status), rule.get('body', ''), rule.get('type', content_type),
                         rule.get('headers', {}).items())

    def fault_status(self, rule):
        self.send(self.answer_of_rule(rule, 500, 'text/html'))

    def fault_status_after(self, rule):
        self.pass_on()
        self.send(self.answer_of_rule(rule, 500, 'text/html'))

    def fault_redirect(self, rule):
        self.send(Answer.of(rule.get('status', 302), '', 'text/html', [('Location', rule['location'])]))

    def fault_body(self, rule):
        self.send(self.answer_of_rule(rule, 200, 'text/html'))

    def fault_prefix(self, rule):
        answer = self.pass_on()
        answer.body = rule.get('text', PHP_NOTICE).encode() + answer.body
        self.send(answer)

    def fault_wrong_type(self, rule):
        answer = self.pass_on()
        answer.body = json.dumps(turn_round(json.loads(answer.body))).encode()
        self.send(answer)

    def write_much(self, total, write):
        block = b'x' * 65536
        write(b'{"text":"')
        for _ in range(total // len(block)):
            write(block)
        write(b'"}')

    def fault_huge(self, rule):
        total = rule.get('bytes', 50_000_000) // 65536 * 65536
        self.send_head(Answer.of(200, ''), total + len('{"text":""}'))
        self.write_much(total, self.wfile.write)

    def fault_huge_chunked(self, rule):
        self.send_head(Answer.of(200, ''), None)
        self.write_much(rule.get('bytes', 50_000_000), lambda data: self.wfile.write(b'%x\r\n%s\r\n' % (len(data), data)))
        self.wfile.write(b'0\r\n\r\n')

    def fault_deep(self, rule):
        self.send(Answer.of(200, '[' * rule.get('depth', 100_000)))

    def fault_gzip_bomb(self, rule):
        packer, packed = zlib.compressobj(9, zlib.DEFLATED, 31), []
        self.write_much(rule.get('bytes', 200_000_000), lambda data: packed.append(packer.compress(data)))
        self.send(Answer.of(200, b''.join(packed) + packer.flush(), headers=[('Content-Encoding', 'gzip')]))

    def fault_bad_gzip(self, rule):
        packed = bytearray(gzip.compress(json.dumps(list(range(300))).encode()))
        packed[len(packed) // 2:] = bytes(len(packed) - len(packed) // 2)
        self.send(Answer.of(200, bytes(packed), headers=[('Content-Encoding', 'gzip')]))

    def fault_clock(self, rule):
        answer = self.pass_on()
        answer.headers = [(n, v) for n, v in answer.headers if n.lower() != 'date']
        answer.headers.append(('Date', email.utils.formatdate(time.time() + rule.get('seconds', 86400), usegmt=True)))
        self.send(answer)

    def fault_garbage(self, rule):
        self.wfile.write(bytes(range(128, 256)) * 8 + b'\r\n\r\n')
        self.hang_up()


def turn_round(value):
    match value:
        case dict():
            return [turn_round(v) for v in value.values()]
        case list():
            return {str(i): turn_round(v) for i, v in enumerate(value)}
        case bool() | None:
            return [value]
        case int() | float():
            return f'<{value}>'
        case _:
            return {'text': value}


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    tls = None

    def finish_request(self, request, client_address):
        """In the connection's own thread, so that a slow handshake holds up nobody."""
        if self.tls:
            request.settimeout(10)
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def end_with_input(server):
    sys.stdin.read()
    server.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('upstream')
    parser.add_argument('--port', type=int, default=0)
    parser.add_argument('--cert')
    parser.add_argument('--rule', action='append', type=json.loads, default=[])
    args = parser.parse_args()

    server = Server(('127.0.0.1', args.port), Handler)
    server.state = State(args.rule)
    server.stopping = threading.Event()
    server.upstream = None if args.upstream == 'echo' else urllib.parse.urlsplit(args.upstream)
    if args.cert:
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(args.cert)
        # It speaks no HTTP/2, but a client that would prefer it is found out.
        server.tls.set_alpn_protocols(['h2', 'http/1.1'])
    url = f'{"https" if args.cert else "http"}://127.0.0.1:{server.server_port}'
    print(json.dumps({'port': server.server_port, 'url': url}), flush=True)
    threading.Thread(target=end_with_input, args=(server,), daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        server.stopping.set()


if __name__ == '__main__':
    main()
