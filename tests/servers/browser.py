# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at a browser: cookies, redirects, forms."""

import html.parser
import http.cookiejar
import ssl
import urllib.error
import urllib.parse
import urllib.request


class Form:
    def __init__(self, action):
        self.action, self.fields = action, {}


class Page(html.parser.HTMLParser):
    """The forms, links and text of a page."""

    def __init__(self, source):
        super().__init__()
        self.source, self.forms, self.links, self.text = source, [], [], ''
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == 'form':
            self.forms.append(Form(attributes.get('action') or ''))
        elif tag in ('input', 'button') and self.forms and 'name' in attributes:
            self.forms[-1].fields[attributes['name']] = attributes.get('value') or ''
        elif tag == 'a':
            self.links.append(attributes.get('href') or '')

    def handle_data(self, data):
        self.text += data


class Redirects(urllib.request.HTTPRedirectHandler):
    def __init__(self, stop_at):
        self.stop_at = stop_at

    def redirect_request(self, request, reply, code, words, headers, url):
        if self.stop_at and url.startswith(self.stop_at):
            return None
        return super().redirect_request(request, reply, code, words, headers, url)


class Browser:
    """After open() or submit(): url, status, page, and location where it was sent but did not go: to what begins with stop_at."""

    def __init__(self, ca=None, stop_at=None, proxy=None):
        handlers = [urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), Redirects(stop_at)]
        if ca:
            handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=ca)))
        if proxy:
            handlers.append(urllib.request.ProxyHandler({'http': proxy}))
        self.opener = urllib.request.build_opener(*handlers)

    def open(self, url, fields=None):
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        try:
            reply = self.opener.open(url, body, timeout=30)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            self.url, self.status = reply.url, reply.status if hasattr(reply, 'status') else reply.code
            self.location = reply.headers.get('Location')
            self.page = Page(reply.read().decode(errors='replace'))
        return self

    def submit(self, fields, without=()):
        """Send the first form that has all the fields named, with these values; `without` are buttons not pressed."""
        form = next((f for f in self.page.forms if set(fields) <= set(f.fields)), None)
        if form is None:
            raise AssertionError(f'{self.url} has no form with {sorted(fields)}:\n{self.page.text.strip()[:2000]}')
        values = {name: value for name, value in form.fields.items() if name not in without}
        return self.open(urllib.parse.urljoin(self.url, form.action), values | dict(fields))
