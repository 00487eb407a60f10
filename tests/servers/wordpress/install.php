<?php
// SPDX-License-Identifier: GPL-3.0-or-later
// Fills a fresh database: php install.php DIR. Prints what tests need to know, as JSON.

define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['REQUEST_METHOD'] = 'GET';

// Pluggable: it would send mail.
function wp_new_blog_notification(...$arguments) {
}

require $argv[1] . '/wordpress/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('Corner Bakery', 'admin', 'admin@example.test', true, '', 'admin-password');
foreach ([
	'blogdescription' => 'Bread since 1998',
	'timezone_string' => 'Europe/Rome',
	'permalink_structure' => '/%year%/%monthnum%/%postname%/',
	'comment_moderation' => '0',
	'comment_previously_approved' => '0',
	'thread_comments_depth' => '10',
] as $name => $value)
	update_option($name, $value);
flush_rewrite_rules(false);

// What WordPress itself seeds.
foreach (get_posts(['post_type' => 'any', 'numberposts' => -1]) as $post)
	wp_delete_post($post->ID, true);

$seed = ['url' => WP_HOME];
foreach (['admin' => 'administrator', 'ed' => 'editor', 'sub' => 'subscriber'] as $name => $role) {
	$user = get_user_by('login', $name);
	if (!$user) {
		$user = new WP_User(wp_create_user($name, "$name-password", "$name@example.test"));
		$user->set_role($role);
	}
	[$password] = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'seed', 'app_id' => wp_generate_uuid4()]);
	$seed[$name] = ['id' => $user->ID, 'password' => "$name-password", 'app_password' => $password];
}

$seed['post'] = wp_insert_post([
	'post_title' => 'Opening hours &amp; <em>bread</em>',
	'post_content' => 'We open at <b>seven</b>.',
	'post_status' => 'publish',
	'post_author' => $seed['ed']['id'],
]);

function seed_comment(string $text, int|string $approved, int $parent, string $author, int $seconds_ago): int {
	global $seed;
	$time = time() - $seconds_ago;
	return wp_insert_comment([
		'comment_post_ID' => $seed['post'],
		'comment_parent' => $parent,
		'comment_author' => $author,
		'comment_author_email' => strtolower($author) . '@example.test',
		'comment_content' => $text,
		'comment_approved' => $approved,
		'comment_date_gmt' => gmdate('Y-m-d H:i:s', $time),
		'comment_date' => get_date_from_gmt(gmdate('Y-m-d H:i:s', $time)),
	]);
}

$top = seed_comment('Are you open on <em>Sunday</em>?', 1, 0, 'Mia', 9000);
$reply = seed_comment('I wonder, too', 1, $top, 'Paul', 3600);
$deeper = seed_comment('So do I', 1, $reply, 'Ines', 1800);
$held = seed_comment('Do you bake without nuts?', 0, 0, 'Newcomer', 900);
$spam = seed_comment('Buy now', 'spam', 0, 'Robot', 600);
$seed['comments'] = compact('top', 'reply', 'deeper', 'held', 'spam');

echo json_encode($seed), "\n";
