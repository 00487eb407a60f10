<?php
// SPDX-License-Identifier: GPL-3.0-or-later
// What Apache's rewrite rules do for WordPress, for `php -S`.

$root = $_SERVER['DOCUMENT_ROOT'];
$path = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
$file = $root . $path;

if (is_dir($file))
	$file = rtrim($file, '/') . '/index.php';
if ($path === '/' || !is_file($file))
	$file = $root . '/index.php';
elseif (!str_ends_with($file, '.php'))
	return false;

$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = substr($file, strlen($root));
$_SERVER['SCRIPT_FILENAME'] = $file;
chdir(dirname($file));
require $file;
