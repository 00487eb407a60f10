<?php
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs PHP from standard input inside a test site and prints what it returns, as JSON: php run.php DIR

$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
ini_set('display_errors', 'stderr');
require $argv[1] . '/wordpress/wp-load.php';

echo json_encode(eval(stream_get_contents(STDIN)), JSON_THROW_ON_ERROR), "\n";
