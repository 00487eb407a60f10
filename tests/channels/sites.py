# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that the tests of WordPress and Mastodon speak to: the real one, or, where EARSHOT_TEST_TOWN is set, the practice
town's. Both have the same methods, so that the same tests hold for both; what only the real one can do is marked with @real_only.
"""

import base64
import contextlib
import itertools
import os
import pathlib
import re
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'servers'))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'practice'))

import harness

IN_TOWN = bool(os.environ.get('EARSHOT_TEST_TOWN'))


def real_only(test):
    """Not a test at all in the town, nor where the two are compared."""
    return None if IN_TOWN or os.environ.get('EARSHOT_TEST_RECORD') else test


# ---- WordPress ----

PRELUDE = '''$post = %(post)d; global $wpdb;
function say($text, $parent, $age, $post, $more = []) {
  $time = time() - $age;
  return wp_insert_comment($more + ['comment_post_ID' => $post, 'comment_parent' => $parent, 'comment_author' => 'Nest', 'comment_author_email' => 'nest@example.test',
    'comment_content' => $text, 'comment_approved' => 1, 'comment_date_gmt' => gmdate('Y-m-d H:i:s', $time), 'comment_date' => get_date_from_gmt(gmdate('Y-m-d H:i:s', $time))]);
}
'''
# Of the database: approved, waiting, spam.
APPROVED = {'approved': '1', 'hold': '0', 'spam': "'spam'"}
SECRETS = 150
NEST = 1000


class RealSite:
    """A WordPress. url, post, comments, users (name → id, app_password), ca, proxy as in harness.WordPress; title."""

    title = 'Corner Bakery'

    def __init__(self, kind, faults):
        self.server = harness.start_wordpress(kind, faults)
        self.plugins = itertools.count()
        for name in ('url', 'post', 'comments', 'users', 'ca', 'proxy', 'api', 'approve_by_hand', 'sign_in'):
            setattr(self, name, getattr(self.server, name))
        for name, user in self.users.items():
            user['login'] = user['name'] = name

    def php(self, code):
        return self.server.php(PRELUDE % {'post': self.post} + code)

    @contextlib.contextmanager
    def plugin(self, code):
        """A must-use plugin for so long. Each has a name of its own: of a file that changed PHP may run the former words for two seconds."""
        path = self.server.folder / f'site/wordpress/wp-content/mu-plugins/zz-test-{next(self.plugins)}.php'
        path.write_text('<?php ' + code)
        try:
            yield
        finally:
            path.unlink()

    @contextlib.contextmanager
    def option(self, name, value, otherwise):
        self.php(f"update_option('{name}', '{value}'); flush_rewrite_rules(false); return 1;")
        try:
            yield
        finally:
            self.php(f"update_option('{name}', '{otherwise}'); flush_rewrite_rules(false); return 1;")

    # What people do there.

    def say(self, text, parent=0, age=0, status='approved', post=None):
        """A visitor's comment, so many seconds ago; its id."""
        return self.php(f"return say('{text}', {parent}, {age}, {post or '$post'}, ['comment_approved' => {APPROVED[status]}]);")

    def say_all(self, said):
        """(text, when) of many at once."""
        self.php(''.join(f"say('{text}', 0, time() - {when}, $post);" for text, when in said) + 'return 1;')

    def nest(self):
        """NEST comments that each answer the last, and as many under one; the first of both."""
        chain, wide = self.php('''$chain = say('nest 0', 0, 200000, $post); $wide = say('wide', 0, 300000, $post); $rows = [];
                    for ($i = 1; $i <= %d; $i++)
                      foreach ([["nest $i", $wide + 2 * $i - 1, $i == 1 ? $chain : $wide + 2 * $i - 3, 200000 - 100 * $i], ["wide $i", $wide + 2 * $i, $wide, 299000 - $i]] as [$text, $id, $parent, $age]) {
                        $gmt = gmdate('Y-m-d H:i:s', time() - $age);
                        $rows[] = $wpdb->prepare('(%%d, %%d, %%d, %%s, %%s, %%s, %%s, %%s, %%s)', $id, $post, $parent, 'Nest', 'nest@example.test', $text, '1', get_date_from_gmt($gmt), $gmt);
                      }
                    $wpdb->query('INSERT INTO wp_comments (comment_ID, comment_post_ID, comment_parent, comment_author, comment_author_email, comment_content, comment_approved, comment_date, comment_date_gmt) VALUES ' . join(',', $rows));
                    return [$chain, $wide];''' % NEST)
        return chain, wide

    def secret_post(self):
        """A private post with SECRETS comments."""
        return self.php('''$p = wp_insert_post(['post_title' => 'Secret', 'post_status' => 'private', 'post_author' => 1]); for ($i = 0; $i < %d; $i++) say("secret $i", 0, 2000, $p); return $p;''' % SECRETS)

    def forget_comments(self, post):
        self.php('foreach (get_comments(["post_id" => %d]) as $c) wp_delete_comment($c->comment_ID, true); return 1;' % post)

    def edit(self, comment, text):
        self.php(f"return wp_update_comment(['comment_ID' => {comment}, 'comment_content' => '{text}']);")

    def set_status(self, comment, status):
        self.php(f"return wp_spam_comment({comment});" if status == 'spam' else f"return wp_set_comment_status({comment}, '{status}');")

    def delete(self, comment):
        self.php(f'return wp_delete_comment({comment}, true);')

    def count_standing(self, text=None):
        said = f"comment_content = '{text}'" if text else "comment_approved IN ('0', '1') AND comment_type = 'comment'"
        return self.php(f'return (int) $wpdb->get_var("SELECT count(*) FROM wp_comments WHERE {said}");')

    def permalink(self):
        return self.php('return get_permalink($post);')

    def new_password(self, user):
        return self.php('''[$raw] = WP_Application_Passwords::create_new_application_password(%d, ['name' => 'once']); return $raw;''' % self.users[user]['id'])

    # How it is set up, for so long.

    def closed(self):
        return self.switch("wp_update_post(['ID' => $post, 'comment_status' => 'closed']); return 1;", "wp_update_post(['ID' => $post, 'comment_status' => 'open']); return 1;")

    @contextlib.contextmanager
    def switch(self, on, off):
        self.php(on)
        try:
            yield
        finally:
            self.php(off)

    def closed_to_strangers(self):
        return self.plugin('''add_filter('rest_authentication_errors', fn($r) => !empty($r) || is_user_logged_in() ? $r : new WP_Error('rest_not_logged_in', 'No.', ['status' => 401]));''')

    def without_passwords(self):
        return self.plugin('''add_filter('wp_is_application_passwords_available', '__return_false');''')

    def without_permalinks(self):
        return self.option('permalink_structure', '', '/%year%/%monthnum%/%postname%/')

    def moderated(self):
        return self.option('comment_moderation', '1', '0')

    def flooded(self):
        return self.plugin("add_filter('wp_is_comment_flood', '__return_true', 999); add_filter('comment_flood_filter', '__return_true', 999);")

    def without_trash(self):
        return self.plugin("add_filter('rest_comment_trashable', '__return_false');")

    @contextlib.contextmanager
    def upgrading(self):
        flag = self.server.folder / 'site/wordpress/.maintenance'
        flag.write_text('<?php $upgrading = time();')
        try:
            yield
        finally:
            flag.unlink()


class TownSite:
    """The same of the practice town, begun with the same post and comments."""

    title = "Aurora's Kitchen Diary"
    ca = None

    def __init__(self, kind, faults):
        import town
        self.town = town.start('wordpress', size=0)
        self.order, account = self.town.order, self.town.accounts['wordpress']
        for post in self.items('post'):
            self.order('delete', id=post['id'])
        self.order('set', name='quiet', value='1')
        self.order('set', name='wordpress.fast', value='1')
        self.proxy = harness.start_fault_proxy(self.town.base('wordpress')) if faults else None
        self.url = self.proxy.url if faults else self.town.base('wordpress')
        people = self.town.state()['people']
        self.users = {'ed': {'id': account['id'], 'name': people[0]['name'], 'login': account['handle'], 'app_password': account['tokens']['editor']},
                      'sub': {'id': people[2]['id'], 'name': people[2]['name'], 'login': people[2]['handle'], 'app_password': account['tokens']['subscriber']}}
        self.post = self.town.write('wordpress', 'post', 'Opening hours &amp; <em>bread</em>\n\nWe open at <b>seven</b>.', author='us')['id']
        top = self.say('Are you open on <em>Sunday</em>?', 0, 9000, author='Mia')
        reply = self.say('I wonder, too', top, 3600, author='Paul')
        self.comments = {'top': top, 'reply': reply, 'deeper': self.say('So do I', reply, 1800, author='Ines'),
                         'held': self.say('Do you bake without nuts?', 0, 900, 'hold', author='Newcomer'),
                         'spam': self.say('Buy now', 0, 600, 'spam', author='Robot')}

    def items(self, kind):
        kinds = ('post', 'visit', 'mention', 'review', 'thread', 'comment', 'message')
        return [item for item in self.town.state()['items'] if kinds[item.get('kind', 0)] == kind and not item.get('deleted')]

    @contextlib.contextmanager
    def set(self, name, value='1'):
        before = '1' if name == 'wordpress.fast' else '0'
        self.order('set', name=name, value=value)
        try:
            yield
        finally:
            self.order('set', name=name, value=before)

    def api(self, method, route, user=None, data=None, **query):
        headers = {}
        if user:
            pair = f'{self.users[user]["login"]}:{self.users[user]["app_password"]}'
            headers['Authorization'] = 'Basic ' + base64.b64encode(pair.encode()).decode()
        status, _, answer = harness.request(method, f'{self.url}/wp-json{route}?{urllib.parse.urlencode(query)}', headers=headers, data=data)
        return status, answer

    def approve_by_hand(self, url, user='ed'):
        _, _, page = harness.request('GET', url)
        return re.search(r'value="([\w ]+)"', page).group(1)

    def say(self, text, parent=0, age=0, status='approved', post=None, author='Nest'):
        where = {'parent': str(parent)} if parent else {'top': str(post or self.post)}
        return self.town.write('wordpress', 'comment', text, at=int((time.time() - age) * 1000), facts={'author_name': author, 'status': status}, **where)['id']

    def say_all(self, said):
        for text, when in said:
            self.say(text, 0, time.time() - when)

    def nest(self):
        chain = last = self.say('nest 0', 0, 200000)
        wide = self.say('wide', 0, 300000)
        for number in range(1, NEST + 1):
            last = self.say(f'nest {number}', last, 200000 - 100 * number)
            self.say(f'wide {number}', wide, 299000 - number)
        return chain, wide

    def secret_post(self):
        post = self.town.write('wordpress', 'post', 'Secret\n\n', author='us', facts={'private': '1'})['id']
        for number in range(SECRETS):
            self.say(f'secret {number}', 0, 2000, post=post)
        return post

    def forget_comments(self, post):
        for comment in self.items('comment'):
            if comment.get('top') == post:
                self.order('delete', id=comment['id'])

    def edit(self, comment, text):
        self.order('edit', id=comment, text=text)

    def set_status(self, comment, status):
        self.order('edit', id=comment, facts={'status': status})

    def delete(self, comment):
        self.order('delete', id=comment)

    def count_standing(self, text=None):
        said = [dict(zip(item.get('facts', [])[::2], item.get('facts', [])[1::2])) | item for item in self.items('comment')]
        return sum(item['text'] == text if text else item.get('status', 'approved') in ('approved', 'hold') for item in said)

    def permalink(self):
        return self.api('GET', f'/wp/v2/posts/{self.post}')[1]['link']

    def new_password(self, user):
        return self.api('POST', '/wp/v2/users/me/application-passwords', user, {'name': 'once'})[1]['password']

    @contextlib.contextmanager
    def closed(self):
        self.order('edit', id=self.post, facts={'closed': '1'})
        try:
            yield
        finally:
            self.order('edit', id=self.post, facts={'closed': '0'})

    def closed_to_strangers(self):
        return self.set('wordpress.closed')

    def without_passwords(self):
        return self.set('wordpress.no-passwords')

    def without_permalinks(self):
        return self.set('wordpress.plain')

    def moderated(self):
        return self.set('wordpress.moderation')

    @contextlib.contextmanager
    def flooded(self):
        """Somebody has just written."""
        with self.set('wordpress.fast', '0'):
            status, answer = self.api('POST', '/wp/v2/comments', 'sub', {'post': self.post, 'content': 'just now'})
            assert status == 201, answer
            yield
            self.delete(str(answer['id']))

    def without_trash(self):
        return self.set('wordpress.no-trash')

    def upgrading(self):
        return self.set('wordpress.upgrading')


def start_site(kind='local', faults=False):
    return (TownSite if IN_TOWN else RealSite)(kind, faults)


# ---- Mastodon ----


class RealFediverse:
    """Two snac2: shop, alice and quiet on one, bob on the other. `far_host`: of the other."""

    api_version, scope = '0', 'read write'
    deletes = False

    def __init__(self, faults=False):
        self.stack = contextlib.ExitStack()
        if faults:
            self.here = self.there = self.stack.enter_context(harness.start_snac('shop', 'alice', faults=True))
        else:
            self.here, self.there = self.stack.enter_context(harness.start_snac_pair(here=('shop', 'alice', 'quiet'), there=('bob',)))
        self.url, self.host, self.far_host, self.proxy = self.here.url, self.here.host, self.there.host, self.here.proxy
        self.tokens = {user: self.server(user).sign_in(user) for user in (('shop', 'alice') if faults else ('shop', 'alice', 'quiet', 'bob'))}

    def server(self, user):
        return self.there if user == 'bob' else self.here

    def acct(self, user):
        """mia@server"""
        return f'{user}@{self.server(user).host}'

    def at(self, user):
        """As somebody of the same server types it."""
        return f'@{user}'

    def api(self, user, method, path, **fields):
        return self.server(user).api(method, path, self.tokens[user], **fields)

    @staticmethod
    def settle(status):
        """The time of the last change in front of its ids is not part of ours."""
        return status | {'id': '0' * 10 + status['id'][10:]}

    def close(self):
        self.stack.close()


class TownFediverse:
    """The practice town's server, where bob's account is another server's."""

    api_version = '8'
    scope = ('profile read:accounts read:notifications read:statuses read:search write:statuses write:media write:conversations '
             'write:notifications write:favourites')
    deletes = True
    far_host = 'nebenan.example'

    def __init__(self, faults=False):
        import town
        self.town = town.start('mastodon', size=0)
        self.town.order('set', name='mastodon.limit', value='100000')
        self.proxy = harness.start_fault_proxy(self.town.base('mastodon')) if faults else None
        self.url = self.town.base('mastodon')
        tokens = self.town.accounts['mastodon']['tokens']
        self.tokens = {'shop': tokens['access']} | {user: tokens[user] for user in ('alice', 'quiet', 'bob')}
        base = self.proxy.url if faults else self.url
        self.host = base.removeprefix('http://')
        self.names = {user: self.api(user, 'GET', '/api/v1/accounts/verify_credentials')[1]['acct'] for user in self.tokens}

    def acct(self, user):
        name = self.names[user]
        return name if '@' in name else f'{name}@{self.host}'

    def at(self, user):
        return '@' + self.names[user]

    def api(self, user, method, path, **fields):
        headers = {'Authorization': f'Bearer {self.tokens[user]}'}
        query = urllib.parse.urlencode(fields, doseq=True)
        base = self.proxy.url if self.proxy else self.url
        status, _, answer = harness.request(method, f'{base}{path}' + (f'?{query}' if query and method == 'GET' else ''), headers=headers,
                                            form=fields if method != 'GET' else None)
        return status, answer

    @staticmethod
    def settle(status):
        return status

    def close(self):
        self.town.close()


def start_fediverse(faults=False):
    return (TownFediverse if IN_TOWN else RealFediverse)(faults=faults)
