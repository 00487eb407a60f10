<?php
// SPDX-License-Identifier: GPL-3.0-or-later
// What a test site is, read from site.json beside its folder (wordpress-up writes it).

$site = json_decode(file_get_contents(dirname(__DIR__) . '/site.json'));

define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . $site->socket);
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

// A proxy speaks TLS for it.
if (str_starts_with($site->url, 'https:'))
	$_SERVER['HTTPS'] = 'on';
define('WP_HOME', $site->url);
define('WP_SITEURL', $site->url);
define('WP_ENVIRONMENT_TYPE', $site->kind);

// Nothing leaves the machine, nothing happens behind a test's back.
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);

define('WP_DEBUG', true);
define('WP_DEBUG_DISPLAY', false);
define('WP_DEBUG_LOG', $site->log);

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
	define($name . '_KEY', "$name key of a test");
	define($name . '_SALT', "$name salt of a test");
}

if (!defined('ABSPATH'))
	define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
